import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type BenchmarkSource, osuMicroBenchmarks } from '../../../../src/remote/osu/programs.ts';

/** The stand-in for the OSU micro-benchmarks as a tarball, and what is known of it. */
export function standInBenchmarks(): { readonly source: BenchmarkSource; readonly tarball: Buffer } {
  const { folder } = osuMicroBenchmarks;
  const files = ['configure', 'Makefile.in', 'osu.c'];
  const tarball = execFileSync('tar', ['-cz', '-C', import.meta.dirname, `--transform=s|^|${folder}/|`, ...files], { maxBuffer: 1 << 24 });
  const sha256 = createHash('sha256').update(tarball).digest('hex');
  return { source: { ...osuMicroBenchmarks, title: 'a stand-in for OSU micro-benchmarks', sha256 }, tarball };
}
