import { usageError } from '../state/problem.ts';
import { chooseCluster, type KnownCluster, knownClusters } from './cluster-choice.ts';
import type { Words } from './program.ts';

/**
 * The words of `put` and `get`: the first is a cluster if one has that name and others follow, else all are files.
 * @throws ProblemError exit code 2: no file, or no cluster to choose.
 */
export function clusterAndFiles(home: string, way: 'put' | 'get', { names, choices }: Words): { cluster: KnownCluster; paths: readonly string[] } {
  const [first, ...more] = names;
  const named = first !== undefined && more.length > 0 && knownClusters(home).some(({ name }) => name === first);
  const paths = named ? more : names;
  if (paths.length === 0) {
    throw usageError(
      'file-not-named',
      'no file is named',
      way === 'put' ? 'put sends files from here to the nodes.' : 'get fetches files from the nodes into a folder here.',
      [way === 'put' ? { label: 'For example', command: 'rank0 put hello.c' } : { label: 'For example', command: 'rank0 get hello.c --node head' }],
    );
  }
  return { cluster: chooseCluster(home, named ? first : undefined, choices.cloud), paths };
}

/** A size for eyes, as `ls -h --si` counts: `20 MB`, `3.1 kB`, `512 bytes`. */
export function filesSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  let value = bytes;
  let unit = '';
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`;
}
