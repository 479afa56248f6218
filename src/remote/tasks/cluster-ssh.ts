import type { Task } from '../../engine/task.ts';
import { type Access, headOf } from '../access.ts';
import type { KeyInUse } from '../cluster-key.ts';
import { clushTask } from './clush.ts';
import { clusterKeyTask, nodeKeyTask } from './cluster-key.ts';
import { knownHostsTask } from './known-hosts.ts';

/**
 * Stage 6: a key of the cluster alone on every node, `known_hosts` complete on every node, and clush answered by all.
 * @param needs ids of the tasks that make every node ready.
 */
export function clusterSshTasks(access: Access, needs: readonly string[]): Task[] {
  const key: KeyInUse = {};
  const head = headOf(access);
  return [
    clusterKeyTask(access, needs, key),
    ...access.names.map((name) => knownHostsTask(access, name, needs)),
    ...access.names.map((name) => nodeKeyTask(access, name, ['cluster-key', `known-hosts/${head}`], key)),
    clushTask(
      access,
      access.names.flatMap((name) => [`key/${name}`, `known-hosts/${name}`]),
    ),
  ];
}
