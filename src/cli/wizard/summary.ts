import { dollars } from '../../screens/model/format.ts';
import { cloudWords } from '../../screens/model/lists.ts';
import type { WizardState } from '../../screens/model/state.ts';

/** What stays in the scrollback after the wizard: what exists, what it costs, how to come back, how to delete. */
export function summaryLines(state: WizardState): readonly string[] {
  const { cluster } = state;
  if (state.screen.at === 'deleted') {
    const name = cluster?.choices.name ?? 'The cluster';
    return state.screen.left.length === 0
      ? [`${name} is deleted; Azure lists nothing of it any more. Nothing costs.`]
      : [`${name}: Azure still lists ${state.screen.left.length} of its resources.`, `  go on deleting  rank0 down ${name}`];
  }
  if (!cluster?.begun)
    return [
      'Nothing was made, and nothing costs.',
      `  come back       ${(state.cloud?.name ?? state.answers.cloud) === 'practice' ? 'rank0 practice' : 'rank0'}`,
    ];
  const { name, location, cloud } = cluster.choices;
  const price = cluster.price
    ? `It costs up to ${dollars(cluster.price.perHour)} an hour${state.cloud?.simulated ? ' (simulated: nothing is really paid)' : ''}, ${dollars(state.spent)} so far, until it is deleted.`
    : '';
  const made =
    Object.values(state.tasks).some(({ id, state: is }) => id.startsWith('machine/') && (is === 'done' || is === 'unchanged')) || cluster.nodes.length > 0;
  const what = `${name} in ${location}, ${cloudWords(cloud)}: ${state.finished.includes('hello-mpi') ? `${cluster.choices.count} nodes, ready` : made ? 'half built' : 'begun'}${state.finished.includes('hello-mpi') ? '' : '; what Azure is doing goes on there'}.`;
  return [
    what,
    ...(price === '' ? [] : [price]),
    `  come back       ${(state.cloud?.name ?? state.answers.cloud) === 'practice' ? 'rank0 practice' : 'rank0'}`,
    ...(state.finished.includes('hello-mpi') ? [`  log in          rank0 ssh ${name}`] : []),
    `  look            rank0 status ${name}`,
    `  delete it all   rank0 down ${name}`,
  ];
}
