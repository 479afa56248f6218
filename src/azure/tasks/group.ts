import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type Blueprint, tagsOf } from '../blueprint.ts';
import { azCommands } from '../commands.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { groupProblem } from '../group-state.ts';

/** Resource providers that the Ethernet road uses (azure-facts 14); Storage for the subnet's service endpoint. */
export const neededProviders = ['Microsoft.Compute', 'Microsoft.Network', 'Microsoft.Storage'] as const;

/** Registers the subscription for the kinds of resources that are needed: the SDK does not do it by itself (azure-facts 14). */
export function providerTasks(azure: Azure): Task[] {
  return neededProviders.map((namespace) => {
    const look = async (signal: AbortSignal): Promise<Observation> => observed(namespace, await providerState(azure, namespace, signal));
    return {
      id: `provider/${namespace}`,
      stage: 'resource-group',
      title: `provider ${namespace}`,
      needs: [],
      lane: 'free',
      explain: `A subscription has to be registered once for each kind of resource. It costs nothing. The portal and az do it silently; rank0 shows it: ${namespace}.`,
      commands: [`az provider register --namespace ${namespace} --wait`],
      usualSeconds: [1, 60],
      observe: ({ signal }) => look(signal),
      make: async ({ signal }) => {
        const answer = await askAzure(`registration of ${namespace}`, signal, () => azure.resources.providers.register(namespace, { abortSignal: signal }));
        return observed(namespace, answer.registrationState);
      },
    } satisfies Task;
  });
}

/** `Registered`, `NotRegistered`, `Registering`… of a provider in this subscription. */
export async function providerState(azure: Azure, namespace: string, signal?: AbortSignal): Promise<string> {
  const provider = await askAzure(`provider ${namespace}`, signal, () => azure.resources.providers.get(namespace, signal ? { abortSignal: signal } : {}));
  return provider.registrationState ?? 'NotRegistered';
}

function observed(namespace: string, state: string | undefined): Observation {
  if (state === 'Registered') return { is: 'so' };
  if (state === 'Registering') return { is: 'pending', waitingFor: `Azure to register ${namespace}` };
  if (state === 'Unregistering') return { is: 'pending', waitingFor: `Azure to end the unregistration of ${namespace}` };
  return { is: 'absent' };
}

/** The resource group, tagged as this cluster's; with `useExistingGroup` any group that is there is taken as it is. */
export function groupTask(azure: Azure, blueprint: Blueprint): Task {
  const { choices, clusterId } = blueprint;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const group = await askAzureIfThere(`resource group ${choices.resourceGroup}`, signal, () =>
      azure.resources.resourceGroups.get(choices.resourceGroup, { abortSignal: signal }),
    );
    if (!group) return { is: 'absent' };
    if (group.properties?.provisioningState === 'Deleting') return { is: 'pending', waitingFor: `the deletion of the group ${choices.resourceGroup}` };
    if (group.tags?.['rank0-id'] === clusterId) return { is: 'so' };
    if (choices.useExistingGroup) return { is: 'so', message: 'an existing group, left as it is' };
    return { is: 'wrong', problem: groupProblem(choices) };
  };
  return {
    id: 'group',
    stage: 'resource-group',
    title: `resource group ${choices.resourceGroup}`,
    needs: [],
    lane: 'write',
    explain:
      'A resource group is the folder that all resources of the cluster live in. It costs nothing, and deleting it deletes everything in it. ' +
      'Its tags say that rank0 made it and for which cluster, so that nothing else is ever touched.',
    commands: azCommands(blueprint).group(),
    usualSeconds: [1, 3],
    observe: look,
    make: async (run) => {
      const { location, name, resourceGroup } = choices;
      await askAzure(`resource group ${resourceGroup}`, run.signal, () =>
        azure.resources.resourceGroups.createOrUpdate(resourceGroup, { location, tags: tagsOf(name, clusterId) }, { abortSignal: run.signal }),
      );
      return look(run);
    },
  };
}
