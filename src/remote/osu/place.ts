import type { Access } from '../access.ts';
import type { openMpiVersion } from '../open-mpi.ts';
import type { BenchmarkSource } from './programs.ts';

/** Where the benchmarks are, as the first tasks find out. */
export interface OsuInUse {
  mpi?: ReturnType<typeof openMpiVersion>;
  /** The image has them: the folder in which all programs lie beside each other. */
  ofImage?: string;
}

/** What the tasks of the benchmarks have in common. */
export interface OsuTasks {
  readonly access: Access;
  readonly source: BenchmarkSource;
  /** A mirror of the tarball. */
  readonly url: string;
  /** The nodes share `/scratch`: what lies there is there for all. */
  readonly shared: boolean;
  readonly inUse: OsuInUse;
}

/** rank0's own folder for it on the head: the tarball, the script that builds, and how far that is. */
export const workFolder = '~/.rank0/osu';

/** The tarball on the head. */
export const tarball = ({ source }: Pick<OsuTasks, 'source'>): string => `${source.folder}.tar.gz`;

/** Where it is unpacked and built: the same path on every node. */
export const buildFolder = ({ access, source, shared }: Pick<OsuTasks, 'access' | 'source' | 'shared'>): string =>
  shared ? `/scratch/${access.user}/${source.folder}` : `~/${source.folder}`;

/** The path of a program on every node. */
export function programPath(tasks: OsuTasks, kind: keyof BenchmarkSource['programs']): string {
  const program = tasks.source.programs[kind];
  return tasks.inUse.ofImage === undefined ? `${buildFolder(tasks)}/install/${program}` : `${tasks.inUse.ofImage}/${program.split('/').at(-1)}`;
}
