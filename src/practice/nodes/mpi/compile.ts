import { posix } from 'node:path';
import { failureWords, isFailure } from '../disk/failure.ts';
import type { Program as NodeProgram, Programs } from '../shell/session.ts';
import { binaryOf, programIn } from './binary.ts';
import { formatted, readProgram, type Value } from './c-program.ts';

const include = '/usr/lib/x86_64-linux-gnu/openmpi/include';

/** `mpicc`: knows hello-world programs by their structure, and says so of any other. */
const mpicc: NodeProgram = async (args, context, session) => {
  const { fs, node, umask } = session;
  if (args.some((each) => each === '--version' || each === '-v'))
    return { stdout: `gcc (Ubuntu ${node.release.gcc}) ${node.release.gcc}\nCopyright (C) Free Software Foundation, Inc.\n` };
  if (args.some((each) => /^-{1,2}show(me)?(:.*)?$/.test(each)))
    return { stdout: `gcc -I${include} -I${include}/openmpi -L/usr/lib/x86_64-linux-gnu/openmpi/lib -lmpi\n` };
  const outputAt = args.indexOf('-o');
  const joined = args.find((each) => /^-o./.test(each));
  const output = joined?.slice(2) ?? (outputAt >= 0 ? args[outputAt + 1] : undefined);
  const sources = args.filter((each, index) => !each.startsWith('-') && !(outputAt >= 0 && index === outputAt + 1));
  if (outputAt >= 0 && output === undefined) return { stderr: 'gcc: error: missing filename after ‘-o’\ncompilation terminated.\n', exitCode: 1 };
  const [source] = sources;
  if (source === undefined) return { stderr: 'gcc: fatal error: no input files\ncompilation terminated.\n', exitCode: 1 };
  if (sources.length > 1 || args.includes('-c')) return cannot(source, 1, 'it knows programs of one file, compiled in one go');
  const path = posix.resolve(context.cwd, source);
  if (!(await fs.exists(path))) return { stderr: `cc1: fatal error: ${source}: No such file or directory\ncompilation terminated.\n`, exitCode: 1 };
  if (!fs.may(path, 'read')) return { stderr: `cc1: fatal error: ${source}: Permission denied\ncompilation terminated.\n`, exitCode: 1 };
  const read = readProgram(fs.readBytes(path).toString());
  if ('why' in read) return cannot(source, read.line, read.why);
  const target = output ?? 'a.out';
  try {
    const binary = posix.resolve(context.cwd, target);
    if (await fs.exists(binary)) await fs.rm(binary);
    fs.writeBytes(binary, binaryOf(read.program, posix.basename(source)), 0o777);
    await fs.chmod(binary, 0o777 & ~umask);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { stderr: `/usr/bin/ld: cannot open output file ${target}: ${failureWords(error)}\ncollect2: error: ld returned 1 exit status\n`, exitCode: 1 };
  }
  return {};
};

function cannot(source: string, line: number, why: string) {
  return {
    stderr:
      `${source}:${line}: practice cloud: cannot compile this: ${why}\n` +
      'The practice cloud has no C compiler. Its mpicc knows MPI hello-world programs: rank, size and host name, printed.\n',
    exitCode: 1,
  };
}

const other: NodeProgram = () => ({ stderr: 'practice cloud: only mpicc is simulated, for MPI hello-world programs in C\n', exitCode: 1 });

/** What a binary of ours does: one rank, whose number and count the launcher has put into the environment. */
const runProgram: NodeProgram = async ([recorded = ''], context, { node, clock, work, signal }) => {
  const { env } = context;
  const rank = Number(env.get('OMPI_COMM_WORLD_RANK') ?? 0);
  const size = Number(env.get('OMPI_COMM_WORLD_SIZE') ?? 1);
  const host = node.spec().computerName;
  const valueIn = (value: Value): string | number => {
    switch (value.is) {
      case 'rank':
        return rank;
      case 'size':
        return size;
      case 'host':
        return host;
      case 'length':
        return host.length;
      case 'text':
        return value.text;
      case 'number':
        return value.number;
      default:
        return value satisfies never;
    }
  };
  const printed = { stdout: '', stderr: '' };
  for (const action of programIn(recorded).actions) {
    if (action.does === 'print') printed[action.to] += formatted(action.format, action.values.map(valueIn));
    else await work.outside(clock.sleep(Number(valueIn(action.seconds)) * 1000, context.signal ?? signal));
  }
  return printed;
};

export const compilers: Programs = {
  mpicc,
  'mpicc.openmpi': mpicc,
  'mpic++': other,
  mpicxx: other,
  mpiCC: other,
  mpifort: other,
  mpif77: other,
  mpif90: other,
};
export const mpiProgram: Programs = { '.practice-mpi-program': runProgram };
