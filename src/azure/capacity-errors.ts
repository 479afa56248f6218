import type { NextStep } from '../state/problem.ts';
import type { Entry, Meaning } from './error-meanings.ts';

/** What to try when Azure has no room, nearest first (azure-facts 3, retry ladder). rank0 asks for no zone, so that rung is never needed. */
const ladder: readonly NextStep[] = [
  { label: 'Try again in some minutes: room comes and goes', command: 'rank0 up', key: 'r' },
  { label: 'Begin anew: a placement group without machines is pinned to no datacentre, and the next one may have room', command: 'rank0 down' },
  { label: 'Then another size', command: 'rank0 up --size Standard_D2as_v6' },
  { label: 'Then another region', command: 'rank0 up --location westus2' },
];

const capacity = (means: string, more: Pick<Meaning, 'sure' | 'ways'>): Meaning => ({ means, next: ladder, wait: 300, ...more });

const quota: Meaning = {
  means: 'The subscription may not use as many vCPUs (or machines) of this kind in this region. Stopped machines count too, deleted ones do not.',
  next: [
    { label: 'Need against limit, and plans that fit', command: 'rank0 plan' },
    { label: 'See the limits', command: 'az vm list-usage --output table --location REGION' },
    { label: 'Fewer nodes', command: 'rank0 up --count 2' },
    {
      label:
        'Ask for more: https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas (a free trial or student subscription has to be upgraded first)',
    },
  ],
  sure: 'certain',
  ways: ['fewer', 'size', 'quota'],
};

/** Codes by which Azure says that there is no room, or that the subscription may not have so much of it. */
export const capacityErrors: Readonly<Record<string, Entry>> = {
  SkuNotAvailable: capacity('This size is not offered to this subscription in this region (or zone) now.', {
    sure: 'certain',
    ways: ['size', 'region', 'wait'],
  }),
  QuotaExceeded: quota,
  OperationNotAllowed: (error) =>
    /quota|core/i.test(error.message)
      ? quota
      : {
          means: 'Azure does not allow this operation on it as it is now. Its message says what stands in the way.',
          next: [{ label: 'See what is there', command: 'rank0 status' }, ladder[0] as NextStep],
          sure: 'guess',
          ways: ['retry', 'change', 'size'],
        },
  AllocationFailed: capacity(
    'The datacentre has no room for this size at the moment. It is no fault of yours, and quota does not help: quota is permission, not capacity.',
    { sure: 'certain', ways: ['wait', 'size', 'region'] },
  ),
  ZonalAllocationFailed: capacity('The zone has no room for this size at the moment.', { sure: 'certain', ways: ['wait', 'size', 'region'] }),
  OverconstrainedAllocationRequest: capacity(
    'No datacentre can give all of it together: this size, with accelerated networking, in this placement group. The placement group is what narrows the choice most.',
    { sure: 'likely', ways: ['anew', 'size', 'region'] },
  ),
  OverconstrainedZonalAllocationRequest: capacity('No datacentre of the zone can give all of it together: size, accelerated networking, placement group.', {
    sure: 'likely',
    ways: ['anew', 'size', 'region'],
  }),
  PublicIPCountLimitReached: {
    means: 'The subscription has as many public addresses in this region as it may have. Each node needs one.',
    next: [
      { label: 'See which exist', command: 'az network public-ip list --output table' },
      { label: 'Fewer nodes', command: 'rank0 up --count 2' },
      { label: 'Delete what was made', command: 'rank0 down' },
    ],
    sure: 'certain',
    ways: ['fewer', 'region', 'quota'],
  },
};
