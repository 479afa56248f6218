import type { PowerPlan, PowerWay } from '../../stages/power-walk.ts';
import type { Walk } from '../../stages/walk.ts';
import { perHourNow } from '../../state/money.ts';
import { usageError } from '../../state/problem.ts';
import { dollars } from '../../state/words.ts';
import { agreesTo, canAsk } from '../ask.ts';
import { chooseCluster } from '../cluster-choice.ts';
import { withWalk } from '../command-walk.ts';
import { sayMended } from '../drills.ts';
import { endOf, notDone } from '../finish.ts';
import { powerText } from '../power-text.ts';
import type { Surroundings } from '../surroundings.ts';

const means = {
  stop: '`stop` cuts off whatever runs on the nodes.',
  start: '`start` makes the nodes cost again.',
} as const;

/** `rank0 stop [NAME]`: deallocates all nodes. Says what it comes to, asks once, or not at all with --yes. Returns the exit code. */
export const stop = (around: Surroundings): Promise<number> => power(around, 'stop');

/** `rank0 start [NAME] [--hello]`: starts all nodes and checks what may have changed meanwhile. Returns the exit code. */
export const start = (around: Surroundings): Promise<number> => power(around, 'start');

async function power(around: Surroundings, way: PowerWay): Promise<number> {
  const { words, home } = around;
  const cluster = chooseCluster(home, words.names[0], words.choices.cloud);
  if (!words.flags.yes && !canAsk(around)) {
    throw usageError('not-answered', '--yes is needed: there is no terminal to ask on', means[way], [
      {
        label: `${way === 'stop' ? 'Stop' : 'Start'} without asking`,
        command: way === 'stop' ? `rank0 stop ${cluster.name} --yes` : `rank0 start ${cluster.name} --yes`,
      },
    ]);
  }
  return withWalk(around, cluster, (walk) => carriedOut(around, walk, way));
}

async function carriedOut(around: Surroundings, walk: Walk, way: PowerWay): Promise<number> {
  const { output, words, signal } = around;
  const { name } = walk.choices;
  const { hello } = words.flags;
  const plan = await walk.power.look(way, signal);
  if (plan.nothingToDo && !(hello && way === 'start')) {
    output.say(
      way === 'stop'
        ? `${name} is stopped already: all ${plan.nodes.length} nodes are deallocated. Nothing to do.`
        : `${name} runs already, all ${plan.nodes.length} nodes. Nothing to do.`,
    );
    return finished(around, walk, plan, []);
  }
  output.say(powerText(walk.choices, plan, walk.world.simulated));
  if (!(await agreesTo(around, `${way === 'stop' ? 'Stop' : 'Start'} ${name}?`, means[way]))) {
    output.say('Nothing was changed.');
    return 0;
  }
  const before = walk.session.result;
  const outcome = await walk.power.carryOut(plan, signal, { hello });
  const bad = notDone(outcome, name, output, way === 'stop' ? `rank0 stop ${name}` : `rank0 start ${name}${hello ? ' --hello' : ''}`);
  // A stop makes nothing ready that was not; an unfinished cluster stays one, only off.
  const whole = way === 'start' || walk.session.stage === 'your-cluster' || before === 'ready';
  if (bad !== null || whole) walk.end(endOf(outcome));
  if (bad === null) await sayMended(around, walk, ['your-cluster']);
  return bad ?? finished(around, walk, plan, plan.changing);
}

/** The last object, and what eyes read. */
function finished({ output }: Surroundings, { choices, session, world }: Walk, plan: PowerPlan, changed: readonly string[]): number {
  const stopped = plan.way === 'stop';
  const perHour = stopped ? (plan.perHour?.deallocated ?? null) : perHourNow(session);
  output.object({
    result: stopped ? 'stopped' : 'started',
    cluster: choices.name,
    cloud: choices.cloud,
    simulated: world.simulated,
    changed,
    wasBilledOff: plan.billedOff,
    pricePerHour: perHour,
    ...(stopped
      ? {
          stillCosts: plan.costs
            .filter(({ deallocated }) => deallocated > 0)
            .map(({ what, count, deallocated, why }) => ({ what, count, perHour: deallocated, why })),
        }
      : {}),
    nodes: plan.nodes.map(({ name }) => {
      const node = session.nodes.find((one) => one.name === name);
      return {
        name,
        role: node?.role ?? null,
        power: session.powers?.[name]?.power ?? 'unknown',
        privateAddress: node?.privateAddress ?? null,
        publicAddress: node?.publicAddress ?? null,
      };
    }),
  });
  if (changed.length === 0) return 0;
  const simulated = world.simulated ? ' (simulated)' : '';
  output.say(
    stopped
      ? `${choices.name} is stopped${simulated}: ${plan.nodes.length} nodes deallocated. It still costs ${dollars(perHour ?? 0)} an hour.\n  start: rank0 start ${choices.name}    delete: rank0 down ${choices.name}`
      : `${choices.name} runs again${simulated}: ${plan.nodes.length} nodes. It costs ${dollars(perHour ?? 0)} an hour until you stop or delete it.\n  log in: rank0 ssh ${choices.name}    stop: rank0 stop ${choices.name}`,
  );
  return 0;
}
