import type { Task } from '../../engine/task.ts';
import type { Problem } from '../../state/problem.ts';
import type { Access } from '../access.ts';
import { lastLines } from '../shell.ts';

/** What the HPC image calls the fabric's device and its interface (azure-facts 1.2). */
const device = 'mlx5_ib0';
const separator = '=== rank0 next';
const look = ['ibstat', `cat /sys/class/infiniband/${device}/ports/1/pkeys/*`, 'ip -4 -o addr show ib0'];
const looks = look.map((line) => `${line} 2>&1`).join(`; echo '${separator}'; `);

/** A port of the fabric, as `ibstat` shows it. */
interface Port {
  readonly state: string;
  readonly gigabits: number;
}

/** What a node's InfiniBand port is: found by its link layer, because accelerated networking is a device of the same maker. */
export function portIn(ibstat: string): Port | undefined {
  const found = ibstat.split(/^CA '/m).find((one) => /Link layer: InfiniBand/.test(one));
  if (found === undefined) return undefined;
  return { state: /^\s*State: (\w+)/m.exec(found)?.[1] ?? 'unknown', gigabits: Number(/^\s*Rate: (\d+)/m.exec(found)?.[1] ?? 0) };
}

/** Whether one of the port's partition keys reaches others: 0x7fff is the default partition, in which nobody may talk (azure-facts 8.4). */
export const partitionIn = (text: string): string | undefined => (text.match(/0x[0-9a-f]{4}/gi) ?? []).find((key) => !/^0x(7fff|0000)$/i.test(key));

/** Whether a node has the drivers of the fabric: the HPC image's own programs are there and show a port of it. @throws what `Nodes.exec` throws. */
export async function hasDriver(access: Access, name: string, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await access.nodes.exec(access.node(name), 'ibstat 2>&1; true', { signal, timeoutSeconds: 25 });
  return portIn(stdout) !== undefined;
}

/** The fabric on one node: its port is active, in a partition of its own, and has an address. Only looks: what is wrong here is mended in Azure. */
export function fabricTask(access: Access, name: string, needs: readonly string[]): Task {
  return {
    id: `fabric/${name}`,
    stage: 'hello-mpi',
    title: `InfiniBand on ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain:
      'The network card of the fabric writes into the memory of other nodes without their processors. Its port has to be active, in the partition that Azure gives this scale set alone, ' +
      'and have an address; MPI would fall back to nothing, not to something slower.',
    commands: look,
    usualSeconds: [1, 4],
    observe: async ({ signal }) => {
      const { stdout } = await access.nodes.exec(access.node(name), looks, { signal, timeoutSeconds: 25 });
      const [ibstat = '', keys = '', address = ''] = stdout.split(separator);
      const port = portIn(ibstat);
      if (!port) return { is: 'wrong', problem: noPort(access, name, lastLines(ibstat, 2)) };
      if (/^(Initializing|Armed|Down)$/.test(port.state)) return { is: 'pending', waitingFor: `the port of ${name} to become active (${port.state})` };
      const partition = partitionIn(keys);
      const own = /inet (172\.16\.\d+\.\d+)/.exec(address)?.[1];
      if (port.state !== 'Active' || partition === undefined) return { is: 'wrong', problem: noPartition(access, name, port.state, partition) };
      if (own === undefined) return { is: 'pending', waitingFor: `${name} to get an address on the fabric (ib0)` };
      return { is: 'so', message: `active, ${port.gigabits} Gb/s, ib0 ${own}, partition ${partition}` };
    },
  };
}

const noPort = (access: Access, name: string, said: string): Problem => ({
  code: 'fabric-missing',
  message: `${name} has no InfiniBand port${said === '' ? '' : `: ${said}`}`,
  means:
    "The drivers are not loaded or were taken out (Ubuntu's openmpi packages do that on this image), or the machine stands on no fabric: only a Uniform scale set in one placement group has one.",
  next: [
    { label: 'Look at the drivers', command: `rank0 run ${name} -- 'dpkg -l doca-ofed; lspci | grep -i mellanox'` },
    {
      label: 'New disks, without those packages: no node first (what is on the old disks goes), then as many as before',
      command: `rank0 scale ${access.cluster} 0`,
    },
    { label: 'Delete the cluster and build it anew', command: `rank0 down ${access.cluster}` },
  ],
});

const noPartition = (access: Access, name: string, state: string, partition: string | undefined): Problem => ({
  code: 'fabric-inactive',
  message: `the InfiniBand port of ${name} is ${state}${partition === undefined ? ' and in no partition of its own' : ''}`,
  means: 'The machine is on the fabric and cannot talk on it. Azure gives each scale set a partition; a machine that has none was not set up whole.',
  next: [
    { label: 'Restart the machine, then run the same command again', command: `rank0 run ${name} -- sudo systemctl reboot` },
    { label: 'See the fabric on all nodes', command: `rank0 run ${access.cluster} -- ibstat` },
  ],
});
