import { checkHasModel, checkKeepsDisks } from '../../stages/outdated.ts';
import type { ScalePlan } from '../../stages/scale-walk.ts';
import { countFor } from '../../stages/scaling.ts';
import type { Walk } from '../../stages/walk.ts';
import type { Choices } from '../../state/choices.ts';
import { usageError } from '../../state/problem.ts';
import { dollars } from '../../state/words.ts';
import { agreesTo, ask, canAsk } from '../ask.ts';
import { chooseCluster } from '../cluster-choice.ts';
import { withWalk } from '../command-walk.ts';
import { endOf, notDone } from '../finish.ts';
import { scaleText, updateText } from '../scale-text.ts';
import type { Surroundings } from '../surroundings.ts';

const means = '`scale` makes machines that cost money, or deletes them with their disks.';

/**
 * `rank0 scale [NAME] COUNT [--update]`: another count of nodes; says first which go or what comes, asks once, or not at all with --yes.
 * With --update instances of an earlier model of the scale set follow the latest, also where the count stays.
 */
export async function scale(around: Surroundings): Promise<number> {
  const { words, home, signal } = around;
  const [first = '', second] = words.names;
  const { update } = words.flags;
  const [name, text] = second === undefined && /^-?\d+$/.test(first) ? [undefined, first] : [first || undefined, second];
  if (text === undefined && !update) {
    throw usageError('count-missing', 'how many nodes?', '`scale` needs the count that there shall be.', [
      { label: 'Eight of them', command: `rank0 scale ${name ?? 'NAME'} 8` },
    ]);
  }
  const cluster = chooseCluster(home, name, words.choices.cloud);
  const saved = cluster.session.choices as Choices;
  if (update) checkHasModel(saved);
  const count = text === undefined ? saved.count : countFor(saved, text);
  if (!words.flags.yes && !canAsk(around)) {
    throw usageError('not-answered', '--yes is needed: there is no terminal to ask on', means, [
      { label: 'Scale without asking', command: `rank0 scale ${cluster.name} ${count}${update ? ' --update' : ''} --yes` },
    ]);
  }
  return withWalk(around, cluster, (walk) => scaled(around, walk, count, signal));
}

async function scaled(around: Surroundings, walk: Walk, count: number, signal: AbortSignal): Promise<number> {
  const { output } = around;
  const { name } = walk.choices;
  const wanted = around.words.flags.update;
  const goOn = `rank0 scale ${name} ${count}${wanted ? ' --update' : ''}`;
  const plan = await walk.scaling.look(count, signal);
  if ('result' in plan) return notDone(plan, name, output, goOn) ?? 1;
  const update = wanted && plan.outdated.length > 0;
  if (update) checkKeepsDisks(walk.choices, plan.outdated);
  const { simulated } = walk.world;
  output.say(plan.nothingToDo ? updateText(walk.choices, plan, update, simulated) : scaleText(walk.choices, walk.session, plan, simulated, update));
  if (plan.nothingToDo && !update) return finished(around, walk, plan, []);
  if (!(await agreed(around, name, plan))) {
    output.say('Nothing was changed.');
    return 0;
  }
  const scaling = plan.nothingToDo ? ({ result: 'done' } as const) : await walk.scaling.carryOut(plan, signal);
  const outcome = scaling.result === 'done' && update ? await walk.scaling.update(plan.outdated, signal) : scaling;
  const bad = notDone(outcome, name, output, goOn);
  walk.end(endOf(outcome));
  return bad ?? finished(around, walk, plan, update ? plan.outdated.map((one) => one.name) : []);
}

async function agreed(around: Surroundings, name: string, plan: ScalePlan): Promise<boolean> {
  if (plan.to === 0 && !around.words.flags.yes) return (await ask(around, `Type ${name} to destroy all of its nodes: `, { flag: '--yes', means })) === name;
  return agreesTo(around, plan.going.length > 0 ? 'Delete them?' : plan.nothingToDo ? 'Update them?' : `Scale it to ${plan.to}?`, means);
}

function finished({ output }: Surroundings, walk: Walk, plan: ScalePlan, updated: readonly string[]): number {
  const { choices, session, world } = walk;
  const stayed = new Set(plan.staying.map((one) => one.name));
  const left = plan.going.filter((one) => one.provisioning !== 'absent').map((one) => one.name);
  const came = session.nodes
    .filter((one) => !stayed.has(one.name))
    .map((one) => one.name)
    .sort();
  output.object({
    result: 'scaled',
    cluster: choices.name,
    cloud: choices.cloud,
    simulated: world.simulated,
    from: plan.from,
    count: plan.to,
    came,
    left,
    updated,
    outdated: plan.outdated.map((one) => one.name).filter((one) => !updated.includes(one)),
    pricePerHour: session.price?.perHour ?? null,
    nodes: session.nodes.map(({ name, role, privateAddress, publicAddress }) => ({ name, role, privateAddress, publicAddress })),
  });
  if (plan.nothingToDo) {
    if (updated.length > 0) output.say(`${updated.join(', ')}: of the latest model now${world.simulated ? ' (simulated)' : ''}.`);
    return 0;
  }
  const price = `It costs ${dollars(session.price?.perHour ?? 0)} an hour until you delete it.`;
  const more =
    plan.to === 0
      ? `No node is left. Back again: rank0 scale ${choices.name} 4    delete the rest: rank0 down ${choices.name}`
      : `head: ${session.nodes.find(({ role }) => role === 'head')?.name}${came.length > 0 ? `    came: ${came.join(', ')}` : ''}${left.length > 0 ? `    left: ${left.join(', ')}` : ''}`;
  output.say(`${choices.name} has ${plan.to} node${plan.to === 1 ? '' : 's'} now${world.simulated ? ' (simulated)' : ''}. ${price}\n  ${more}`);
  return 0;
}
