import type { Choices } from '../state/choices.ts';
import type { Shared } from '../state/events.ts';
import type { StageId } from '../state/stage-id.ts';

/** A stage as the list on the screen shows it. */
export interface RoadStage {
  readonly id: StageId;
  /** Its number in the whole road, of which this version has not all. */
  readonly number: number;
  readonly title: string;
  /** False for a stage that comes with a later version. */
  readonly built: boolean;
}

/** The road in order. */
export const road: readonly RoadStage[] = [
  { id: 'sign-in', number: 1, title: 'sign in', built: true },
  { id: 'plan', number: 2, title: 'plan', built: true },
  { id: 'resource-group', number: 3, title: 'resource group', built: true },
  { id: 'nodes', number: 4, title: 'nodes', built: true },
  { id: 'log-in', number: 5, title: 'log in', built: true },
  { id: 'cluster-ssh', number: 6, title: 'cluster SSH', built: true },
  { id: 'hello-mpi', number: 7, title: 'hello MPI', built: true },
  { id: 'benchmark', number: 8, title: 'benchmark', built: true },
  { id: 'shared-files', number: 9, title: 'shared files', built: true },
  { id: 'prune', number: 10, title: 'public addresses', built: true },
  { id: 'your-cluster', number: 11, title: 'your cluster', built: true },
];

/** The stages whose tasks build the cluster, after the plan was accepted. */
export const buildingStages = ['resource-group', 'nodes', 'log-in', 'cluster-ssh', 'hello-mpi'] as const satisfies readonly StageId[];

/**
 * The stages of a cluster with these choices: those that build it, and those of what is optional that was chosen.
 * @param shared what the nodes share now: where that was not chosen any more, it is taken away
 */
export function stagesOf(
  { benchmark, sharedFiles, prune, natGateway }: Pick<Choices, 'benchmark' | 'sharedFiles' | 'prune' | 'natGateway'>,
  shared?: Pick<Shared, 'kind' | 'leaving'>,
): readonly StageId[] {
  return [
    ...buildingStages,
    ...(benchmark ? (['benchmark'] as const) : []),
    ...(sharedFiles === 'none' && (shared?.kind ?? 'none') === 'none' && !shared?.leaving ? [] : (['shared-files'] as const)),
    ...(prune || natGateway ? (['prune'] as const) : []),
  ];
}

/** The stages in the order in which they are gone through: where both were chosen, the shared files come first, so that the benchmark can lie in them. */
export function wayOf(choices?: Pick<Choices, 'benchmark' | 'sharedFiles'>): readonly StageId[] {
  const built = road.filter((one) => one.built).map(({ id }) => id);
  if (!choices?.benchmark || choices.sharedFiles === 'none') return built;
  return built.flatMap((id): readonly StageId[] => (id === 'benchmark' ? ['shared-files', 'benchmark'] : id === 'shared-files' ? [] : [id]));
}
