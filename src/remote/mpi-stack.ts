/** The MPI of an image: what has to be installed for it, and how a line finds it. */
export interface MpiStack {
  readonly id: 'ubuntu' | 'hpcx';
  readonly title: string;
  /** Packages that the first boot has to bring. */
  readonly packages: readonly string[];
  /** Whether it speaks over InfiniBand. */
  readonly fabric: boolean;
  /** Programs that must be there afterwards. */
  readonly tools: readonly string[];
  /** What a person types once after logging in; undefined where nothing is needed. */
  readonly first?: string;
  /** Flags of mpirun that it needs to run over the cluster's fastest network; undefined where it finds it itself. */
  readonly flags?: string;
  /** The same without that network: over TCP, to compare. */
  tcpFlags(transports: string): string;
  /** A line in which its programs are found, over SSH without a terminal. */
  line(command: string): string;
}

/** Ubuntu's own Open MPI: in the PATH, over TCP and shared memory (azure-facts 8.1). */
export const ubuntuMpi: MpiStack = {
  id: 'ubuntu',
  title: "Ubuntu's Open MPI",
  packages: ['clustershell', 'openmpi-bin', 'libopenmpi-dev'],
  fabric: false,
  tools: ['mpicc', 'mpirun', 'clush'],
  tcpFlags: (transports) => transports,
  line: (command) => command,
};

const load = 'module load mpi/hpcx';

/** What HPC-X needs to find itself on the other nodes, whatever it speaks over. */
const elsewhere = '--prefix $HPCX_MPI_DIR -x LD_LIBRARY_PATH -x PATH';

/**
 * HPC-X of the HPC image, by environment module: `module` is a function that a shell without a terminal reads from its file first.
 * Nothing of it may be installed: Ubuntu's openmpi packages conflict with the image's own and would take the InfiniBand drivers out
 * (azure-facts 1.2). It speaks over the fabric by UCX, on the device that the image calls mlx5_ib0 (azure-facts 8.4).
 */
export const hpcxMpi: MpiStack = {
  id: 'hpcx',
  title: 'HPC-X of the image',
  packages: ['clustershell'],
  fabric: true,
  tools: ['mpicc', 'mpirun', 'clush'],
  first: load,
  flags: `${elsewhere} --mca pml ucx -x UCX_NET_DEVICES=mlx5_ib0:1`,
  tcpFlags: (transports) => `${elsewhere} --mca pml ob1 ${transports}`,
  line: (command) => `. /etc/profile.d/modules.sh && ${load} && ${command}`,
};

/** The MPI that an image brings, by the image as it was chosen. */
export const mpiStackOf = (image: string): MpiStack => (/ubuntu-hpc/i.test(image) ? hpcxMpi : ubuntuMpi);
