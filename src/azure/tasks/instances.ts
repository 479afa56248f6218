import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { ClusterNode } from '../../state/events.ts';
import type { Azure } from '../azure.ts';
import { type Blueprint, resourceNames, sameId } from '../blueprint.ts';
import { az } from '../commands.ts';
import { type Instance, instanceAddresses, listInstances } from '../instances.ts';
import { carryOut } from '../operation.ts';
import { scaleSetCommands } from '../scale-set-commands.ts';

/** Nodes as they were known before. */
export type KnownNodes = () => readonly ClusterNode[];

/**
 * The head among instances: the one that was the head before, if it is still the same machine; else the lowest id. Scale-in and
 * scaling never take it.
 */
export function headAmong(all: readonly Instance[], known: readonly ClusterNode[]): Instance | undefined {
  const before = known.find(({ role }) => role === 'head');
  return all.find((one) => sameId(one.machineId, before?.machineId)) ?? all[0];
}

/** Every instance runs, and its name and addresses are known: from Azure, whatever they are. Stopped ones are started. */
export function instancesTask(azure: Azure, blueprint: Blueprint, known: KnownNodes): Task {
  const { choices } = blueprint;
  const { scaleSet } = resourceNames(choices.name, choices.count);
  const title = `instances of ${scaleSet}`;
  let stopped: readonly Instance[] = [];
  const look = async (run: TaskRun): Promise<Observation> => {
    const all = await listInstances(azure, choices.resourceGroup, scaleSet, run.signal);
    stopped = all.filter(({ power }) => power === 'stopped' || power === 'deallocated');
    if (stopped.length > 0) return { is: 'absent' };
    const failed = all.filter(({ provisioning }) => /fail/i.test(provisioning));
    if (failed.length > 0) return { is: 'wrong', problem: failedInstances(choices.name, failed) };
    const waiting = all.find(({ power, provisioning }) => power !== 'running' || provisioning !== 'Succeeded');
    if (waiting) return { is: 'pending', waitingFor: `Azure: ${waiting.name} is ${waiting.power === 'unknown' ? waiting.provisioning : waiting.power}` };
    const addresses = await instanceAddresses(azure, choices.resourceGroup, scaleSet, run.signal);
    const without = all.find(({ machineId }) => !addresses.has(machineId.toLowerCase()));
    if (without) return { is: 'pending', waitingFor: `Azure to give ${without.name} its address` };
    learn(run, all, addresses, known());
    return { is: 'so', message: `${all.length} running: ${all.map(({ name }) => name).join(', ')}` };
  };
  return {
    id: 'instances',
    stage: 'nodes',
    title,
    needs: ['scale-set'],
    lane: 'machine',
    explain:
      'Names and addresses are asked for, never guessed: a host name ends in the id of its instance to the base of 36, ids have gaps, and one may come again for another machine. ' +
      '`az vm list-ip-addresses` shows nothing of a Uniform set.',
    commands: scaleSetCommands(blueprint).instances(),
    usualSeconds: [5, 90],
    observe: look,
    make: async (run) => {
      const instanceIds = stopped.map(({ instanceId }) => instanceId);
      await carryOut(azure, title, run, (options) =>
        azure.compute.virtualMachineScaleSets.start(choices.resourceGroup, scaleSet, { ...options, vmInstanceIDs: { instanceIds } }),
      );
      return look(run);
    },
  };
}

function learn(run: TaskRun, all: readonly Instance[], addresses: Awaited<ReturnType<typeof instanceAddresses>>, known: readonly ClusterNode[]): void {
  const head = headAmong(all, known);
  for (const { name } of known) if (!all.some((one) => one.name === name)) run.learn({ type: 'node-gone', name });
  for (const one of all) {
    const before = known.find(({ name }) => name === one.name);
    const where = addresses.get(one.machineId.toLowerCase());
    if (!where) continue;
    const role = one === head ? ('head' as const) : ('node' as const);
    const now: ClusterNode = { name: one.name, role, machineId: one.machineId, ...where, hostKeys: [...(before?.hostKeys ?? [])] };
    if (JSON.stringify(before) !== JSON.stringify(now)) run.learn({ type: 'node', node: now });
  }
}

/** The head is protected from scale-in: a lower capacity lets Azure choose, and it would not spare the head (azure-facts 15.1b). */
export function headProtectionTask(azure: Azure, blueprint: Blueprint, known: KnownNodes): Task {
  const { choices } = blueprint;
  const { scaleSet } = resourceNames(choices.name, choices.count);
  const title = 'the head, protected from scale-in';
  let head: Instance | undefined;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const all = await listInstances(azure, choices.resourceGroup, scaleSet, signal);
    head = headAmong(all, known());
    if (!head && choices.count === 0) return { is: 'so', message: 'no instances' };
    if (!head) return { is: 'pending', waitingFor: 'the first instance' };
    if (/^(Creating|Updating)$/i.test(head.provisioning)) return { is: 'pending', waitingFor: `Azure: ${head.name} is ${head.provisioning}` };
    return head.protectedFromScaleIn ? { is: 'so', message: head.name } : { is: 'absent' };
  };
  return {
    id: 'head-protection',
    stage: 'nodes',
    title,
    needs: ['instances'],
    lane: 'write',
    explain:
      'Whoever lowers the count in the portal lets Azure choose which machines go. The head has the keys and the shared files, so it is marked: not this one.',
    get commands() {
      return scaleSetCommands(blueprint).protect(head?.instanceId ?? '0');
    },
    usualSeconds: [3, 15],
    observe: look,
    make: async (run) => {
      if (!head) return undefined;
      const { instanceId } = head;
      const body = { location: choices.location, protectionPolicy: { protectFromScaleIn: true } };
      await carryOut(azure, title, run, (options) =>
        azure.compute.virtualMachineScaleSetVMs.update(choices.resourceGroup, scaleSet, instanceId, body, options),
      );
      return look(run);
    },
  };
}

const failedInstances = (cluster: string, failed: readonly Instance[]) => ({
  code: 'instances-failed',
  message: `Azure could not make ${failed.map(({ name }) => name).join(', ')}`,
  means: 'The scale set has them, but without a machine behind them: most often the datacentre that has the fabric is full.',
  next: [
    {
      label: 'See why',
      command: az('vmss', 'get-instance-view', '--name', cluster, '--resource-group', `${cluster}-rg`, '--instance-id', failed[0]?.instanceId ?? '0'),
    },
    { label: 'Delete what was made, and try another region or size', command: `rank0 down ${cluster}` },
  ],
});
