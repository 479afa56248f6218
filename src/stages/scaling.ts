import { mostInstances } from '../azure/scale-set-body.ts';
import type { Choices } from '../state/choices.ts';
import { type NextStep, type Problem, type ProblemError, usageError } from '../state/problem.ts';
import { countRange } from './questions.ts';

/** A machine of the cluster as Azure has it now. */
export interface Member {
  readonly name: string;
  /** Instance id, or the number at the end of a virtual machine's name: the highest go first. */
  readonly number: number;
  /** ARM id. */
  readonly machineId: string;
  /** ARM's `provisioningState`. */
  readonly provisioning: string;
}

/** What another count comes to: which machines go, which stay, and how many come. */
export interface Scaling {
  readonly to: number;
  /** How many there are, without those that are being deleted already. */
  readonly from: number;
  /** The highest first. */
  readonly going: readonly Member[];
  /** The head first. */
  readonly staying: readonly Member[];
  readonly coming: number;
}

const isGoing = ({ provisioning }: Member): boolean => /^delet/i.test(provisioning);
const hasFailed = ({ provisioning }: Member): boolean => /fail/i.test(provisioning);

/**
 * Another count of a scale set. What is being deleted already goes in any case, so that a scaling that was cut off in the middle goes on
 * as it was meant; then those that Azure could not make; then the highest ids. The head stays, unless all go.
 * @param headId ARM id of the head as it was known; where that is not there any more, the lowest id is the head.
 */
export function scaleSetScaling(members: readonly Member[], headId: string | undefined, to: number): Scaling {
  const there = members.filter((one) => !isGoing(one)).sort((a, b) => a.number - b.number);
  const head = there.find(({ machineId }) => machineId.toLowerCase() === headId?.toLowerCase()) ?? there[0];
  const inTurn = there.filter((one) => one !== head).sort((a, b) => Number(hasFailed(b)) - Number(hasFailed(a)) || b.number - a.number);
  const chosen = to === 0 ? there.toReversed() : inTurn.slice(0, Math.max(0, there.length - to));
  const staying = there.filter((one) => !chosen.includes(one));
  return {
    to,
    from: there.length,
    going: [...members.filter(isGoing), ...chosen],
    staying: head && staying.includes(head) ? [head, ...staying.filter((one) => one !== head)] : staying,
    coming: Math.max(0, to - staying.length),
  };
}

/**
 * Another count of virtual machines: their names have numbers, so those from the count on go and those below it are filled up.
 * @param expected how many the cluster was to have: of one that was half removed, the rest goes too.
 * @param nameOf name and ARM id of the machine of a number.
 */
export function machineScaling(
  members: readonly Member[],
  expected: number,
  to: number,
  nameOf: (number: number) => Pick<Member, 'name' | 'machineId'>,
): Scaling {
  const there = members.filter((one) => !isGoing(one));
  const end = Math.max(expected, ...members.map(({ number }) => number + 1));
  const absent = (number: number): Member => ({ ...nameOf(number), number, provisioning: 'absent' });
  const numbers = Array.from({ length: Math.max(0, end - to) }, (_, index) => end - 1 - index);
  const staying = there.filter(({ number }) => number < to).sort((a, b) => a.number - b.number);
  return {
    to,
    from: there.length,
    going: numbers.map((number) => members.find((one) => one.number === number) ?? absent(number)),
    staying,
    coming: to - staying.length,
  };
}

/** Whether Azure has what is wanted. */
export const isThere = ({ going, coming }: Scaling): boolean => going.length === 0 && coming === 0;

/** The count that was typed. @throws ProblemError exit code 2 for what is no count of this road. */
export function countFor({ name, network }: Pick<Choices, 'name' | 'network'>, text: string): number {
  const count = /^-?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  const [least, most] = network === 'infiniband' ? [0, mostInstances] : [countRange.least, countRange.most];
  if (count >= least && count <= most) return count;
  const range = `Allowed for ${name}: ${least} to ${most} nodes.`;
  if (network === 'ethernet' && (count === 0 || count === 1)) {
    throw usageError(
      'count-not-allowed',
      `${count} nodes: the least on Ethernet is ${least}`,
      `${range} Two are the least that a message can travel between.`,
      [
        { label: 'As few as there can be', command: `rank0 scale ${name} ${least}` },
        { label: 'Delete the cluster, so that nothing costs any more', command: `rank0 down ${name}` },
      ],
    );
  }
  if (network === 'infiniband' && count > most) {
    throw usageError(
      'count-not-allowed',
      `${count} nodes: more than one InfiniBand fabric takes`,
      `${range} More would be several placement groups, and those share no fabric.`,
      [{ label: 'As many as there can be', command: `rank0 scale ${name} ${most}` }],
    );
  }
  throw usageError('count-not-allowed', `${text}: not a whole number from ${least} to ${most}`, range);
}

/** Said where a cluster cannot be scaled because it was never finished. */
export const unfinished = (name: string, cloud: string, stage: string): ProblemError =>
  usageError(
    'not-built',
    `${name} is not built yet: it is at the stage ${stage}`,
    'A cluster is scaled once it has been ready. Until then it goes on as it was begun.',
    [
      { label: 'Go on building it', command: `rank0 up --name ${name} --cloud ${cloud}` },
      { label: 'Or delete it, and begin with another count', command: `rank0 down ${name}` },
    ],
  );

/** The way on from a scaling that Azure refused or could not carry out. */
export function scalingProblem(
  problem: Problem,
  { name, network, cloud }: Pick<Choices, 'name' | 'network' | 'cloud'>,
  { from, to }: Pick<Scaling, 'from' | 'to'>,
): Problem {
  if (!/^(Sku|Zonal|Overconstrained|Allocation)|AllocationFailed|^instances-failed$/i.test(problem.code))
    return { ...problem, next: problem.next.map((step) => forScaling(step, name, to)) };
  const where = network === 'ethernet' ? 'datacentre of the placement group' : 'datacentre with the fabric';
  return {
    ...problem,
    means: `${problem.means} New nodes have to stand beside the others, in the ${where}, and it is full. What there was runs on.`,
    next: [
      { label: 'Try again in some minutes: room comes and goes', command: `rank0 scale ${name} ${to}` },
      { label: `Go back to ${from}: what was made of the new nodes is deleted`, command: `rank0 scale ${name} ${from}` },
      { label: 'Move all of it: delete it, and build it with the new count, where another datacentre may be chosen', command: `rank0 down ${name}` },
      {
        label: 'Then with another size or in another region',
        command: `rank0 plan --count ${to}${network === 'infiniband' ? ' --network infiniband' : ''} --location westus2 --cloud ${cloud}`,
      },
    ],
  };
}

/** A step that goes on with `up` goes on with the same scaling here. */
const forScaling = (step: NextStep, name: string, to: number): NextStep =>
  /^rank0 up( --name \S+( --cloud \S+)?)?$/.test(step.command ?? '') ? { ...step, command: `rank0 scale ${name} ${to}` } : step;
