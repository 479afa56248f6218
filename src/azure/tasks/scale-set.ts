import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { Observation, Task } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type Blueprint, resourceNames } from '../blueprint.ts';
import { askAzureIfThere } from '../errors.ts';
import { carryOut } from '../operation.ts';
import { grownBody, scaleSetBody } from '../scale-set-body.ts';
import { scaleSetCommands } from '../scale-set-commands.ts';
import { observeCommon } from './observing.ts';

/** The scale set with as many instances as were chosen. One that has more is left alone: which ones go is never Azure's choice. */
export function scaleSetTask(azure: Azure, blueprint: Blueprint, { addresses, needs }: { addresses: boolean; needs: readonly string[] }): Task {
  const { choices } = blueprint;
  const { scaleSet: name } = resourceNames(choices.name, choices.count);
  const title = `scale set ${name}`;
  const all = azure.compute.virtualMachineScaleSets;
  let faultDomains: number | undefined;
  const judge = (seen: VirtualMachineScaleSet | undefined): Observation => {
    faultDomains = seen?.platformFaultDomainCount;
    const common = observeCommon(title, seen, blueprint);
    if (common) return common;
    const { sku, orchestrationMode, singlePlacementGroup, provisioningState = '' } = seen ?? {};
    if (sku?.name?.toLowerCase() !== choices.size.toLowerCase() || orchestrationMode !== 'Uniform' || singlePlacementGroup !== true) {
      return { is: 'wrong', problem: otherScaleSet(title, choices.name, seen) };
    }
    if (/fail|cancel/i.test(provisioningState)) return { is: 'absent' };
    const capacity = sku.capacity ?? 0;
    return capacity < choices.count ? { is: 'absent' } : { is: 'so', message: `${capacity} × ${choices.size}, Uniform, one placement group` };
  };
  const look = async (signal: AbortSignal): Promise<Observation> =>
    judge(await askAzureIfThere(title, signal, () => all.get(choices.resourceGroup, name, { abortSignal: signal })));
  return {
    id: 'scale-set',
    stage: 'nodes',
    title,
    needs: ['network', 'load-balancer', ...needs],
    lane: 'machine',
    explain:
      'A template and a count: Azure makes the machines from it. Uniform and in one placement group, because only such a set stands on one InfiniBand fabric; ' +
      'az would make a Flexible one unless told otherwise, and its machines share none. No more machines than asked for, and no change that nobody asked for.',
    commands: scaleSetCommands(blueprint).scaleSet(),
    usualSeconds: [60, 240],
    observe: ({ signal }) => look(signal),
    make: async (run) => {
      const before = await askAzureIfThere(title, run.signal, () => all.get(choices.resourceGroup, name, { abortSignal: run.signal }));
      // Made by hand or by somebody else: its host names and its network stay as they are, for good.
      if (before && before.virtualMachineProfile?.osProfile?.computerNamePrefix !== choices.name) {
        await carryOut(azure, title, run, (options) => all.update(choices.resourceGroup, name, grownBody(blueprint, before, choices.count), options));
        return look(run.signal);
      }
      await carryOut(azure, title, run, (options) =>
        all.createOrUpdate(
          choices.resourceGroup,
          name,
          scaleSetBody(azure.subscriptionId, blueprint, { capacity: choices.count, faultDomains, addresses }),
          options,
        ),
      );
      return look(run.signal);
    },
  };
}

const otherScaleSet = (title: string, cluster: string, seen: VirtualMachineScaleSet | undefined) => ({
  code: 'other-scale-set',
  message: `${title} exists as ${seen?.sku?.name ?? 'unknown size'}, ${seen?.orchestrationMode ?? 'unknown mode'}${seen?.singlePlacementGroup === false ? ', in several placement groups' : ''}`,
  means: 'A scale set of this name was made with other choices. Its size and its placement stay as they are.',
  next: [{ label: 'Delete what was made, then begin anew', command: `rank0 down ${cluster}` }],
});
