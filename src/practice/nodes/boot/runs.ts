import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { privateFolder } from '../../../state/home.ts';

/** A job that a script of cloud-init, or somebody who was logged in, left running in the background. */
export interface Job {
  readonly id: string;
  readonly boot: number;
  /** When it was started, in milliseconds of the world. */
  readonly at: number;
  readonly line: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whose it is; root's where nothing is said. */
  readonly user?: string;
}

/** Who plays a script or a job now, so that a program which was away does not go on with what another took over. */
interface Owner {
  readonly owner: string;
  readonly done?: boolean;
}

/** The scripts and jobs of a machine, on disk. All of it is changed under the machine's lock for runs. */
export interface Runs {
  /** Jobs that have not ended, oldest first. */
  jobs(): readonly Job[];
  addJob(job: Job): void;
  owner(id: string): string | undefined;
  take(id: string, owner: string): void;
  finish(id: string): void;
  /** Forgets what a script or job that is begun anew had printed. */
  forgetPrinted(source: string): void;
}

export function runsIn(machineFolder: string): Runs {
  const folder = join(machineFolder, 'runs');
  const ended = new Set<string>();
  const jobs = new Map<string, Job>();
  const fileOf = (id: string, what: 'job' | 'owner'): string => join(folder, `${id}.${what}.json`);
  const read = <T>(file: string): T | undefined => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined);
  const write = (file: string, value: unknown): void => {
    privateFolder(folder);
    writeFileAtomic.sync(file, JSON.stringify(value), { mode: 0o600, fsync: false });
  };
  const isDone = (id: string): boolean => {
    if (!ended.has(id) && read<Owner>(fileOf(id, 'owner'))?.done) ended.add(id);
    return ended.has(id);
  };
  return {
    jobs: () => {
      if (!existsSync(folder)) return [];
      for (const name of readdirSync(folder)) {
        const id = /^(.+)\.job\.json$/.exec(name)?.[1];
        const job = id !== undefined && !jobs.has(id) ? read<Job>(fileOf(id, 'job')) : undefined;
        if (job) jobs.set(job.id, job);
      }
      return [...jobs.values()].filter(({ id }) => !isDone(id)).sort((a, b) => a.at - b.at);
    },
    addJob: (job) => write(fileOf(job.id, 'job'), job),
    owner: (id) => read<Owner>(fileOf(id, 'owner'))?.owner,
    take: (id, owner) => write(fileOf(id, 'owner'), { owner } satisfies Owner),
    finish: (id) => {
      write(fileOf(id, 'owner'), { owner: '', done: true } satisfies Owner);
      ended.add(id);
    },
    forgetPrinted: (source) => rmSync(join(machineFolder, 'console', `${source}.ndjson`), { force: true }),
  };
}
