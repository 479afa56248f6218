import { posix } from 'node:path';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';
import { benchmark } from './benchmark.ts';
import { osuBinary, osuPrograms } from './tarball.ts';

/** Seconds of one processor: configure uses one, make as many as it is given. */
const times = { configure: [16, 8], compile: 140, install: 2 } as const;

const mark = '# Made by the simulated configure. prefix =';

const has = (session: Session, program: string): boolean =>
  session.fs.may(`/usr/bin/${program}`, 'enter') || session.fs.may(`/usr/local/bin/${program}`, 'enter');

/** In the PATH: of a package, or of a module that was loaded. */
function found({ fs }: Session, path: string, name: string): boolean {
  return path.split(':').some((folder) => fs.may(`${folder}/${name}`, 'enter'));
}

const configure: Program = async (args, context, session) => {
  const { clock, work, signal, fs } = session;
  const option = (name: string): string | undefined => args.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const [cc, cxx] = [option('CC') ?? 'gcc', option('CXX') ?? 'g++'];
  const wait = (seconds: number): Promise<void> => work.outside(clock.sleep(seconds * 1000, context.signal ?? signal));
  const path = context.env.get('PATH') ?? '';
  await wait(1);
  const broken = (language: string): CommandResult => ({
    stdout: `checking for a BSD-compatible install... /usr/bin/install -c\nchecking whether the ${language} compiler works... no\n`,
    stderr: `configure: error: in \`${context.cwd}':\nconfigure: error: ${language} compiler cannot create executables\nSee \`config.log' for more details\n`,
    exitCode: 77,
  });
  if (!found(session, path, cc)) return broken('C');
  if (!found(session, path, cxx) || !has(session, 'g++')) return broken('C++');
  const makefile = posix.join(context.cwd, 'Makefile');
  await wait(times.configure[0] + times.configure[1] / Math.max(1, session.node.spec().size.vCPUs));
  fs.writeBytes(makefile, `${mark} ${option('--prefix') ?? '/usr/local'}\nCC = ${cc}\nCXX = ${cxx}\nall:\n`);
  return {
    stdout: `checking for a BSD-compatible install... /usr/bin/install -c\nchecking for gcc... ${cc}\nchecking whether the C compiler works... yes\nchecking whether the C++ compiler works... yes\nchecking for library containing MPI_Init... none required\nconfigure: creating ./config.status\nconfig.status: creating Makefile\n`,
  };
};

/** `make`, which knows the makefiles of the simulated configure. */
const make: Program = async (args, context, session) => {
  const { fs, clock, work, signal, node } = session;
  if (args.includes('--version')) return { stdout: 'GNU Make 4.3\nBuilt for x86_64-pc-linux-gnu\n' };
  const folder = args.includes('-C') ? posix.resolve(context.cwd, args[args.indexOf('-C') + 1] ?? '.') : context.cwd;
  const makefile = posix.join(folder, 'Makefile');
  if (!(await fs.exists(makefile))) return { stderr: 'make: *** No targets specified and no makefile found.  Stop.\n', exitCode: 2 };
  const text = fs.readBytes(makefile).toString();
  const prefix = new RegExp(`^${mark} (.+)$`, 'm').exec(text)?.[1];
  if (prefix === undefined) return { stderr: 'practice cloud: make knows only the makefiles of the simulated OSU micro-benchmarks\n', exitCode: 2 };
  if (!has(session, 'gcc') && !has(session, 'cc')) return { stderr: 'mpicc: gcc: command not found\nmake: *** [Makefile:4: all] Error 1\n', exitCode: 2 };
  const { vCPUs } = node.spec().size;
  const jobsAt = args.findIndex((each) => /^-j/.test(each));
  const word = args[jobsAt] ?? '';
  const next = args[jobsAt + 1] ?? '';
  const jobs = jobsAt < 0 ? 1 : Number(word.slice(2) || (/^\d+$/.test(next) ? next : '') || Number.POSITIVE_INFINITY);
  const wait = (seconds: number): Promise<void> => work.outside(clock.sleep(seconds * 1000, context.signal ?? signal));
  const built = (name: string): string =>
    posix.join(folder, 'c/mpi', osuPrograms[name] as string, osuPrograms[name] === 'pt2pt' ? 'standard' : 'blocking', name);
  let stdout = '';
  if (!(await fs.exists(built('osu_latency')))) {
    await wait(times.compile / Math.min(jobs, vCPUs));
    for (const name of Object.keys(osuPrograms)) {
      await program(session, built(name), name);
      stdout += `mpicc -DHAVE_CONFIG_H -O3 -o ${name} ${name}.o ../../../util/libompi_util.a -lpthread -lrt -lm\n`;
    }
  }
  if (!args.includes('install')) return { stdout };
  await wait(times.install);
  for (const [name, kind] of Object.entries(osuPrograms)) {
    const target = `${prefix}/libexec/osu-micro-benchmarks/mpi/${kind}`;
    await program(session, posix.join(target, name), name);
    stdout += `  /usr/bin/install -c ${name} '${target}'\n`;
  }
  return { stdout };
};

async function program({ fs }: Session, path: string, name: string): Promise<void> {
  await fs.mkdir(posix.dirname(path), { recursive: true });
  fs.writeBytes(path, osuBinary(name));
  await fs.chmod(path, 0o755);
}

const benchmarks: Programs = Object.fromEntries(Object.keys(osuPrograms).map((name) => [name, benchmark(name)]));

/** What the files of the simulated tarball, and what was built of it, run. */
const osu: Program = (args, context, session) => {
  const [name = '', ...rest] = args;
  const run = name === 'configure' ? configure : benchmarks[name];
  return run ? run(rest, context, session) : { stderr: `${name}: not simulated in the practice cloud\n`, exitCode: 127 };
};

export const osuSystemPrograms: Programs = { '.practice-osu': osu };
export const makeProgram: Programs = { make };
