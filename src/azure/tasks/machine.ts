import type { VirtualMachine } from '@azure/arm-compute';
import { AnswerLostError, type Observation, type Task, type TaskRun } from '../../engine/task.ts';
import type { ClusterNode } from '../../state/events.ts';
import { type Azure, allOf } from '../azure.ts';
import { type Blueprint, diskSku, type NodeNames, placementGroupOf, resourceIds, resourceNames, sameId, tagsOf } from '../blueprint.ts';
import { azCommands } from '../commands.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { powerOf } from '../live.ts';
import { carryOut } from '../operation.ts';
import { type Addresses, addressesOf, type Bare } from './address-and-nic.ts';
import { firstLooks } from './first-look.ts';
import { observeCommon } from './observing.ts';

export interface MachineParts {
  readonly addresses: Addresses;
  /** A node as it was known before, for its host keys. */
  known(name: string): ClusterNode | undefined;
  /** The tasks of the same node, to be looked at again after a failed machine was cleaned up. */
  readonly address: (node: NodeNames) => Task;
  readonly nic: (node: NodeNames) => Task;
  readonly bare: Bare;
  /** What a machine without an address of its own needs before it boots, to fetch its packages. */
  readonly wayOut: readonly string[];
}

/** Makes the virtual machine task of each node. */
export function machineTasks(azure: Azure, blueprint: Blueprint, parts: MachineParts): (node: NodeNames) => Task {
  const { choices } = blueprint;
  const machines = azure.compute.virtualMachines;
  const ids = resourceIds(azure.subscriptionId, choices.resourceGroup);
  const head = resourceNames(choices.name, choices.count).nodes[0]?.machine;
  const ask = firstLooks<VirtualMachine>(
    azure.world.clock,
    async (signal) => {
      const all = await askAzureIfThere(`virtual machines of ${choices.resourceGroup}`, signal, () =>
        allOf(machines.list(choices.resourceGroup, { abortSignal: signal })),
      );
      return (all ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
    },
    (name, signal) =>
      askAzureIfThere(`virtual machine ${name}`, signal, () => machines.get(choices.resourceGroup, name, { expand: 'instanceView', abortSignal: signal })),
  );
  return (node) => {
    const title = `virtual machine ${node.machine}`;
    /** What is to be done to make it so; found by the last look. */
    let toDo: 'create' | 'replace' | 'start' = 'create';
    /** Made by this run: what was known of an earlier machine of that name (its host keys) holds no more. */
    let fresh = false;
    const look = async (run: TaskRun): Promise<Observation> => {
      const seen = await ask(node.machine, run.signal);
      const common = observeCommon(title, seen, blueprint);
      toDo = 'create';
      if (common) return common;
      const state = seen?.provisioningState ?? '';
      const power = powerOf(seen?.instanceView?.statuses);
      if (/fail|cancel/i.test(state)) {
        toDo = 'replace';
        return { is: 'absent' };
      }
      if (
        seen?.hardwareProfile?.vmSize?.toLowerCase() !== choices.size.toLowerCase() ||
        !sameId(seen.networkProfile?.networkInterfaces?.[0]?.id, ids.nic(node.nic))
      ) {
        return { is: 'wrong', problem: otherMachine(title, choices.name, seen?.hardwareProfile?.vmSize) };
      }
      if (power === 'stopped' || power === 'deallocated') {
        toDo = 'start';
        return { is: 'absent' };
      }
      if (power === 'starting' || power === 'stopping' || power === 'deallocating') return { is: 'pending', waitingFor: `Azure: ${title} is ${power}` };
      await learn(azure, blueprint, node, parts, run, { role: node.machine === head ? 'head' : 'node', fresh });
      return { is: 'so', message: `${choices.size}, running` };
    };
    return {
      id: `machine/${node.machine}`,
      stage: 'nodes',
      title,
      node: node.machine,
      needs: ['placement-group', `nic/${node.machine}`, ...(parts.bare(node) ? parts.wayOut : [])],
      lane: 'machine',
      explain:
        'The node itself. cloud-init is handed in and installs MPI and clush at first boot; when Azure calls the machine ready, that may still be going on. ' +
        'Its disk, network card and address are deleted with it, so that nothing is left that costs. ' +
        (blueprint.securityType ? 'Trusted Launch checks what it boots.' : 'This image or size has no Trusted Launch.'),
      commands: azCommands(blueprint).machine(node),
      usualSeconds: [40, 90],
      observe: look,
      make: async (run) => {
        if (toDo === 'start') {
          await carryOut(azure, title, run, (options) => machines.start(choices.resourceGroup, node.machine, options));
          return look(run);
        }
        if (toDo === 'replace') await cleanUp(azure, blueprint, node, parts, run);
        fresh = true;
        await carryOut(azure, title, run, (options) =>
          machines.createOrUpdate(choices.resourceGroup, node.machine, machineBody(azure, blueprint, node), options),
        );
        return look(run);
      },
    };
  };
}

/** The body of azure-facts 17. */
function machineBody(azure: Azure, blueprint: Blueprint, node: NodeNames): VirtualMachine {
  const { choices, clusterId } = blueprint;
  const placement = placementGroupOf(choices);
  const ids = resourceIds(azure.subscriptionId, choices.resourceGroup);
  const path = `/home/${choices.adminUsername}/.ssh/authorized_keys`;
  return {
    location: choices.location,
    tags: tagsOf(choices.name, clusterId),
    hardwareProfile: { vmSize: choices.size },
    ...(placement === '' ? {} : { proximityPlacementGroup: { id: ids.placementGroup(placement) } }),
    storageProfile: {
      imageReference: { ...blueprint.imageReference },
      osDisk: { createOption: 'FromImage', deleteOption: 'Delete', caching: 'ReadWrite', managedDisk: { storageAccountType: diskSku } },
    },
    osProfile: {
      computerName: node.machine,
      adminUsername: choices.adminUsername,
      customData: Buffer.from(blueprint.customData, 'utf8').toString('base64'),
      linuxConfiguration: {
        disablePasswordAuthentication: true,
        ssh: { publicKeys: [blueprint.loginPublicKey, ...choices.publicKeys].map((keyData) => ({ path, keyData })) },
      },
    },
    networkProfile: { networkInterfaces: [{ id: ids.nic(node.nic), primary: true, deleteOption: 'Delete' }] },
    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    ...(blueprint.securityType
      ? { securityProfile: { securityType: blueprint.securityType, uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } } }
      : {}),
  };
}

