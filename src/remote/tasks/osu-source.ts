import type { Task, TaskRun } from '../../engine/task.ts';
import { ProblemError, problemOf } from '../../state/problem.ts';
import { headOf } from '../access.ts';
import { openMpiVersion } from '../open-mpi.ts';
import { type OsuTasks, tarball, workFolder } from '../osu/place.ts';
import { lastLines, mustRun, sumsIn } from '../shell.ts';

/** How long a download may take, in seconds: by the head, and by this machine. */
const patience = 60;

/** A file from the internet as this machine reaches it. */
export type FetchFile = (url: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** Which MPI there is, and whether the image brings the benchmarks that belong to it. Only looks. */
export function osuLookTask(tasks: OsuTasks, needs: readonly string[]): Task {
  const { access, inUse } = tasks;
  const head = headOf(access);
  const own = access.mpi.line('echo "=== osu $HPCX_OSU_DIR"; ls "$HPCX_OSU_DIR" 2>/dev/null');
  const version = access.mpi.line('mpirun --version');
  const wanted = Object.values(tasks.source.programs).map((path) => path.split('/').at(-1) as string);
  return {
    id: 'osu/look',
    stage: 'benchmark',
    title: `MPI and its benchmarks on ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain: 'HPC images bring the benchmarks with their MPI, built for the network that they have. Elsewhere they are built from their source.',
    commands: access.mpi.fabric ? [version, own] : [version],
    usualSeconds: [1, 3],
    observe: async ({ signal }) => {
      const node = access.node(head);
      const [about, look] = await Promise.all([
        access.nodes.exec(node, version, { signal }),
        access.mpi.fabric ? access.nodes.exec(node, own, { signal }) : undefined,
      ]);
      inUse.mpi = openMpiVersion(about.stdout);
      const [, folder = '', files = ''] = /=== osu (.*)\n([\s\S]*)/.exec(look?.stdout ?? '') ?? [];
      const there = new Set(files.split(/\s+/));
      if (folder !== '' && wanted.every((name) => there.has(name))) inUse.ofImage = folder;
      const benchmarks = inUse.ofImage === undefined ? 'its benchmarks are to be built' : `with its benchmarks in ${inUse.ofImage}`;
      return { is: 'so', message: `Open MPI ${inUse.mpi.text}, ${benchmarks}` };
    },
  };
}

/** The tarball on the head, with the sum that it has to have: fetched there, or here where the head has no way to it. */
export function osuSourceTask(tasks: OsuTasks, needs: readonly string[], fetchFile: FetchFile): Task {
  const { access, source, url } = tasks;
  const head = headOf(access);
  const file = tarball(tasks);
  const fetch = `timeout -k 5 ${patience} curl -fsSL --connect-timeout 10 -o ${file}.part ${quoted(url)} && mv ${file}.part ${file}`;
  const check = `sha256sum ${file}`;
  const sum = async ({ signal }: TaskRun): Promise<string | undefined> => {
    const { stdout } = await access.nodes.exec(access.node(head), `cd ${workFolder} 2>/dev/null && ${check} 2>/dev/null`, { signal });
    return sumsIn(stdout).get(file);
  };
  return {
    id: 'osu/source',
    stage: 'benchmark',
    title: `${source.title}, the source`,
    node: head,
    needs,
    lane: 'head',
    explain:
      'The source comes from those who write it, or from a mirror (--osu-source), and is built only if its sha256 is the one that is known of this version. ' +
      'Where the head cannot reach it, this machine fetches it and sends it.',
    commands: [`mkdir -p ${workFolder} && cd ${workFolder}`, fetch, `echo '${source.sha256}  ${file}' | sha256sum -c`],
    usualSeconds: [1, 10],
    observe: async (run) => {
      if (tasks.inUse.ofImage !== undefined) return { is: 'so', message: 'not needed: the image has the programs' };
      return (await sum(run)) === source.sha256 ? { is: 'so', message: `sha256 ${source.sha256.slice(0, 12)}…, as it is known` } : { is: 'absent' };
    },
    make: async (run) => {
      const { signal } = run;
      run.report({ waitingFor: `${head} to fetch ${url}` });
      const result = await access.nodes.exec(access.node(head), `mkdir -p ${workFolder} && cd ${workFolder} && rm -f ${file} ${file}.part && ${fetch}`, {
        signal,
        timeoutSeconds: patience + 15,
      });
      if (result.exitCode !== 0) await sendFromHere(lastLines(result.stderr, 1) || `exit code ${result.exitCode}`, run);
      const found = await sum(run);
      if (found === source.sha256) return;
      await mustRun(access, head, `rm -f ${workFolder}/${file}`, { signal });
      throw new ProblemError(otherSum(tasks, found ?? 'none'));
    },
  };

  async function sendFromHere(said: string, run: TaskRun): Promise<void> {
    run.report({ waitingFor: `this machine to fetch it, as ${head} could not (${said})` });
    let content: Uint8Array;
    try {
      content = await fetchFile(url, AbortSignal.any([run.signal, AbortSignal.timeout(patience * 1000)]));
    } catch (error) {
      run.signal.throwIfAborted();
      throw new ProblemError(unreachable(tasks, said, problemOf(error).message), { cause: error });
    }
    await mustRun(access, head, `cd ${workFolder} && cat > ${file}.part && mv ${file}.part ${file}`, {
      stdin: Buffer.from(content),
      signal: run.signal,
      timeoutSeconds: patience,
    });
  }
}

const quoted = (url: string): string => `'${url.replaceAll("'", '%27')}'`;

const mirror = ({ access }: OsuTasks) => ({
  label: 'Name a mirror that has the same file',
  command: `rank0 up --name ${access.cluster} --benchmark --osu-source https://mirror.example/FILE.tar.gz`,
});

function unreachable(tasks: OsuTasks, onHead: string, here: string) {
  const head = headOf(tasks.access);
  return {
    code: 'osu-source-unreachable',
    message: `${tasks.url} could not be fetched: ${head}: ${onHead}; this machine: ${here}`,
    means: `The source of the benchmarks is fetched once, by ${head} or by this machine. Neither has a way to it, or it is not there any more.`,
    next: [
      mirror(tasks),
      { label: `Or put the file on ${head} yourself, as ${workFolder}/${tarball(tasks)}, and run the same command again` },
      { label: 'Go on without a benchmark: everything else is done', command: `rank0 status ${tasks.access.cluster}` },
    ],
  };
}

function otherSum(tasks: OsuTasks, found: string) {
  return {
    code: 'osu-checksum',
    message: `${tasks.url}: its sha256 is ${found}, and not ${tasks.source.sha256}`,
    means:
      'What came is not the source that is known under this name: cut off on its way, another version, or changed by somebody. It was removed, and nothing of it ran.',
    next: [{ label: 'Run the same command again: it may have been cut off' }, mirror(tasks)],
  };
}
