import type { ClusterNode } from '../state/events.ts';
import { cloudInitState, lookAtCloudInit, packageProgress } from './cloud-init-log.ts';
import type { Nodes } from './nodes.ts';

/** How a node is now, read from itself. What could not be read is left out. */
export interface NodeVitals {
  readonly cloudInit: 'running' | 'done' | 'degraded' | 'error' | 'unknown';
  /** "installing openmpi-bin, 3 of 5", while cloud-init runs. */
  readonly progress?: string;
  /** Load average of the last minute. */
  readonly load?: number;
  readonly memory?: { readonly usedMB: number; readonly totalMB: number };
}

const load = 'cat /proc/loadavg';
const memory = 'free -m';
const separator = '=== rank0 next';

/** cloud-init runs once a boot, and asking it costs a node a third of a second of processor: what it ended with is kept. */
const ended = new WeakMap<Nodes, Map<string, NodeVitals['cloudInit']>>();

/** One look at a node: one command. @throws what `Nodes.exec` throws. */
export async function nodeVitals(nodes: Nodes, node: ClusterNode, signal: AbortSignal): Promise<NodeVitals> {
  const known = ended.get(nodes) ?? new Map<string, NodeVitals['cloudInit']>();
  ended.set(nodes, known);
  const before = known.get(node.machineId);
  const parts = [load, memory, ...(before ? [] : [`${lookAtCloudInit}; cloud-init status > /dev/null 2>&1; echo "exit $?"`])];
  const { stdout } = await nodes.exec(node, parts.join(`; echo '${separator}'; `), { signal, timeoutSeconds: 15 });
  const [first = '', second = '', third = ''] = stdout.split(separator);
  const cloudInit = before ?? endOf(third);
  if (cloudInit !== 'running' && cloudInit !== 'unknown') known.set(node.machineId, cloudInit);
  const progress = cloudInit === 'running' ? packageProgress(third) : undefined;
  const average = Number(/(\d+\.\d+) \d+\.\d+ \d+\.\d+ \d+\/\d+/.exec(first)?.[1] ?? Number.NaN);
  const [, total, used] = /^Mem:\s+(\d+)\s+(\d+)/m.exec(second) ?? [];
  return {
    cloudInit,
    ...(progress === undefined ? {} : { progress }),
    ...(Number.isNaN(average) ? {} : { load: average }),
    ...(total === undefined || used === undefined ? {} : { memory: { usedMB: Number(used), totalMB: Number(total) } }),
  };
}

function endOf(stdout: string): NodeVitals['cloudInit'] {
  const state = cloudInitState(stdout);
  if (state === 'done') return /^exit 2$/m.test(stdout) ? 'degraded' : 'done';
  return state === 'disabled' ? 'unknown' : state;
}
