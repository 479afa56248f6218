import type { Walk } from '../../stages/walk.ts';
import type { AddressPlan } from '../../stages/address-walk.ts';
import { chooseCluster } from '../cluster-choice.ts';
import { withWalk } from '../command-walk.ts';
import { sayHint, sayMended } from '../drills.ts';
import { notDone } from '../finish.ts';
import { givenBy } from '../gather.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 address [NAME] [--ssh-source CIDR]`: opens port 22 to the address that one comes from now, and to no other. */
export async function address(around: Surroundings): Promise<number> {
  const { words, home, signal } = around;
  const cluster = chooseCluster(home, words.names[0], words.choices.cloud);
  return withWalk(around, cluster, (walk) => followed(around, walk, givenBy(words).sshSource, signal));
}

/** Looks and changes the rule where it does not let one in; says what it came to. Returns the exit code. */
export async function followed(around: Surroundings, walk: Walk, source: string | undefined, signal: AbortSignal): Promise<number> {
  const { result } = walk.session;
  const exitCode = await changed(around, walk, source, signal);
  // A change of the rule is no stage: a cluster that was ready is ready, whatever came of it.
  if (result === 'ready') walk.end('ready');
  return exitCode;
}

async function changed(around: Surroundings, walk: Walk, source: string | undefined, signal: AbortSignal): Promise<number> {
  const { output } = around;
  const { name, cloud } = walk.choices;
  const plan = await walk.addressing.look(source, signal);
  if (!plan.nothingToDo) {
    const outcome = await walk.addressing.carryOut(plan, signal);
    const bad = notDone(outcome, name, output, `rank0 address ${name} --cloud ${cloud}`);
    if (outcome.result === 'failed') await sayHint(around, walk, outcome);
    if (bad !== null) return bad;
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
  return 0;
}

function addressText(name: string, { before, source, youComeFrom, headRuns, nothingToDo }: AddressPlan, simulated: boolean): string {
  const from = youComeFrom === undefined ? '' : ` You come from ${youComeFrom}.`;
  if (nothingToDo) return `Port 22 of ${name} is open to ${source}, which lets you in.${from} Nothing to do.`;
  const shut = before === undefined || before === source ? '' : `; ${before} is shut out`;
  const answers = headRuns ? 'The head answers.' : 'The head does not run, so nothing was tried.';
  return `${simulated ? 'Simulated: ' : ''}port 22 of ${name} is open to ${source} now, and to no other address${shut}. ${answers}`;
}
