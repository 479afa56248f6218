/** What a machine does, as Azure words it. `stopped` keeps its hardware and is billed; `deallocated` has given it up. */
export const powerStates = ['running', 'starting', 'stopping', 'stopped', 'deallocating', 'deallocated', 'unknown'] as const;
export type PowerState = (typeof powerStates)[number];
