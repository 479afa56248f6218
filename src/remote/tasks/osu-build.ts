import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { headOf } from '../access.ts';
import { buildFolder, type OsuTasks, tarball, workFolder } from '../osu/place.ts';
import { lastLines, mustRun, sumsIn } from '../shell.ts';

const separator = '=== rank0 next';

/** Free where nobody builds. The job holds it as long as it lives; with it the lock is gone, however it ended. */
const lock = `${workFolder}/build.lock`;

/** What the build is at, in words, by the step that the script wrote last. */
const steps: Readonly<Record<string, string>> = {
  tools: 'make and g++ to be installed',
  unpack: 'the source to be unpacked',
  configure: 'configure to look at compilers and MPI',
  make: 'the compilers',
  install: 'the programs to be put in their place',
};

/** Programs installed, with the sums that they had then, for whoever looks later. */
const record = `${workFolder}/built`;

/** What was built of what: another source or another MPI is another build. */
const recordOf = ({ source, inUse }: OsuTasks): string => `${source.sha256} ${inUse.mpi?.text ?? ''}`.trim();

/**
 * The script of the build. It runs on the node by itself, so that a connection that is cut does not end it; it writes what it is at and how it
 * ended. Each program is listed: a build that leaves one out has failed.
 */
export function buildScript(tasks: OsuTasks): string {
  const { access, source } = tasks;
  const folder = buildFolder(tasks);
  const parent = folder.slice(0, folder.lastIndexOf('/'));
  const apt = 'sudo DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -o DPkg::Lock::Timeout=600';
  const programs = Object.values(source.programs).map((path) => `install/${path}`);
  return `# Builds ${source.title}. Started once, in the background; how far it is stands in build.step, what it says in build.log.
cd ${workFolder} || exit 1
rm -f build.exit
(
set -e
${access.mpi.line('true')}
echo tools > build.step
if ! command -v make || ! command -v g++; then
${apt} update
${apt} -y install make g++
fi
echo unpack > build.step
mkdir -p ${parent}
rm -rf ${folder}
tar -xzf ${tarball(tasks)} -C ${parent}
echo configure > build.step
cd ${folder}
./configure CC=mpicc CXX=mpicxx --prefix="$PWD/install"
echo make > ${workFolder}/build.step
make -j"$(nproc)"
echo install > ${workFolder}/build.step
make install
sha256sum ${programs.join(' ')} > ${record}.new
echo '${recordOf(tasks)}' >> ${record}.new
mv ${record}.new ${record}
) > build.log 2>&1
echo $? > build.exit.new
mv build.exit.new build.exit
`;
}

/** The job, started by itself: it lives on without this login. Whoever comes second waits a moment for the lock and goes away. */
const start =
  `setsid flock -w 3 ${lock} bash ${workFolder}/build.sh > /dev/null 2>&1 < /dev/null &\n` +
  `for turn in 1 2 3 4 5 6 7 8 9 10; do flock -n ${lock} true || break; test -e ${workFolder}/build.exit && break; sleep 0.2; done`;

/** Built once, on the head: make and a C++ compiler installed where they are missing, configured for mpicc, compiled on all of its processors. */
export function osuBuildTask(tasks: OsuTasks, needs: readonly string[]): Task {
  const { access, source, inUse } = tasks;
  const head = headOf(access);
  const folder = buildFolder(tasks);
  const programs = Object.values(source.programs).map((path) => `install/${path}`);
  const look =
    `mkdir -p ${workFolder} && cd ${workFolder} && cat built 2>/dev/null; echo '${separator}'; (cd ${folder} 2>/dev/null && sha256sum ${programs.join(' ')} 2>/dev/null); ` +
    `echo '${separator}'; (flock -n ${lock} true && echo free || echo held); echo '${separator}'; cat build.step 2>/dev/null; echo '${separator}'; cat build.exit 2>/dev/null; ` +
    `echo '${separator}'; tail -n 4 build.log 2>/dev/null`;
  let began: number | undefined;
  return {
    id: 'osu/build',
    stage: 'benchmark',
    title: `build them on ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain:
      'configure looks at what the node has and writes makefiles, make compiles with mpicc, make install puts the programs into a folder of their own. ' +
      'It runs on the node in the background: you may close this, and it is found again. It is done once, as all nodes are alike.',
    commands: [
      'sudo apt-get -y install make g++',
      `tar -xzf ${workFolder}/${tarball(tasks)} -C ${folder.slice(0, folder.lastIndexOf('/'))} && cd ${folder}`,
      access.mpi.line('./configure CC=mpicc CXX=mpicxx --prefix="$PWD/install" && make -j"$(nproc)" && make install'),
    ],
    usualSeconds: [60, 240],
    observe: async ({ signal, clock }): Promise<Observation> => {
      if (inUse.ofImage !== undefined) return { is: 'so', message: 'not needed: the image has the programs' };
      const { stdout } = await access.nodes.exec(access.node(head), look, { signal });
      const [then = '', now = '', state = '', step = '', exit = '', log = ''] = stdout.split(separator);
      const [before, current] = [sumsIn(then), sumsIn(now)];
      const whole = Object.values(source.programs).every((path) => {
        const name = path.split('/').at(-1) as string;
        return current.has(name) && current.get(name) === before.get(name);
      });
      if (state.includes('held')) {
        began ??= clock.now();
        const seconds = Math.round((clock.now() - began) / 1000);
        return { is: 'pending', waitingFor: `${steps[step.trim()] ?? 'the build'}${seconds > 2 ? ` (${seconds} s)` : ''}` };
      }
      if (whole && then.includes(recordOf(tasks))) return { is: 'so', message: `${Object.keys(source.programs).length} programs in ${folder}/install` };
      if (began === undefined) return { is: 'absent' };
      // It ran while this looked on, and is over: as its log says, or because the node went down under it.
      return { is: 'wrong', problem: failed(tasks, step.trim(), exit.trim(), log) };
    },
    make: async (run: TaskRun) => {
      const { signal } = run;
      await mustRun(access, head, `mkdir -p ${workFolder} && cd ${workFolder} && rm -f build.exit build.step built && cat > build.sh`, {
        stdin: buildScript(tasks),
        signal,
      });
      await mustRun(access, head, start, { signal });
      began = run.clock.now();
    },
  };
}

function failed({ access, source }: OsuTasks, step: string, exit: string, log: string) {
  const head = headOf(access);
  const said = lastLines(log, 2);
  const why = exit === '' ? 'it ended without a word: the node was restarted, or ran out of memory' : said || `exit code ${exit}`;
  return new ProblemError({
    code: 'osu-build-failed',
    message: `${source.title} could not be built on ${head}${step === '' ? '' : ` (${step})`}: ${why}`,
    means:
      step === 'tools'
        ? `make or g++ is missing on ${head} and could not be installed: it has no way to the package servers, or they do not answer.`
        : 'A compiler, its memory, the disk or the MPI on the node was not enough. Its log says which.',
    next: [
      { label: 'Read its log', command: `rank0 run ${head} -- tail -n 40 ${workFolder}/build.log` },
      { label: 'See how much room there is', command: `rank0 run ${head} -- 'df -h . ; free -m'` },
      { label: 'Run the same command again: it builds anew' },
    ],
  }).problem;
}
