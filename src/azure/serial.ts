import type { Azure } from './azure.ts';
import { askAzure, statusOf } from './errors.ts';

/**
 * A machine's serial console from its beginning, read through ARM; '' while there is none.
 * ARM hands out a signed link, and the text is behind it (azure-facts 7).
 * @throws ProblemError where Azure refuses; whatever the download rejects with where the link's host cannot be reached.
 */
export async function serialLog(azure: Azure, resourceGroup: string, machine: string, signal?: AbortSignal): Promise<string> {
  const options = signal ? { abortSignal: signal } : {};
  const url = await askAzure(`serial console of ${machine}`, signal, async () => {
    try {
      return (await azure.compute.virtualMachines.retrieveBootDiagnosticsData(resourceGroup, machine, options)).serialConsoleLogBlobUri;
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
