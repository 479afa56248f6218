import type { PrunePlan, PruneRequest } from '../../stages/prune-walk.ts';
import type { Walk } from '../../stages/walk.ts';
import { usageError } from '../../state/problem.ts';
import { dollars } from '../../state/words.ts';
import { agreesTo, canAsk } from '../ask.ts';
import { clusterAndNode } from '../cluster-choice.ts';
import { withWalk } from '../command-walk.ts';
import { endOf, notDone } from '../finish.ts';
import { givenBy } from '../gather.ts';
import { pruneText } from '../prune-text.ts';
import type { Surroundings } from '../surroundings.ts';

const means = '`prune` takes away how nodes are reached and how they reach the internet, or changes what they cost.';

/** `rank0 prune [NAME] [NODE] [--restore] [--nat-gateway]`: says what is lost, asks once, or not at all with --yes. Returns the exit code. */
export async function prune(around: Surroundings): Promise<number> {
  const { words, home, signal } = around;
  const { cluster, node } = clusterAndNode(home, words.names, words.choices.cloud);
  const given = givenBy(words);
  const restore = words.flags.restore;
  if (!words.flags.yes && !canAsk(around)) {
    throw usageError('not-answered', '--yes is needed: there is no terminal to ask on', means, [
      {
        label: `${restore ? 'Restore' : 'Prune'} without asking`,
        command: `rank0 prune ${cluster.name}${flagsOf({ restore, natGateway: given.natGateway })} --yes`,
      },
    ]);
  }
  return withWalk(around, cluster, (walk) => pruned(around, walk, { restore, natGateway: given.natGateway, node }, signal));
}

async function pruned(around: Surroundings, walk: Walk, request: PruneRequest, signal: AbortSignal): Promise<number> {
  const { output } = around;
  const { name } = walk.choices;
  const plan = await walk.pruning.look(request, signal);
  if (plan.nothingToDo) {
    output.say(nothing(name, plan));
    return finished(around, walk, plan);
  }
  output.say(pruneText(walk.choices, walk.session, plan, walk.world.simulated));
  if (!(await agreesTo(around, `${plan.restore ? 'Restore' : 'Prune'} it?`, means))) {
    output.say('Nothing was changed.');
    return 0;
  }
  const outcome = await walk.pruning.carryOut(plan, signal);
  const bad = notDone(outcome, name, output, lineOf(name, request));
  walk.end(endOf(outcome));
  return bad ?? finished(around, walk, plan);
}

const flagsOf = ({ restore, natGateway }: PruneRequest): string => `${restore ? ' --restore' : ''}${natGateway ? ' --nat-gateway' : ''}`;
const lineOf = (name: string, request: PruneRequest): string => `rank0 prune ${name}${request.node === undefined ? '' : ` ${request.node}`}${flagsOf(request)}`;

function nothing(name: string, { restore, neverPruned, already, head }: PrunePlan): string {
  if (restore)
    return neverPruned
      ? `${name} was never pruned: every node has its public address. Nothing to do.`
      : `${name} has all its public addresses already: nothing to do.`;
  return `${name} is pruned already: ${already.length} nodes without a public address, reached through ${head}. Nothing to do.`;
}

/** The last object, and what eyes read. */
function finished({ output }: Surroundings, { choices, session, world }: Walk, plan: PrunePlan): number {
  output.object({
    result: plan.restore ? 'restored' : 'pruned',
    cluster: choices.name,
    cloud: choices.cloud,
    simulated: world.simulated,
    head: plan.head,
    changed: plan.nothingToDo ? [] : plan.nodes,
    natGateway: choices.natGateway,
    pricePerHour: session.price?.perHour ?? null,
    nodes: session.nodes.map(({ name, role, privateAddress, publicAddress }) => ({ name, role, privateAddress, publicAddress: publicAddress ?? null })),
  });
  if (plan.nothingToDo) return 0;
  const simulated = world.simulated ? ' (simulated)' : '';
  const price = `It costs ${dollars(session.price?.perHour ?? 0)} an hour until you delete it.`;
  output.say(
    plan.restore
      ? `Every node of ${choices.name} has a public address again${simulated}. ${price}`
      : `Only ${plan.head} has a public address now${simulated}; the others are reached through it. ${price}\n  log in: rank0 ssh ${choices.name} ${plan.nodes[0] ?? plan.already[0] ?? ''}    undo: rank0 prune ${choices.name} --restore`,
  );
  return 0;
}
