// What takes too long for each run: npm run campaign [-- kills | scalings | keys] [--anew]. What was done stands in coverage/, so it can be stopped and gone on with.
import { keys } from './keys.ts';
import { kills } from './kills.ts';
import { scalings } from './scalings.ts';

const campaigns = { kills, scalings, keys } as const;
const words = process.argv.slice(2);
const named = words.filter((word): word is keyof typeof campaigns => word in campaigns);
const unknown = words.filter((word) => word !== '--anew' && !(word in campaigns));
if (unknown.length > 0) throw new Error(`no such campaign: ${unknown.join(', ')}; there are ${Object.keys(campaigns).join(', ')}`);
for (const name of named.length > 0 ? named : (Object.keys(campaigns) as (keyof typeof campaigns)[])) {
  const well = await campaigns[name](words.includes('--anew'));
  if (!well) process.exitCode = 1;
}
