import { createHash } from 'node:crypto';
import { packed } from '../disk/ustar.ts';

export const osuName = 'osu-micro-benchmarks-7.5.2';

/** The sum that the real tarball has (azure-facts 9). */
export const publishedSum = '618de3d0b1122f73a9229177d2da1e5cd62e431190580cb915f2605849cbbbdc';

/** Programs that are simulated, by their place below `mpi/`. */
export const osuPrograms: Readonly<Record<string, string>> = {
  osu_latency: 'pt2pt',
  osu_bw: 'pt2pt',
  osu_bibw: 'pt2pt',
  osu_allreduce: 'collective',
  osu_barrier: 'collective',
};

const date = Date.UTC(2025, 9, 30) / 1000;

let made: { readonly bytes: Buffer; readonly sum: string } | undefined;

/** What stands for the tarball in the simulated internet: the same folder and the same steps, and none of the sources. */
export function osuTarball(): { readonly bytes: Buffer; readonly sum: string } {
  if (made) return made;
  const folder = (name: string) => ({ name, kind: 'dir' as const, mode: 0o755, mtime: date, content: Buffer.alloc(0) });
  const file = (name: string, text: string, mode = 0o644) => ({ name, kind: 'file' as const, mode, mtime: date, content: Buffer.from(text) });
  const bytes = packed(
    [
      folder(osuName),
      file(`${osuName}/README`, 'OMB (OSU Micro-Benchmarks), simulated: a stand-in of the practice cloud, without the sources.\n'),
      file(`${osuName}/CHANGES`, 'OSU Micro Benchmarks v7.5.2\n'),
      file(`${osuName}/configure`, '#!/bin/sh\n/usr/bin/.practice-osu configure "$@"\n', 0o755),
      file(`${osuName}/Makefile.in`, '# Makefile.in of the practice cloud.\n'),
      ...[...new Set(Object.values(osuPrograms))].map((kind) => folder(`${osuName}/c/mpi/${kind}`)),
    ],
    true,
  );
  made = { bytes, sum: createHash('sha256').update(bytes).digest('hex') };
  return made;
}

/** A simulated program, as a file that the machines run. */
export const osuBinary = (name: string): string => `#!/bin/sh\n# ${name} of the simulated OSU micro-benchmarks.\n/usr/bin/.practice-osu ${name} "$@"\n`;
