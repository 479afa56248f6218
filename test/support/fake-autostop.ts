import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import { costsByState, partCosts } from '../../src/azure/price-parts.ts';
import type { AutostopPlan } from '../../src/stages/autostop-walk.ts';
import { parseWhen, stopAt } from '../../src/stages/autostop-when.ts';
import { parseDuration } from '../../src/cli/duration.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { price } from './fake-records.ts';

/** The hard stop of the fake walk, by the clocks of UTC. */
export function fakeAutostop(cluster: FakeCluster): Pick<WizardWalk, 'autostop' | 'setAutostop'> {
  const { world, emit } = cluster;
  const { calls, step, time } = world;
  let plan: AutostopPlan | undefined;
  return {
    autostop: async (words, signal) => {
      calls.push(`autostop ${words}`);
      await step(signal, 300);
      const when = parseWhen(words, parseDuration);
      const zone = { place: 'Etc/UTC', windows: 'UTC' };
      const now = Date.parse(time());
      const { running, deallocated } = costsByState(price);
      const stop = when.is === 'off' ? undefined : stopAt(when, { now, zone, name: cluster.choices.name, spent: 0.1, perHour: running, runs: true });
      const set = cluster.session.autostop;
      plan = {
        set,
        wanted: stop && { at: stop.at, zone: zone.windows, place: zone.place, first: new Date(stop.first).toISOString(), nodes: [...cluster.names] },
        nothingToDo: stop ? set?.at === stop.at : set === undefined,
        off: [],
        perHour: running,
        perHourStopped: deallocated,
        stillCosts: partCosts(price).filter(({ kind }) => kind !== 'machine'),
        ...(stop ? { spentThen: 0.1 + (running * (stop.first - now)) / 3_600_000 } : {}),
      };
      return plan;
    },
    setAutostop: async (signal) => {
      calls.push('set autostop');
      for (const name of cluster.names) {
        const problem = await cluster.runTask('your-cluster', { id: `autostop/${name}`, title: `${name} stops`, commands: [], needs: [] }, signal);
        if (problem) return { result: 'failed', task: `autostop/${name}`, problem, exitCode: 1, cause: undefined };
      }
      emit({ type: 'autostop', time: time(), cluster: cluster.choices.name, autostop: plan?.wanted ?? null });
      return { result: 'done' };
    },
  };
}
