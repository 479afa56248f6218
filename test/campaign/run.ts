// What takes too long for each run: npm run campaign [-- kills | keys | OPERATION] [--anew]. What was done stands in coverage/, so it can be stopped and gone on with. RANK0_CAMPAIGN_WORKERS (2): how many at a time.
import { keys } from './keys.ts';
import { kills } from './kills.ts';
import { operationKills, operations } from './operations.ts';

const campaigns: Readonly<Record<string, (anew: boolean) => Promise<boolean>>> = {
  kills,
  ...Object.fromEntries(Object.keys(operations).map((kind) => [kind, (anew: boolean) => operationKills(kind, anew)])),
  keys,
};
const words = process.argv.slice(2);
const named = words.filter((word) => word in campaigns);
const unknown = words.filter((word) => word !== '--anew' && !(word in campaigns));
if (unknown.length > 0) throw new Error(`no such campaign: ${unknown.join(', ')}; there are ${Object.keys(campaigns).join(', ')}`);
for (const name of named.length > 0 ? named : Object.keys(campaigns)) {
  const well = await campaigns[name]?.(words.includes('--anew'));
  if (!well) process.exitCode = 1;
}