/**
 * Deletes a machine whose creation failed late (azure-facts 15.1), keeping its network card and address: they are let go of
 * first, and made again where Azure deleted them all the same.
 */
async function cleanUp(azure: Azure, blueprint: Blueprint, node: NodeNames, parts: MachineParts, run: TaskRun): Promise<void> {
  const { choices } = blueprint;
  const machines = azure.compute.virtualMachines;
  const nic = { id: resourceIds(azure.subscriptionId, choices.resourceGroup).nic(node.nic), primary: true, deleteOption: 'Detach' };
  run.report({ waitingFor: `the failed ${node.machine} to be deleted, before it is made again` });
  try {
    await carryOut(azure, `network card of ${node.machine}`, run, (options) =>
      machines.update(choices.resourceGroup, node.machine, { networkProfile: { networkInterfaces: [nic] } }, options),
    );
  } catch (error) {
    if (error instanceof AnswerLostError || run.signal.aborted) throw error;
    run.report({ message: `${node.machine} could not let go of its network card, which is made again if it goes too` });
  }
  await carryOut(azure, `deletion of the failed ${node.machine}`, run, (options) => machines.delete(choices.resourceGroup, node.machine, options));
  for (const task of [...(parts.bare(node) ? [] : [parts.address(node)]), parts.nic(node)]) {
    if ((await task.observe(run)).is !== 'so') await task.make?.(run);
  }
}

async function learn(
  azure: Azure,
  { choices }: Blueprint,
  node: NodeNames,
  { addresses, known }: MachineParts,
  run: TaskRun,
  { role, fresh }: { role: ClusterNode['role']; fresh: boolean },
): Promise<void> {
  const machineId = resourceIds(azure.subscriptionId, choices.resourceGroup).machine(node.machine);
  const before = known(node.machine);
  const hostKeys = !fresh && sameId(before?.machineId, machineId) ? [...(before?.hostKeys ?? [])] : [];
  const where = await askAzure(`addresses of ${node.machine}`, run.signal, () => addressesOf(azure, choices.resourceGroup, node, addresses, run.signal));
  const now: ClusterNode = { name: node.machine, role, machineId, ...where, hostKeys };
  if (JSON.stringify(before) !== JSON.stringify(now)) run.learn({ type: 'node', node: now });
}

const otherMachine = (title: string, cluster: string, size: string | undefined) => ({
  code: 'other-machine',
  message: `${title} exists with another size (${size ?? 'unknown'}) or another network card`,
  means: 'A machine of this name was made with other choices. A cluster goes on as it was begun.',
  next: [{ label: 'Delete what was made, then begin anew', command: `rank0 down ${cluster}` }],
});
