import { existsSync } from 'node:fs';
import { usageError } from '../state/problem.ts';
import { chooseCluster, type KnownCluster, knownClusters } from './cluster-choice.ts';
import type { Words } from './program.ts';

/**
 * The words of `put` and `get`: the first is a cluster if one has that name, and files follow; else all are files.
 * @throws ProblemError exit code 2: no file, or no cluster to choose.
 */
export function clusterAndFiles(home: string, way: 'put' | 'get', { names, choices }: Words): { cluster: KnownCluster; paths: readonly string[] } {
  const [first, ...more] = names;
  const isCluster = first !== undefined && knownClusters(home).some(({ name }) => name === first);
  const named = isCluster && more.length > 0;
  const alone = isCluster && !named && (way === 'get' || !existsSync(first));
  const paths = named ? more : names;
  if (paths.length === 0 || alone) {
    throw usageError(
      'file-not-named',
      alone ? `${first} is a cluster, and no file is named` : 'no file is named',
      way === 'put' ? 'put sends files from here to the nodes.' : 'get fetches files from the nodes into a folder here.',
      [
        way === 'put' ? { label: 'For example', command: 'rank0 put hello.c' } : { label: 'For example', command: 'rank0 get hello.c --node head' },
        ...(alone && way === 'get' ? [{ label: `A file of that name is ./${first}` }] : []),
      ],
    );
  }
  return { cluster: chooseCluster(home, named ? first : undefined, choices.cloud), paths };
}
