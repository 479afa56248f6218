import type { Check } from './check.ts';

/** The Node that runs rank0. */
export const nodeVersion: Check = {
  name: 'Node',
  needed: true,
  seconds: 1,
  look: async () => {
    const ok = Number(process.versions.node.split('.')[0]) >= 22;
    return {
      ok,
      detail: `${process.versions.node} on ${process.platform} ${process.arch}`,
      ...(ok ? {} : { next: 'Install Node 22 or later: https://nodejs.org' }),
    };
  },
};
