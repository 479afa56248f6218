import type { Otherwise } from './stop.ts';
import { type Stop, stop } from './stop.ts';

type Wizard = Parameters<Parameters<typeof stop>[2]>[0];

/** A place on the way of a cluster that was made by hand. */
const adopted = (name: string, options: Otherwise, ...steps: readonly ((to: Wizard) => unknown)[]): Stop =>
  stop(name, options, async (to) => {
    to.press('adopt');
    for (const step of steps) await step(to);
  });

const toGroups = async ({ press, at }: Wizard): Promise<void> => {
  press('accept');
  await at('adopt');
};
const toAdoption = async ({ press, at }: Wizard): Promise<void> => {
  press('accept');
  await at('adoption');
};
const toFindings = async ({ press, at }: Wizard): Promise<void> => {
  press('accept');
  await at('findings');
};
const all = [toGroups, toAdoption, toFindings] as const;

/** From the first screen to a cluster that was made by hand, and what is wrong with it. */
export const adoptStops: readonly Stop[] = [
  adopted('adopt, where', {}),
  adopted('adopt, looking', { hold: 'adoptable' }, ({ press, until }) => {
    press('accept');
    return until((state) => state.running !== undefined && state.screen.at === 'adopt');
  }),
  adopted('adopt, which', {}, toGroups),
  adopted('adopt, nothing there', { nothingToAdopt: true }, toGroups),
  adopted('adopt, a group is typed', {}, toGroups, ({ press }) => press({ is: 'move', by: 2 }, 'accept')),
  adopted('adopt, what stands there', {}, toGroups, toAdoption),
  adopted('findings', {}, ...all),
  adopted('findings, none', { wrong: [] }, ...all),
  adopted('findings, mend all', {}, ...all, ({ press }) => press('mend-all')),
  adopted('findings, mending', { hold: 'mend/private-key' }, ...all, ({ press, until }) => {
    press('mend-all', 'accept');
    return until((state) => state.tasks['mend/private-key']?.state === 'making');
  }),
];
