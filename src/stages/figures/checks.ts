import type { Measurement } from '../../state/measurement.ts';

/** One thing to look at where a figure is not what it should be. */
export interface Check {
  readonly what: string;
  /** What is known of it already, and what to see. */
  readonly why: string;
  /** The line that shows it. Names in braces (`{cluster}`) stand for the cluster's own. */
  readonly command: string;
}

/** What to look at, in order of how often it is the cause, and only what this network has. */
export function checksFor(measurement: Pick<Measurement, 'network' | 'acceleratedNetworking' | 'series'>, is: 'slow' | 'too-good'): readonly Check[] {
  const pair = measurement.series.find(({ kind }) => kind === 'latency')?.nodes ?? [];
  const oneNode: Check = {
    what: 'Both ranks on one node',
    why: `They ran on ${pair.join(' and ') || 'two nodes'}. Two different names must come back.`,
    command: 'rank0 run {cluster} -- uname -n',
  };
  if (is === 'too-good') return [oneNode];
  if (measurement.network === 'infiniband')
    return [
      oneNode,
      {
        what: 'TCP over the wrong interface',
        why: 'Where InfiniBand cannot be used, Open MPI falls back to TCP without a word. An address of 172.16 on ib0 is the fabric.',
        command: "rank0 run {cluster} -- 'ip -brief address'",
      },
      {
        what: 'InfiniBand not used',
        why: 'Each node must have a port with State: Active and Link layer: InfiniBand; one that has not is left out of the fabric.',
        command: 'rank0 run {cluster} -- ibstat',
      },
    ];
  return [
    {
      what: 'Accelerated networking',
      why: measurement.acceleratedNetworking
        ? 'It was asked for. Each card must say true: one that was made by hand, or changed, may not.'
        : 'This size has none, so this is what it gives. A size that has it costs no more.',
      command: 'az network nic list --resource-group {group} --query "[].{nic:name, accelerated:enableAcceleratedNetworking}" --output table',
    },
    {
      what: 'The status of the placement group',
      why: 'Aligned means that all machines stand in one datacentre. Not aligned, or no group at all, means kilometres between them.',
      command: 'az ppg show --name {cluster}PPG --resource-group {group} --include-colocation-status --query colocationStatus',
    },
    oneNode,
    {
      what: 'TCP over the wrong interface',
      why: 'The messages must go over eth0. An address on any other interface may have been taken instead.',
      command: "rank0 run {cluster} -- 'ip -brief address'",
    },
  ];
}
