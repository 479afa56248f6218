import { openWalk, type Walk } from '../../stages/walk.ts';
import type { AddressPlan } from '../../stages/address-walk.ts';
import type { Choices } from '../../state/choices.ts';
import { chooseCluster } from '../cluster-choice.ts';
import { openCommandWorld } from '../command-world.ts';
import { sayHint, sayMended } from '../drills.ts';
import { notDone } from '../finish.ts';
import { givenBy } from '../gather.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 address [NAME] [--ssh-source CIDR]`: opens port 22 to the address that one comes from now, and to no other. */
export async function address(around: Surroundings): Promise<number> {
  const { words, home, output, signal } = around;
  const given = givenBy(words);
  const cluster = chooseCluster(home, words.names[0], words.choices.cloud);
  const saved = cluster.session.choices as Choices;
  const world = await openCommandWorld(around, saved.cloud, given.tenant ?? saved.tenant);
  try {
    const walk = openWalk({ home, world, choices: { ...saved, subscription: given.subscription ?? saved.subscription }, command: 'rank0 address' });
    try {
      walk.subscribe(output.event);
      const result = walk.session.result;
      const { exitCode } = await followed(around, walk, given.sshSource, signal);
      // A change of the rule is no stage: a cluster that was ready is ready, whatever came of it.
      if (result === 'ready') walk.end('ready');
      return exitCode;
    } finally {
      await walk.close();
    }
  } finally {
    await world.close();
  }
}

/** Looks and changes the rule where it does not let one in; says what it came to. */
export async function followed(around: Surroundings, walk: Walk, source: string | undefined, signal: AbortSignal): Promise<{ readonly exitCode: number }> {
  const { output } = around;
  const { name, cloud } = walk.choices;
  const plan = await walk.addressing.look(source, signal);
  if (!plan.nothingToDo) {
    const outcome = await walk.addressing.carryOut(plan, signal);
    const bad = notDone(outcome, name, output, `rank0 address ${name} --cloud ${cloud}`);
    if (outcome.result === 'failed') await sayHint(around, walk, outcome);
    if (bad !== null) return { exitCode: bad };
    if (plan.headRuns) await sayMended(around, walk, ['log-in']);
  }
  output.object({
    result: 'address',
    cluster: name,
    cloud,
    simulated: walk.world.simulated,
    before: plan.before ?? null,
    openTo: plan.source,
    youComeFrom: plan.youComeFrom ?? null,
    changed: !plan.nothingToDo,
    answers: plan.nothingToDo ? null : plan.headRuns,
  });
  output.say(addressText(name, plan, walk.world.simulated));
  return { exitCode: 0 };
}

function addressText(name: string, { before, source, youComeFrom, headRuns, nothingToDo }: AddressPlan, simulated: boolean): string {
  const from = youComeFrom === undefined ? '' : ` You come from ${youComeFrom}.`;
  if (nothingToDo) return `Port 22 of ${name} is open to ${source}, which lets you in.${from} Nothing to do.`;
  const shut = before === undefined || before === source ? '' : `; ${before} is shut out`;
  const answers = headRuns ? 'The head answers.' : 'The head does not run, so nothing was tried.';
  return `${simulated ? 'Simulated: ' : ''}port 22 of ${name} is open to ${source} now, and to no other address${shut}. ${answers}`;
}
