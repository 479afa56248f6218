import { cloudWords, standing } from '../../screens/model/cluster-words.ts';
import { type Bill, billOf } from '../../screens/model/money.ts';
import { offWords } from '../../state/power.ts';
import { timeWords } from '../../state/words.ts';
import { counted, dollars } from '../../screens/model/format.ts';
import type { ClusterView, OpenCluster } from '../../screens/model/cluster-view.ts';
import type { WizardState } from '../../screens/model/state.ts';
import { titleOf } from '../../screens/model/where.ts';

/** What stays in the scrollback after the wizard: what exists, what it costs an hour, how to come back, how to delete. */
export function summaryLines(state: WizardState): readonly string[] {
  const { cluster, screen } = state;
  if (screen.at === 'deleted') return deletedLines(state, screen.left);
  return [...(cluster && (cluster.begun || state.returned) ? clusterLines(state, cluster) : nothingLines(state)), ...othersLines(state), ...drillLines(state)];
}

const back = (state: WizardState): string => (state.answers.cloud === 'practice' || state.cloud?.name === 'practice' ? 'rank0 practice' : 'rank0');

const simulated = (state: WizardState): string => (state.cloud?.simulated ? ' (simulated: nothing is really paid)' : '');

function nothingLines(state: WizardState): readonly string[] {
  return ['Nothing was made, and nothing of it costs.', `  come back       ${back(state)}`];
}

function clusterLines(state: WizardState, cluster: OpenCluster): readonly string[] {
  const { name, location, cloud } = cluster.choices;
  const head = `${name} in ${location}, ${cloudWords(cloud)}: `;
  if (state.returned?.is === 'gone')
    return [`${head}Azure has nothing of it any more, and nothing of it costs.`, `  build it again, or put it away  ${back(state)}`];
  const bill = billOf(state);
  const price = bill
    ? [
        `It costs ${bill.off > 0 ? '' : 'up to '}${dollars(bill.perHour)} an hour${simulated(state)}, ${dollars(state.spent)} so far, until it is deleted.`,
        ...reminder(cluster, bill),
      ]
    : [];
  const stopped = state.problem ? [`It stopped at ${state.problem.problem.code}: ${state.problem.problem.message.split('\n')[0]}`] : [];
  const ready = isReady(state, cluster);
  return [
    `${head}${whatIs(state, cluster)}`,
    ...stopped,
    ...price,
    `  come back       ${back(state)}`,
    ...(ready ? [`  log in          rank0 ssh ${name}`] : []),
    `  look            rank0 status ${name}`,
    `  delete it all   rank0 down ${name}`,
  ];
}

/** Something runs on: what that comes to tonight, or what stops it. */
function reminder({ autostop, nodes, choices }: OpenCluster, { off, tonight, stopped }: Bill): readonly string[] {
  if (nodes.length === 0 || off >= nodes.length) return [];
  const stop = `  stop the nodes  rank0 stop ${choices.name}`;
  if (autostop) return [`Azure stops its nodes at ${timeWords(autostop)} by itself, each day; from then on it costs ${dollars(stopped)} an hour.`, stop];
  return [
    `${counted(nodes.length - off, 'node')} ${nodes.length - off === 1 ? 'runs' : 'run'} on: ${dollars(tonight)} by midnight if nobody stops ${nodes.length - off === 1 ? 'it' : 'them'}.`,
    ...(choices.network === 'infiniband' ? [stop] : [stop, `  stop at night   rank0 autostop ${choices.name} 23:00`]),
  ];
}

/** Ready now, or when it was left and not looked through since. */
const isReady = (state: WizardState, cluster: OpenCluster): boolean =>
  state.finished.includes('hello-mpi') || (state.returned?.is === 'same' && remembered(state, cluster)?.state === 'ready');

const remembered = ({ clusters }: WizardState, { choices }: OpenCluster): ClusterView | undefined =>
  clusters.find(({ name, cloud }) => name === choices.name && cloud === choices.cloud);

function whatIs(state: WizardState, cluster: OpenCluster): string {
  const { count } = cluster.choices;
  if (state.returned?.is === 'lost') return 'its subscription cannot be used with this sign-in; what exists there goes on.';
  if (isReady(state, cluster)) return `${counted(count, 'node')}, ready.`;
  if (state.returned) {
    const known = remembered(state, cluster);
    const changed = state.returned.rows.filter(({ is }) => is !== 'same' && is !== 'unknown').length;
    const since = changed > 0 ? ` when it was left; ${counted(changed, 'thing')} changed since` : '';
    return `${known ? standing(known) : 'begun'}${since}. rank0 did nothing to it.`;
  }
  const going = state.running && !state.running.stoppable ? ' What Azure is doing goes on there.' : '';
  const made = Object.values(state.tasks).filter(({ id, state: is }) => id.startsWith('machine/') && (is === 'done' || is === 'unchanged')).length;
  const machines = Math.max(made, cluster.nodes.length);
  const at = state.screen.at === 'stage' ? `, at ${titleOf(state.screen.stage)}` : '';
  return `${machines === 0 ? 'begun, no machine made yet' : `half built, ${machines} of ${counted(count, 'machine')} made`}${at}.${going}`;
}

function deletedLines(state: WizardState, left: readonly string[]): readonly string[] {
  const name = state.cluster?.choices.name ?? 'The cluster';
  if (left.length > 0)
    return [`${name}: Azure still lists ${counted(left.length, 'resource')} of it, and they may cost.`, `  go on deleting  rank0 down ${name}`];
  const spent = state.spent > 0 ? ` It came to about ${dollars(state.spent)}${simulated(state)}.` : '';
  return [
    `${name} is deleted; Azure lists nothing of it any more, and nothing of it costs.${spent}`,
    `  build another   ${back(state)}`,
    ...othersLines(state),
  ];
}

/** Clusters that this program did not open and that go on costing. */
function othersLines(state: WizardState): readonly string[] {
  const open = state.cluster?.choices;
  const others = state.clusters.filter((one) => one.spent !== undefined && !(one.name === open?.name && one.cloud === open.cloud));
  if (others.length === 0) return [];
  const each = others.slice(0, 3).map((one) => {
    const perHour = one.pricePerHourNow ?? one.pricePerHour;
    const price = perHour === undefined ? '' : ` ${one.pricePerHourNow === undefined ? 'up to ' : ''}${dollars(perHour)} an hour,`;
    const off = one.off && offWords(one.off);
    return `${one.name} (${cloudWords(one.cloud)}) is remembered, too${off === undefined ? '' : `, ${off}`}:${price} ${dollars(one.spent ?? 0)} so far.`;
  });
  return [...each, ...(others.length > 3 ? [`And ${others.length - 3} more.`] : []), '  list them       rank0 list'];
}

function drillLines({ drill }: WizardState): readonly string[] {
  if (!drill || drill.solved) return [];
  return [`The drill ${drill.name} is still to be solved; it stays.`, '  end it          rank0 practice --drill none'];
}
