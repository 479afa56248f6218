import { osuBinary, osuPrograms } from '../osu/tarball.ts';
import { file, folder, type ImageEntry } from '../disk/image.ts';

/** Where HPC-X lies on the image, and which version it is (azure-facts 1.2). */
export const hpcxFolder = '/opt/hpcx-v2.25.1-gcc-doca_ofed-ubuntu24.04-cuda13-x86_64';
const openMpiFolder = `${hpcxFolder}/ompi`;

/** Packages that the HPC image brings. */
export const hpcPackages = ['doca-ofed', 'hpcx-provides-openmpi', 'environment-modules', 'nfs-common', 'aznfs', 'pssh', 'gcc', 'g++', 'make'] as const;

/** Packages that conflict with the image's own: to install one takes these two out, and the InfiniBand drivers with them (azure-facts 1.2). */
export const conflicting: ReadonlySet<string> = new Set(['openmpi-bin', 'openmpi-common', 'libopenmpi-dev']);
export const takenOut = ['doca-ofed', 'hpcx-provides-openmpi'] as const;

/** Programs of HPC-X that its module brings into the PATH. */
const launchers = ['mpirun', 'mpiexec', 'ompi_info', 'orted', 'prted', 'prterun', 'mpicc', 'mpic++', 'mpicxx', 'mpiCC', 'mpifort', 'mpif77', 'mpif90'];

/** Files of the HPC image beside Ubuntu's. Its MPI is found only once its module is loaded. */
export const hpcFiles: readonly (readonly [path: string, entry: ImageEntry])[] = [
  // shellcheck would say the same of the real one: `module` is a function, because a program cannot change its shell.
  ['/etc/profile.d/modules.sh', file('module() { eval "$(/usr/bin/.practice-module "$@")"; }\n')],
  ['/usr/share/modules/modulefiles/mpi', folder()],
  ...['hpcx', 'hpcx-pmix', 'openmpi', 'mvapich', 'impi-2021'].map((name) => [`/usr/share/modules/modulefiles/mpi/${name}`, file('#%Module 1.0\n')] as const),
  [
    '/opt/azurehpc/component_versions.txt',
    file('{\n  "HPCX": "2.25.1",\n  "OMPI": "5.0.10",\n  "MVAPICH": "4.1",\n  "IMPI": "2021.16.1",\n  "PMIX": "4.2.9",\n  "DOCA": "3.2.0"\n}\n'),
  ],
  ['/etc/security/limits.conf', file('*               hard    memlock         unlimited\n*               soft    memlock         unlimited\n')],
  ...Object.keys(osuPrograms).map((name) => [`${openMpiFolder}/tests/osu-micro-benchmarks/${name}`, file(osuBinary(name), 0o755)] as const),
  ...launchers.map((name) => [`${openMpiFolder}/bin/${name}`, file(`/usr/bin/.practice-hpcx ${name} "$@"\n`, 0o755)] as const),
];

/**
 * The same programs as functions. The shell that the practice cloud is made of hands a script nine arguments at most, and mpirun has
 * more; a function gets all of them.
 */
const functions = launchers
  .filter((name) => /^\w+$/.test(name))
  .map((name) => `${name}() { /usr/bin/.practice-hpcx ${name} "$@"; }`)
  .join('; ');

/** What comes before a line where the module was loaded already: functions are not inherited, the PATH is. */
export const inheritedFunctions = (path: string | undefined): string => (path?.split(':').includes(`${openMpiFolder}/bin`) ? `${functions}\n` : '');

/** The words for a shell that a module comes to; undefined where there is none of that name. */
export function moduleWords(name: string, path: string): string | undefined {
  if (name !== 'mpi/hpcx' && name !== 'mpi/hpcx-pmix') return undefined;
  return [
    `export HPCX_DIR=${hpcxFolder}`,
    `export HPCX_MPI_DIR=${openMpiFolder}`,
    `export HPCX_OSU_DIR=${openMpiFolder}/tests/osu-micro-benchmarks`,
    `export LD_LIBRARY_PATH=${openMpiFolder}/lib`,
    `export LOADEDMODULES=${name}`,
    `export PATH=${openMpiFolder}/bin:${path}`,
    functions,
  ].join('; ');
}
