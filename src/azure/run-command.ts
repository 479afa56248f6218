import type { Azure } from './azure.ts';
import { instanceOf } from './instances.ts';
import { carryOut, type Watching } from './operation.ts';

/**
 * Runs a script as root on a machine through Azure's own agent (Run Command). It needs no login and no open port, and what it prints
 * comes back by way of ARM, so that nobody on the network can have changed it.
 * @returns what the script printed on stdout, its last 4096 characters.
 * @throws ProblemError as Azure says (the machine does not run, no right to do it); AnswerLostError.
 */
export async function runCommandOn(azure: Azure, resourceGroup: string, machineId: string, script: readonly string[], watching: Watching): Promise<string> {
  const instance = instanceOf(machineId);
  const name = machineId.slice(machineId.lastIndexOf('/') + 1);
  const input = { commandId: 'RunShellScript', script: [...script] };
  let result: string | undefined;
  const atOnce = await carryOut(azure, `Run Command on ${name}`, watching, (options) => {
    const noting = {
      ...options,
      onResponse: (raw: Parameters<typeof options.onResponse>[0]) => {
        const { location } = raw.headers.toJSON();
        result ??= location;
        options.onResponse(raw);
      },
    };
    return instance
      ? azure.compute.virtualMachineScaleSetVMs.runCommand(resourceGroup, instance.scaleSet, instance.instanceId, input, noting)
      : azure.compute.virtualMachines.runCommand(resourceGroup, name, input, noting);
  });
  const body = atOnce ?? (result === undefined ? undefined : (await azure.get(result, watching.signal)).body);
  const { value = [] } = (body ?? {}) as { value?: { message?: string }[] };
  const text = value.map(({ message = '' }) => message).join('\n');
  const [, stdout = text] = /\[stdout\]\n([\s\S]*?)(?:\n\[stderr\]|$)/.exec(text) ?? [];
  return stdout;
}

/** The line that does the same by hand. */
export const runCommandLine = (resourceGroup: string, machineId: string, script: string): string => {
  const instance = instanceOf(machineId);
  const name = machineId.slice(machineId.lastIndexOf('/') + 1);
  const which = instance ? `vmss run-command invoke --name ${instance.scaleSet} --instance-id ${instance.instanceId}` : `vm run-command invoke --name ${name}`;
  return `az ${which} --resource-group ${resourceGroup} --command-id RunShellScript --scripts '${script}'`;
};
