import { updateWords } from '../stages/outdated.ts';
import type { ScalePlan } from '../stages/scale-walk.ts';
import type { Choices } from '../state/choices.ts';
import type { Session } from '../state/session.ts';
import { dollars } from '../state/words.ts';

const nodes = (count: number): string => `${count} node${count === 1 ? '' : 's'}`;

/** What a scaling comes to, for eyes, before it is asked for: who goes, what comes, what it costs then. */
export function scaleText(choices: Choices, session: Session, plan: ScalePlan, simulated: boolean, update = false): string {
  const { going, staying, coming, price } = plan;
  const before = session.price === undefined ? '' : `, now ${dollars(session.price.perHour)}`;
  const head = staying[0]?.name;
  return [
    `${simulated ? 'Simulated. ' : ''}${choices.name}: ${nodes(plan.from)} now, ${plan.to} wanted.`,
    going.length > 0 ? `These go, with everything on their disks: ${going.map(({ name }) => name).join(', ')}.` : '',
    ...(plan.to === 0 ? emptied(plan) : []),
    going.length > 0 && head !== undefined
      ? `The head ${head} stays${
          staying.length > 1
            ? `, and ${staying
                .slice(1)
                .map(({ name }) => name)
                .join(', ')}`
            : ''
        }.`
      : '',
    coming > 0 ? `${coming} × ${choices.size} come${coming === 1 ? 's' : ''}${choices.network === 'infiniband' ? '; Azure names them' : ''}.` : '',
    coming > 0 && staying.length === 0 ? 'One of them becomes the head, with host keys and a cluster key of its own.' : '',
    going.length === 0 && coming === 0 ? 'Azure has that many; what was not finished on them is gone on with.' : '',
    ...plan.quota
      .filter(({ needed }) => needed > 0)
      .map((line) => `quota ${line.name}: ${line.needed} needed, ${line.limit - line.used} of ${line.limit} left`),
    `${dollars(price.perHour)} an hour then, ${dollars(price.perHour * 24)} a day${before} (${price.source})`,
    ...(plan.to === 0
      ? [
          `What still costs: ${price.parts
            .filter(({ count }) => count > 0)
            .map(({ what, count, perHour }) => `${count} × ${what}, ${dollars(perHour)} an hour`)
            .join('; ')}; the address is the load balancer's. The model of the scale set stays, and costs nothing.`,
        ]
      : []),
    ...outdated(choices, plan, update),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** What scaling to nothing means: it is no stop. */
const emptied = ({ files }: ScalePlan): string[] => [
  'That is no stop: the disk of every node is destroyed, the head with it, and with the disks all homes, keys and programs. Nothing of them can be brought back.',
  files === undefined
    ? 'The head does not answer, so what lies in its home could not be counted.'
    : `In the home of the head, and in what it shares, lie ${files} file${files === 1 ? '' : 's'} (rank0's own and hidden ones not counted). What you need of them, copy first.`,
];

/** Nodes of an earlier model work as they did; what an update does to them is said before it is agreed to. */
function outdated({ name }: Choices, { outdated: old, to }: ScalePlan, update: boolean): string[] {
  if (old.length === 0) return [];
  if (update) return ['Updated to the latest model of the scale set:', ...updateWords(old).map((line) => `  ${line}`)];
  const names = old.map((one) => one.name).join(', ');
  return [`note: ${names} ${old.length === 1 ? 'is' : 'are'} not of the latest model of the scale set: rank0 scale ${name} ${to} --update`];
}

/** The same alone, where the count stays as it is. */
export const updateText = (choices: Choices, plan: ScalePlan, update: boolean, simulated: boolean): string =>
  [
    `${simulated ? 'Simulated. ' : ''}${choices.name} has ${nodes(plan.to)} already${update ? '.' : ': nothing to do.'}`,
    ...outdated(choices, plan, update),
  ].join('\n');
