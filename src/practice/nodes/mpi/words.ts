import { openMpiMajor, type Release } from '../boot/releases.ts';

/** Open MPI's messages, as its help files have them. */
const frame = '-'.repeat(74);
const framed = (text: string): string => `${frame}\n${text}\n${frame}\n`;

export const rootText = framed(`mpirun has detected an attempt to run as root.

Running as root is *strongly* discouraged as any mistake (e.g., in
defining TMPDIR) or bug can result in catastrophic damage to the OS
file system, leaving your system in an unusable state.

We strongly suggest that you run mpirun as a non-root user.

You can override this protection by adding the --allow-run-as-root option
to the cmd line or by setting two environment variables in the following way:
the variable OMPI_ALLOW_RUN_AS_ROOT=1 to indicate the desire to override this
protection, and OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 to confirm the choice and
add one more layer of certainty that you want to do so.
We reiterate our advice against doing so - please proceed at your own risk.`);

/** What UCX and Open MPI say where the messages would have to go over a fabric that is not there. */
export const fabricText = (host: string): string =>
  `[${host}:02201] select.c:629  UCX  ERROR   no active messages transport to <no debug data>: Unsupported operation\n` +
  framed(`No components were able to be opened in the pml framework.

This typically means that either no components of this type were
installed, or none of the installed components can be loaded.
Sometimes this means that shared libraries required by these
components are unable to be found/loaded.

  Host:      ${host}
  Framework: pml`);

export const nothingText = framed(`mpirun could not find anything to do.

It is possible that you forgot to specify how many processes to run
via the "-np" argument.`);

export const slotsText = (ranks: number, program: string): string =>
  framed(`There are not enough slots available in the system to satisfy the ${ranks}
slots that were requested by the application:

  ${program}

Either request fewer slots for your application, or make more slots
available for use.

A "slot" is the Open MPI term for an allocatable unit where we can
launch a process.  The number of slots available are defined by the
environment in which Open MPI processes are run:

  1. Hostfile, via "slots=N" clauses (N defaults to number of
     processor cores if not provided)
  2. The --host command line parameter, via a ":N" suffix on the
     hostname (N defaults to 1 if not provided)
  3. Resource manager (e.g., SLURM, PBS/Torque, LSF, etc.)
  4. If none of a hostfile, the --host command line parameter, or an
     RM is present, Open MPI defaults to the number of processor cores

In all the above cases, if you want Open MPI to default to the number
of hardware threads instead of the number of processor cores, use the
--use-hwthread-cpus option.

Alternatively, you can use the --oversubscribe option to ignore the
number of available slots when deciding the number of processes to
launch.`);

export const daemonText = (release: Release): string =>
  framed(`${openMpiMajor(release) >= 5 ? 'PRTE' : 'ORTE'} was unable to reliably start one or more daemons.
This usually is caused by:

* not finding the required libraries and/or binaries on
  one or more nodes. Please check your PATH and LD_LIBRARY_PATH
  settings, or configure OMPI with --enable-orterun-prefix-by-default

* lack of authority to execute on one or more specified nodes.
  Please verify your allocation and authorities.

* the inability to write startup files into /tmp (--tmpdir/orte_tmpdir_base).
  Please check with your sys admin to determine the correct location to use.

*  compilation of the orted with dynamic libraries when static are required
  (e.g., on Cray). Please check your configure cmd line and consider using
  one of the contrib/platform definitions for your system type.

* an inability to create a connection back to mpirun due to a
  lack of common network interfaces and/or no route found between
  them. Please check network connectivity (including firewalls
  and network routing requirements).`);

export const executableText = (program: string, node: string, rank: number): string =>
  framed(`mpirun was unable to launch the specified application as it could not access
or execute an executable:

Executable: ${program}
Node: ${node}

while attempting to start process rank ${rank}.`);

export const lostText = (release: Release, head: string, node: string, index: number): string =>
  framed(`${openMpiMajor(release) >= 5 ? 'PRTE' : 'ORTE'} has lost communication with a remote daemon.

  HNP daemon   : [[26283,0],0] on node ${head}
  Remote daemon: [[26283,0],${index}] on node ${node}

This is usually due to either a failure of the TCP network
connection to the node, or possibly an internal failure of
the daemon itself. We cannot recover from this failure, and
therefore will terminate the job.`);

export const exitText = (rank: number, exitCode: number): string =>
  framed(`Primary job  terminated normally, but 1 process returned
a non-zero exit code. Per user-direction, the job has been aborted.`) +
  framed(`mpirun detected that one or more processes exited with non-zero status, thus causing
the job to be terminated. The first process to do so was:

  Process name: [[26283,1],${rank}]
  Exit code:    ${exitCode}`);

export const hostfileText = (file: string): string =>
  framed(`Open RTE was unable to open the hostfile:
    ${file}
Check to make sure the path and filename are correct.`);

export const componentText = (host: string, component: string): string =>
  framed(`A requested component was not found, or was unable to be opened.  This
means that this component is either not installed or is unable to be
used on your system (e.g., sometimes this means that shared libraries
that the component requires are unable to be found/loaded).  Note that
Open MPI stopped checking at the first component that it did not find.

Host:      ${host}
Framework: btl
Component: ${component}`);

export const sharedMemoryText = framed(`As of version 3.0.0, the "sm" BTL is no longer available in Open MPI.

Efficient, high-speed same-node shared memory communication support in
Open MPI is available in the "vader" BTL.  To use the vader BTL, you
can re-run your job with:

    mpirun --mca btl vader,self,... your_mpi_application`);

export const unreachableText = framed(`At least one pair of MPI processes are unable to reach each other for
MPI communications.  This means that no Open MPI device has indicated
that it can be used to communicate between these processes.  This is
an error; Open MPI requires that all MPI processes be able to reach
each other.  This error can sometimes be the result of forgetting to
specify the "self" BTL.`);
