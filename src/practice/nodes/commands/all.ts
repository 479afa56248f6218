import { archive } from '../boot/packages.ts';
import type { Release } from '../boot/releases.ts';
import { driverPrograms, hpcSystemPrograms } from '../hpc/programs.ts';
import { compilers, mpiProgram } from '../mpi/compile.ts';
import { launchers } from '../mpi/mpirun.ts';
import { dfProgram } from '../mounts/df.ts';
import { nfsPrograms } from '../mounts/exportfs.ts';
import { findmntProgram } from '../mounts/findmnt.ts';
import { mountProgram } from '../mounts/mount-command.ts';
import { umountPrograms } from '../mounts/umount-command.ts';
import type { Programs } from '../shell/session.ts';
import { absentPrograms } from './absent.ts';
import { packageTools } from './apt.ts';
import { downloads } from './download.ts';
import { locking } from './flock.ts';
import { sums } from './sums.ts';
import { archiver } from './tar.ts';
import { makeProgram, osuSystemPrograms } from '../osu/build.ts';
import { cloudInit } from './cloud-init.ts';
import { clustershell } from './clush.ts';
import { fileTools } from './files.ts';
import { identity } from './identity.ts';
import { keygenProgram } from './keygen.ts';
import { keyscanProgram } from './keyscan.ts';
import { list } from './ls.ts';
import { machine } from './machine.ts';
import { networking } from './network.ts';
import { power } from './power.ts';
import { scpProgram } from './scp.ts';
import { services } from './services.ts';
import { shellWords } from './shell-words.ts';
import { sshProgram } from './ssh.ts';
import { sudo } from './sudo.ts';
import { terminalPrograms } from './terminal.ts';
import { timing } from './timing.ts';

/** Programs that every machine has, beside those of the shell. */
export const systemPrograms: Programs = {
  ...identity,
  ...list,
  ...fileTools,
  ...sudo,
  ...timing,
  ...shellWords,
  ...terminalPrograms,
  ...machine,
  ...networking,
  ...services,
  ...power,
  ...cloudInit,
  ...packageTools,
  ...sshProgram,
  ...scpProgram,
  ...keygenProgram,
  ...keyscanProgram,
  ...mpiProgram,
  ...hpcSystemPrograms,
  ...osuSystemPrograms,
  ...downloads,
  ...locking,
  ...sums,
  ...archiver,
  ...mountProgram,
  ...umountPrograms,
  ...findmntProgram,
  ...dfProgram,
  ...absentPrograms,
};

const simulated: Programs = { ...driverPrograms, ...clustershell, ...compilers, ...launchers, ...makeProgram, ...nfsPrograms };

/**
 * Programs of a package, all of them: one that is not simulated says so. They are known to the shell only while the package is
 * installed, because `command -v` believes what the shell knows.
 */
export function programsOf(packageName: string, release: Release): Programs {
  const names = archive(release).get(packageName)?.programs ?? [];
  return Object.fromEntries(
    names.map((name) => [name, simulated[name] ?? (() => ({ stderr: `${name}: not simulated in the practice cloud\n`, exitCode: 1 }))]),
  );
}
