import type { Problem } from '../../src/state/problem.ts';

/** More vCPUs than the subscription may run, with ways on. */
export const quota: Problem = {
  code: 'OperationNotAllowed',
  message:
    'Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Current Limit: 4, Current Usage: 0, Additional Required: 8.',
  means: 'The subscription may run 4 vCPUs in this region, and 8 are needed.',
  next: [
    { label: 'This fits: 2 × Standard_D2s_v5', command: 'rank0 up --size Standard_D2s_v5 --count 2 --cloud practice' },
    { label: 'Ask for more quota', command: 'https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas' },
  ],
};

/** No room for a machine. */
export const allocation: Problem = { ...quota, code: 'AllocationFailed' };
