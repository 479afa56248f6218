import { stagesOf } from '../../stages/road.ts';
import { agreedToChange } from '../shared-change.ts';
import { sharedSummary, sharedText } from '../shared-text.ts';
import { openWalk, type Walk } from '../../stages/walk.ts';
import { usageError } from '../../state/problem.ts';
import { dollars } from '../../state/words.ts';
import { ask, canAsk } from '../ask.ts';
import { benchmarkSummary, benchmarkText } from '../benchmark-text.ts';
import { openCommandWorld } from '../command-world.ts';
import { checkDrill, sayHint, sayMended } from '../drills.ts';
import { notDone } from '../finish.ts';
import { begunCluster, gatherChoices, givenBy, ownFiles } from '../gather.ts';
import { planText } from '../plan-text.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 up`: the stages without the screens; asks once, or not at all with --yes. Returns the exit code. */
export async function up(around: Surroundings): Promise<number> {
  const { words, home, output, signal } = around;
  const given = givenBy(words);
  const files = ownFiles(given);
  const begun = begunCluster(home, given);
  if (!words.flags.yes && !canAsk(around)) {
    throw usageError('not-answered', '--yes is needed: there is no terminal to ask on', '`up` asks once before it makes anything that costs money.', [
      { label: 'See what would be made, and its price', command: 'rank0 plan' },
      { label: 'Build it without asking', command: 'rank0 up --yes' },
    ]);
  }
  const cloud = given.cloud ?? begun?.session.choices?.cloud ?? 'public';
  await checkDrill(around, cloud);
  const world = await openCommandWorld(around, cloud, given.tenant ?? begun?.session.choices?.tenant);
  try {
    const asked = await withSource(around, given.sshSource ?? begun?.session.choices?.sshSource, () => world.callerAddress(signal));
    const choices = await gatherChoices(world, { ...given, ...asked }, files, begun, signal);
    const walk = openWalk({ home, world, choices, command: 'rank0 up' });
    try {
      walk.subscribe(output.event);
      if (walk.keptDamaged) output.say(`A damaged journal was kept as ${walk.keptDamaged}; what Azure has is asked anew.`);
      return await build(around, walk, begun === undefined);
    } finally {
      await walk.close();
    }
  } finally {
    await world.close();
  }
}

async function build(around: Surroundings, walk: Walk, fresh: boolean): Promise<number> {
  const { output, signal, words } = around;
  const { name } = walk.choices;
  const found = await walk.run(['sign-in', 'plan'], signal);
  const refused = notDone(found, name, output);
  if (refused !== null) {
    if (found.result === 'failed') await sayHint(around, walk, found);
    walk.end(found.result === 'interrupted' ? 'interrupted' : 'failed');
    // A mistake in what was asked for is nothing to come back to; a refusal that may change (a quota) is.
    if (fresh && refused === 2) walk.forget();
    return refused;
  }
  output.say(planText(walk.choices, walk.preflight, walk.world.simulated));
  const { scaling } = walk.session;
  if (scaling) output.say(`note: a scaling from ${scaling.from} to ${scaling.to} nodes was not finished. It is finished first: what was to go goes.`);
  if (!words.flags.yes) {
    const answer = await ask(around, 'Build it? [y/N] ', { flag: '--yes', means: '`up` asks once before it makes anything that costs money.' });
    if (!/^y(es)?$/i.test(answer)) {
      walk.end('planned');
      output.say('Nothing was made.');
      return 0;
    }
  }
  if (!(await agreedToChange(around, walk))) {
    walk.choose({ sharedFiles: walk.session.shared?.kind ?? 'none' });
    walk.end('planned');
    output.say('Nothing was changed.');
    return 0;
  }
  const stages = stagesOf(walk.choices, walk.session.shared);
  const outcome = await walk.run(stages, signal);
  const bad = notDone(outcome, name, output);
  if (bad !== null) {
    if (outcome.result === 'failed') await sayHint(around, walk, outcome);
    walk.end(outcome.result === 'interrupted' ? 'interrupted' : 'failed');
    return bad;
  }
  walk.end('ready');
  await sayMended(around, walk, ['plan', ...stages]);
  const measurement = walk.choices.benchmark ? walk.session.measurements?.at(-1) : undefined;
  output.object({
    result: 'ready',
    cluster: name,
    cloud: walk.choices.cloud,
    simulated: walk.world.simulated,
    resourceGroup: walk.choices.resourceGroup,
    location: walk.choices.location,
    pricePerHour: walk.session.price?.perHour ?? null,
    pruned: walk.choices.prune,
    natGateway: walk.choices.natGateway,
    ...(measurement ? { benchmark: benchmarkSummary(measurement) } : {}),
    sharedFiles: sharedSummary(walk),
    nodes: walk.session.nodes.map(({ name: node, role, privateAddress, publicAddress }) => ({ name: node, role, privateAddress, publicAddress })),
  });
  output.say(
    [
      ...(measurement ? [benchmarkText(measurement)] : []),
      ...sharedText(walk),
      `Your cluster ${name} is ready${walk.world.simulated ? ' (simulated)' : ''}. It costs ${dollars(walk.session.price?.perHour ?? 0)} an hour until you delete it.`,
      `  log in: rank0 ssh ${name}    look: rank0 status ${name}    delete: rank0 down ${name}`,
    ].join('\n'),
  );
  return 0;
}

/** Where the caller's address cannot be found out, the person is asked (design 4). */
async function withSource(around: Surroundings, known: string | undefined, seen: () => Promise<string | undefined>): Promise<{ sshSource?: string }> {
  if (known !== undefined || around.words.flags.yes || !canAsk(around) || (await seen()) !== undefined) return {};
  const { questionOf } = await import('../../stages/questions.ts');
  const answer = await ask(around, 'Your IPv4 address, as the internet sees it (port 22 is opened to it alone): ', {
    flag: '--ssh-source',
    means: 'It could not be found out.',
  });
  return { sshSource: String(questionOf('sshSource').check(answer, {})) };
}
