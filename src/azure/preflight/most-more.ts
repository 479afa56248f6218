import type { Choices } from '../../state/choices.ts';
import type { Azure } from '../azure.ts';
import { openFindings } from './findings.ts';
import { mostNodes } from './quota.ts';

/** How many more machines of the cluster's size the limits of its region allow now. */
export async function mostMore(azure: Azure, choices: Choices, signal: AbortSignal): Promise<number> {
  const findings = openFindings(azure, choices);
  const { usages } = await findings.region(signal);
  return mostNodes(usages, await findings.size(signal));
}
