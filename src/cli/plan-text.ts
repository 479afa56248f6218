import type { PreflightResult } from '../azure/preflight.ts';
import type { Choices } from '../state/choices.ts';
import { dollars } from '../state/words.ts';

/** The plan for eyes: what will be made, where, what it costs, what to know. */
export function planText(choices: Choices, found: Partial<PreflightResult>, simulated: boolean): string {
  const { size, image, price, quota = [], warnings = [] } = found;
  return [
    `${choices.count} × ${choices.size}${size ? ` (${size.vCPUs} vCPUs, ${size.memoryGB} GB)` : ''} in ${choices.location}, resource group ${choices.resourceGroup}${simulated ? ', simulated' : ''}`,
    image ? `image ${Object.values(image.reference).join(':')}` : '',
    ...quota.map((line) => `quota ${line.name}: ${line.needed} needed, ${line.limit - line.used} of ${line.limit} left`),
    price ? `${dollars(price.perHour)} an hour, ${dollars(price.perHour * 24)} a day (${price.source})` : 'price not known',
    `port 22 open to ${choices.sshSource} alone`,
    ...warnings.map((warning) => `note: ${warning}`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}
