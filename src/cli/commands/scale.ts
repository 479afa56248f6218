import type { ScalePlan } from '../../stages/scale-walk.ts';
import { countFor } from '../../stages/scaling.ts';
import { openWalk, type Walk } from '../../stages/walk.ts';
import type { Choices } from '../../state/choices.ts';
import { usageError } from '../../state/problem.ts';
import { ask, canAsk } from '../ask.ts';
import { chooseCluster } from '../cluster-choice.ts';
import { openCommandWorld } from '../command-world.ts';
import { notDone } from '../finish.ts';
import { givenBy } from '../gather.ts';
import { dollars, scaleText } from '../scale-text.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 scale [NAME] COUNT`: another count of nodes; says first which go or what comes, asks once, or not at all with --yes. */
export async function scale(around: Surroundings): Promise<number> {
  const { words, home, output, signal } = around;
  const [first = '', second] = words.names;
  const [name, text] = second === undefined && /^-?\d+$/.test(first) ? [undefined, first] : [first || undefined, second];
  if (text === undefined) {
    throw usageError('count-missing', 'how many nodes?', '`scale` needs the count that there shall be.', [
      { label: 'Eight of them', command: `rank0 scale ${name ?? 'NAME'} 8` },
    ]);
  }
  const cluster = chooseCluster(home, name, words.choices.cloud);
  const saved = cluster.session.choices as Choices;
  const count = countFor(saved, text);
  const given = givenBy(words);
  if (!words.flags.yes && !canAsk(around)) {
    throw usageError(
      'not-answered',
      '--yes is needed: there is no terminal to ask on',
      '`scale` makes machines that cost money, or deletes them with their disks.',
      [{ label: 'Scale without asking', command: `rank0 scale ${cluster.name} ${count} --yes` }],
    );
  }
  const world = await openCommandWorld(around, saved.cloud, given.tenant ?? saved.tenant);
  try {
    const walk = openWalk({ home, world, choices: { ...saved, subscription: given.subscription ?? saved.subscription }, command: 'rank0 scale' });
    try {
      walk.subscribe(output.event);
      return await scaled(around, walk, count, signal);
    } finally {
      await walk.close();
    }
  } finally {
    await world.close();
  }
}

async function scaled(around: Surroundings, walk: Walk, count: number, signal: AbortSignal): Promise<number> {
  const { output } = around;
  const { name } = walk.choices;
  const goOn = `rank0 scale ${name} ${count}`;
  const plan = await walk.scaling.look(count, signal);
  if ('result' in plan) return notDone(plan, name, output, goOn) ?? 1;
  if (plan.nothingToDo) {
    output.say(`${name} has ${count} node${count === 1 ? '' : 's'} already: nothing to do.`);
    return finished(around, walk, plan);
  }
  output.say(scaleText(walk.choices, walk.session, plan, walk.world.simulated));
  if (!(await agreed(around, name, plan))) {
    output.say('Nothing was changed.');
    return 0;
  }
  const outcome = await walk.scaling.carryOut(plan, signal);
  const bad = notDone(outcome, name, output, goOn);
  walk.end(bad === null ? 'ready' : outcome.result === 'interrupted' ? 'interrupted' : 'failed');
  return bad ?? finished(around, walk, plan);
}

async function agreed(around: Surroundings, name: string, plan: ScalePlan): Promise<boolean> {
  if (around.words.flags.yes) return true;
  const unasked = { flag: '--yes', means: '`scale` makes machines that cost money, or deletes them with their disks.' };
  if (plan.to === 0) return (await ask(around, `Type ${name} to destroy all of its nodes: `, unasked)) === name;
  return /^y(es)?$/i.test(await ask(around, plan.going.length > 0 ? 'Delete them? [y/N] ' : `Scale it to ${plan.to}? [y/N] `, unasked));
}

function finished({ output }: Surroundings, walk: Walk, plan: ScalePlan): number {
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
    outdated: plan.outdated.filter((one) => stayed.has(one)),
    pricePerHour: session.price?.perHour ?? null,
    nodes: session.nodes.map(({ name, role, privateAddress, publicAddress }) => ({ name, role, privateAddress, publicAddress })),
  });
  if (plan.nothingToDo) return 0;
  const price = `It costs ${dollars(session.price?.perHour ?? 0)} an hour until you delete it.`;
  const more =
    plan.to === 0
      ? `No node is left. Back again: rank0 scale ${choices.name} 4    delete the rest: rank0 down ${choices.name}`
      : `head: ${session.nodes.find(({ role }) => role === 'head')?.name}${came.length > 0 ? `    came: ${came.join(', ')}` : ''}${left.length > 0 ? `    left: ${left.join(', ')}` : ''}`;
  output.say(`${choices.name} has ${plan.to} node${plan.to === 1 ? '' : 's'} now${world.simulated ? ' (simulated)' : ''}. ${price}\n  ${more}`);
  return 0;
}
