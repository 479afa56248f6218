import { type Release, openMpiMajor } from './releases.ts';

/** A package of the simulated archive: what the lessons and a curious person install. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  /** Size of the archive, in kB. */
  readonly size: number;
  readonly needs: readonly string[];
  /** Host of the archive that it comes from, where that is not Ubuntu's. */
  readonly feed?: string;
  /** Programs that it puts into /usr/bin. */
  readonly programs: readonly string[];
}

const openMpiPrograms = ['mpirun', 'mpiexec', 'ompi_info', 'mpirun.openmpi', 'mpiexec.openmpi'];
const compilers = ['mpicc', 'mpic++', 'mpicxx', 'mpiCC', 'mpifort', 'mpif77', 'mpif90', 'mpicc.openmpi'];

/** Where Microsoft's own packages come from. */
export const microsoftFeed = 'packages.microsoft.com';

const archives = new WeakMap<Release, ReadonlyMap<string, Package>>();

/** All packages of a release by name. Versions are of the release where the lessons depend on them. */
export function archive(release: Release): ReadonlyMap<string, Package> {
  const known = archives.get(release) ?? packagesOf(release);
  archives.set(release, known);
  return known;
}

function packagesOf(release: Release): ReadonlyMap<string, Package> {
  const { gcc, clustershell, openMpiPackage } = release;
  const make = (name: string, version: string, about: string, size: number, needs: string[] = [], programs: string[] = []): Package => ({
    name,
    version,
    about,
    size,
    needs,
    programs,
  });
  const launcher = openMpiMajor(release) >= 5 ? ['prte', 'prted', 'prterun', 'orted'] : ['orted', 'orterun', 'orte-info', 'orte-clean'];
  return new Map(
    [
      make(
        'clustershell',
        `${clustershell}-1`,
        'Distributed shell and cluster management framework',
        93,
        ['python3-clustershell'],
        ['clush', 'nodeset', 'cluset', 'clubak'],
      ),
      make('python3-clustershell', `${clustershell}-1`, 'ClusterShell Python 3 library', 126),
      make(
        'openmpi-bin',
        openMpiPackage,
        'high performance message passing library -- binaries',
        117,
        ['openmpi-common', 'libopenmpi3t64'],
        [...openMpiPrograms, ...launcher],
      ),
      make('openmpi-common', openMpiPackage, 'high performance message passing library -- common files', 175),
      make('libopenmpi3t64', openMpiPackage, 'high performance message passing library -- shared library', 2630, ['libhwloc15', 'libpmix2t64']),
      make('libopenmpi-dev', openMpiPackage, 'high performance message passing library -- header files', 961, ['openmpi-bin', 'gcc', 'libc6-dev'], compilers),
      make('libhwloc15', '2.10.0-1build1', 'Hierarchical view of the machine - shared libs', 172),
      make('libpmix2t64', '5.0.1-4.1build1', 'Process Management Interface (Exascale) library', 677),
      make('gcc', `4:${gcc}-1ubuntu1`, 'GNU C compiler', 5, ['libc6-dev'], ['gcc', 'cc']),
      make('g++', `4:${gcc}-1ubuntu1`, 'GNU C++ compiler', 1, ['gcc'], ['g++', 'c++']),
      make('libc6-dev', `${release.libc}-0ubuntu8`, 'GNU C Library: Development Libraries and Header Files', 2124),
      make('make', '4.3-4.1build2', 'utility for directing compilation', 180, [], ['make']),
      make('build-essential', '12.10ubuntu1', 'Informational list of build-essential packages', 5, ['gcc', 'g++', 'make']),
      make('nfs-common', '1:2.6.4-3ubuntu5', 'NFS support files common to client and server', 248, ['rpcbind'], ['showmount']),
      make('nfs-kernel-server', '1:2.6.4-3ubuntu5', 'support for NFS kernel server', 169, ['nfs-common'], ['exportfs']),
      make('rpcbind', '1.2.6-7ubuntu2', 'converts RPC program numbers into universal addresses', 46),
      make('netpipe-openmpi', '3.7.2-9', 'Network performance tool using OpenMPI', 33, ['openmpi-bin'], ['NPopenmpi']),
      // Built up to 24.04 (azure-facts 11.3). The HPC images bring it.
      ...(release.version === '26.04'
        ? []
        : [{ ...make('aznfs', '0.3.15', 'Mount helper for Azure Blob NFS', 90, ['nfs-common']), ...(release.hpc ? {} : { feed: microsoftFeed }) }]),
      ...(release.hpc
        ? [
            make('doca-ofed', '3.2.0-125000', 'DOCA host OFED: InfiniBand drivers and tools', 12, ['hpcx-provides-openmpi'], ['ibstat', 'ibv_devinfo']),
            make('hpcx-provides-openmpi', '1.0', 'Says that HPC-X is an Open MPI, for packages that need one', 2),
            make('environment-modules', '5.3.1-1', 'Modular system for handling environment variables', 300),
            make('pssh', '2.3.5-2', 'Parallel versions of SSH-based tools', 30),
          ]
        : []),
      make('numactl', '2.0.18-1build1', 'NUMA scheduling and memory placement tool', 39, [], ['numactl']),
      make('hwloc', '2.10.0-1build1', 'Hierarchical view of the machine', 216, [], ['lstopo-no-graphics', 'hwloc-info']),
      make('htop', '3.3.0-4build1', 'interactive processes viewer', 171, [], ['htop']),
      make('iperf3', '3.16-1build2', 'Internet Protocol bandwidth measuring tool', 34, [], ['iperf3']),
      make('pdsh', '2.34-0.2build1', 'Efficient rsh-like utility, for using hosts in parallel', 114, [], ['pdsh']),
      make('tree', '2.1.1-2ubuntu3', 'displays an indented directory tree, in color', 47, [], ['tree']),
      make('jq', '1.7.1-3build1', 'lightweight and flexible command-line JSON processor', 65, [], ['jq']),
      make('git', '1:2.43.0-1ubuntu7', 'fast, scalable, distributed revision control system', 3680, [], ['git']),
      make('cmake', '3.28.3-1build7', 'cross-platform, open-source make system', 11_000, [], ['cmake']),
      make('gfortran', `4:${gcc}-1ubuntu1`, 'GNU Fortran 95 compiler', 1, ['gcc'], ['gfortran']),
      make('python3-pip', '24.0+dfsg-1ubuntu1', 'Python package installer', 1320, [], ['pip3']),
      make('sshpass', '1.09-1', 'Non-interactive ssh password authentication', 12, [], ['sshpass']),
      make('screen', '4.9.1-1build1', 'terminal multiplexer with VT100/ANSI terminal emulation', 655, [], ['screen']),
    ].map((each) => [each.name, each]),
  );
}

/** Packages to install for `names`, needs first, without those that `has` already. Unknown names are left out. */
export function withNeeds(all: ReadonlyMap<string, Package>, names: readonly string[], has: (name: string) => boolean): readonly Package[] {
  const chosen = new Map<string, Package>();
  const add = (name: string): void => {
    const found = all.get(name);
    if (!found || chosen.has(name) || has(name)) return;
    for (const need of found.needs) add(need);
    chosen.set(name, found);
  };
  for (const name of names) add(name);
  return [...chosen.values()];
}
