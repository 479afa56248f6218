import type { AutostopPlan } from '../../stages/autostop-walk.ts';
import { parseWhen } from '../../stages/autostop-when.ts';
import type { Walk } from '../../stages/walk.ts';
import { type Zone, zoneHere, zoneNamed, zonesLike } from '../../engine/zones.ts';
import type { Autostop } from '../../state/autostop.ts';
import { type ProblemError, usageError } from '../../state/problem.ts';
import { withColon } from '../../state/words.ts';
import { agreesTo, canAsk } from '../ask.ts';
import { autostopText, autostopWords } from '../autostop-text.ts';
import { chooseCluster, knownClusters } from '../cluster-choice.ts';
import { withWalk } from '../command-walk.ts';
import { parseDuration } from '../duration.ts';
import { notDone } from '../finish.ts';
import type { Surroundings } from '../surroundings.ts';

const means = '`autostop` lets Azure stop the nodes at a time of day, whatever runs on them then.';

/**
 * `rank0 autostop [NAME] HH:MM|in 3h|at 5$|off [--time-zone ZONE]`: says what it comes to, asks once, sets it. Without a time it says what
 * is set. Returns the exit code.
 */
export async function autostop(around: Surroundings): Promise<number> {
  const { words, home, signal } = around;
  const named = knownClusters(home).some(({ name }) => name === words.names[0]);
  const [name, text] = !named && startsTime(words.names[0] ?? '') ? [undefined, words.names] : [words.names[0], words.names.slice(1)];
  const when = text.length === 0 ? undefined : parseWhen(text.join(' '), parseDuration);
  const zone = zoneOf(words.flags.timeZone);
  const cluster = chooseCluster(home, name, words.choices.cloud);
  if (when && when.is !== 'off' && !words.flags.yes && !canAsk(around)) {
    throw usageError('not-answered', '--yes is needed: there is no terminal to ask on', means, [
      { label: 'Set it without asking', command: `rank0 autostop ${cluster.name} ${text.join(' ')} --yes` },
    ]);
  }
  return withWalk(around, cluster, async (walk) => {
    if (!when) return shown(around, walk, await walk.autostop.seen(signal));
    const plan = await walk.autostop.look(when, zone, signal);
    const code = await carriedOut(around, walk, plan, `rank0 autostop ${cluster.name} ${text.join(' ')}`);
    return code ?? finished(around, walk, plan);
  });
}

/** A first word that is a time is no name: NAME may be left out while there is one cluster. */
const startsTime = (word: string): boolean => /^(off|in|at|\d{1,2}[:.]\d\d|\d{4}-\d\d-\d\d.*)$/i.test(word);

/** @throws ProblemError `time-zone-unknown`, exit code 2. */
function zoneOf(name: string | undefined): Zone {
  if (name === undefined) return zoneHere();
  const zone = zoneNamed(name);
  if (zone) return zone;
  throw unknownZone(name);
}

function unknownZone(name: string): ProblemError {
  const like = zonesLike(name);
  return usageError(
    'time-zone-unknown',
    `${name}: no time zone that Azure keeps schedules by`,
    'Allowed: names such as Europe/Berlin or America/Los_Angeles, Windows ids such as "W. Europe Standard Time", and UTC.',
    [...(like.length > 0 ? [{ label: `Perhaps: ${like.join(', ')}` }] : []), { label: 'Leave --time-zone out: the clocks of this machine count' }],
  );
}

/** Null where it came out well. */
async function carriedOut(around: Surroundings, walk: Walk, plan: AutostopPlan, line: string): Promise<number | null> {
  const { output, signal } = around;
  const { name } = walk.choices;
  const now = walk.world.clock.now();
  if (plan.nothingToDo && (plan.wanted !== undefined || plan.set === undefined)) {
    await walk.autostop.seen(signal);
    output.say(
      plan.wanted ? `${name} is set to stop at ${autostopWords(plan.wanted, now)} already. Nothing to do.` : `${name} has no auto-shutdown. Nothing to do.`,
    );
    return null;
  }
  output.say(autostopText(name, plan, now, walk.world.simulated));
  if (plan.wanted && !(await agreesTo(around, 'Set it?', means))) {
    output.say('Nothing was changed.');
    return 0;
  }
  const outcome = await walk.autostop.carryOut(plan, signal);
  return notDone(outcome, name, output, line);
}

function finished(around: Surroundings, walk: Walk, { wanted, perHourStopped, stillCosts }: AutostopPlan): number {
  const { output } = around;
  output.object({
    ...answer(walk, walk.session.autostop),
    ...(wanted
      ? { stillCostsPerHour: perHourStopped, stillCosts: stillCosts.map(({ what, count, deallocated }) => ({ what, count, perHour: deallocated })) }
      : {}),
  });
  const set = walk.session.autostop;
  if (!output.json)
    output.say(set ? `Set: ${walk.choices.name} stops at ${autostopWords(set, walk.world.clock.now())}.` : `${walk.choices.name} runs on until you stop it.`);
  return 0;
}

function shown({ output }: Surroundings, walk: Walk, set: Autostop | undefined): number {
  const { choices, world } = walk;
  output.object(answer(walk, set));
  const without =
    choices.network === 'infiniband' ? 'is a scale set, and Azure has no auto-shutdown for one' : 'has no auto-shutdown: it runs and costs until you stop it';
  output.say(set ? `${choices.name} stops at ${autostopWords(set, world.clock.now())}.` : `${choices.name} ${without}.`);
  return 0;
}

const answer = ({ choices, world }: Walk, set: Autostop | undefined): object => ({
  result: 'autostop',
  cluster: choices.name,
  cloud: choices.cloud,
  simulated: world.simulated,
  autostop: set ? { at: withColon(set.at), timeZone: set.place, windowsTimeZone: set.zone, first: set.first, daily: true, nodes: set.nodes } : null,
});
