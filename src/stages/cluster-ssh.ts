import { clusterSshTasks } from '../remote/tasks/cluster-ssh.ts';
import type { Stage } from './stage.ts';

/**
 * Stage 6. True at its end: a key of the cluster alone on every node, known_hosts complete, and `clush -w … uname -n`
 * answered by every node.
 */
export const clusterSsh: Stage = {
  id: 'cluster-ssh',
  tasks: ({ access, names }) => clusterSshTasks(access, [...names.map((name) => `cloud-init/${name}`), 'laptop-ssh']),
};
