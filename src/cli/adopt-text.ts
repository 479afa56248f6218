import type { StandingCluster } from '../azure/standing-cluster.ts';
import type { Finding } from '../stages/adopt-finding.ts';

/** What stands in a group and what adopting it will do, before it is asked. */
export function adoptText(standing: StandingCluster, simulated: boolean): string {
  const { name, resourceGroup, location, network, size, nodes, clusterId, resources, others, user, source } = standing;
  const [head] = nodes;
  return [
    `${name} in ${resourceGroup}, ${location}${simulated ? ' (simulated)' : ''}: ${nodes.length} × ${size}, ${network === 'infiniband' ? 'a scale set' : 'machines of their own'}, made ${clusterId === undefined ? 'by hand' : 'by another rank0'}.`,
    `  head ${head?.name ?? ''} at ${head?.publicAddress ?? 'no public address'}, user ${user}, port 22 open to ${source ?? 'nobody'}.`,
    'Adopting it',
    `  · tags its ${resources.length} resources, so that rank0 knows them again; their other tags stay`,
    '  · reads the host keys by way of Azure, and puts a login key of rank0’s own beside yours on every node; where none of your keys opens one, Azure’s agent does it',
    '  · writes a session here. Then status, run, ssh, prune, stop, scale and down work on it; `down` deletes what is tagged, and leaves the rest.',
    ...(others.length > 0 ? [`Left alone: ${others.map((one) => one.name).join(', ')}.`] : []),
  ].join('\n');
}

/** What was found, one paragraph each. @param line `rank0 adopt GROUP`, as it is to be typed again. */
export function findingsText(line: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing unsafe, costly or out of date was found about it.';
  const lines = findings.flatMap(({ kind, is, title, means, how, asks, next, mendable }) => [
    `${is === 'unsafe' ? '!' : '·'} ${kind} (${is}): ${title}`,
    `    ${means}`,
    ...next.map((step) => `    → ${step.label}${step.command ? `: ${step.command}` : ''}`),
    ...(mendable && how ? [`    ${how}`] : []),
    ...(mendable ? [`    → mend it${asks === undefined ? '' : ' (never by `all`)'}: ${line} --mend ${kind}`] : []),
  ]);
  return [`Found: ${findings.length}`, ...lines].join('\n');
}
