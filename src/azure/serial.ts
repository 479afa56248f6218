import type { Azure } from './azure.ts';
import { askAzure, statusOf } from './errors.ts';
import { instanceOf } from './instances.ts';

/**
 * A machine's serial console from its beginning, read through ARM; '' while there is none.
 * ARM hands out a signed link, and the text is behind it (azure-facts 7).
 * @param machine its name, or its ARM id: an instance of a scale set has no other name that Azure would take.
 * @throws ProblemError where Azure refuses; whatever the download rejects with where the link's host cannot be reached.
 */
export async function serialLog(azure: Azure, resourceGroup: string, machine: string, signal?: AbortSignal): Promise<string> {
  const options = signal ? { abortSignal: signal } : {};
  const instance = instanceOf(machine);
  const name = machine.slice(machine.lastIndexOf('/') + 1);
  const url = await askAzure(`serial console of ${name}`, signal, async () => {
    try {
      const answer = instance
        ? await azure.compute.virtualMachineScaleSetVMs.retrieveBootDiagnosticsData(resourceGroup, instance.scaleSet, instance.instanceId, options)
        : await azure.compute.virtualMachines.retrieveBootDiagnosticsData(resourceGroup, name, options);
      return answer.serialConsoleLogBlobUri;
    } catch (error) {
      if (statusOf(error) === 404 || statusOf(error) === 409) return undefined;
      throw error;
    }
  });
  if (!url) return '';
  try {
    return await azure.world.download(url, signal);
  } catch (error) {
    if (error instanceof Error && /answered 404/.test(error.message)) return '';
    throw error;
  }
}
