/** The stages of the road, in order; the names that scripts see (design 4, Progress). */
export const stageIds = [
  'sign-in',
  'plan',
  'resource-group',
  'nodes',
  'log-in',
  'cluster-ssh',
  'hello-mpi',
  'benchmark',
  'shared-files',
  'prune',
  'your-cluster',
] as const;

export type StageId = (typeof stageIds)[number];
