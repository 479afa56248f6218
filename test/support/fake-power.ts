import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import { costsByState, partCosts } from '../../src/azure/price-parts.ts';
import type { PowerPlan } from '../../src/stages/power-walk.ts';
import { powerDifference } from '../../src/state/money.ts';
import type { PowerState } from '../../src/state/power.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { price } from './fake-records.ts';

/** Stopping and starting, of the fake walk; the third node is at work, the last one may have been shut down from inside. */
export function fakePower(cluster: FakeCluster): Pick<WizardWalk, 'power' | 'setPower'> {
  const { world, emit } = cluster;
  const { calls, options, step, time } = world;
  let plan: PowerPlan | undefined;
  const powerOf = (name: string): PowerState => options.odd?.[name]?.power ?? cluster.session.powers?.[name]?.power ?? 'running';
  return {
    power: async (way, signal) => {
      calls.push(`power ${way}`);
      await step(signal, 300);
      const nodes = cluster.names.map((name) => ({ name, power: powerOf(name) }));
      const changing = nodes.filter(({ power }) => power !== (way === 'stop' ? 'deallocated' : 'running')).map(({ name }) => name);
      plan = {
        ...{ way, nodes, changing },
        billedOff: nodes.filter(({ power }) => power === 'stopped').map(({ name }) => name),
        busy: way === 'stop' && changing.length > 2 ? [{ node: nodes[2]?.name ?? '', load: 1.97, programs: ['program'] }] : [],
        nothingToDo: changing.length === 0,
        costs: partCosts(price),
        perHour: costsByState(price),
      };
      return plan;
    },
    setPower: async (signal) => {
      const { way = 'stop', changing = [] } = plan ?? {};
      calls.push(`set power ${way}`);
      const power = way === 'stop' ? ('deallocated' as const) : ('running' as const);
      for (const name of changing) {
        const problem = await cluster.runTask('your-cluster', { id: `${way}/${name}`, title: `${way} ${name}`, commands: [], needs: [] }, signal);
        if (problem) return { result: 'failed', task: `${way}/${name}`, problem, exitCode: 1, cause: undefined };
        const difference = powerDifference(cluster.session, { nodes: { [name]: power } });
        if (difference) emit({ type: 'power', time: time(), cluster: cluster.choices.name, ...difference });
      }
      return { result: 'done' };
    },
  };
}
