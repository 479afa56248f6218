import type { OpenCloud, WizardWalk } from '../../src/cli/wizard/services.ts';
import type { ClusterView } from '../../src/screens/model/cluster-view.ts';
import { completeChoices } from '../../src/stages/choices.ts';
import type { Choices } from '../../src/state/choices.ts';
import { ProblemError } from '../../src/state/problem.ts';
import { fakeAdoptable } from './fake-adopt.ts';
import { fakeExchanges } from './fake-exchanges.ts';
import { lookFake } from './fake-look.ts';
import { choicesFor, sizes } from './fake-records.ts';
import { plannedOf } from './fake-tasks.ts';
import type { FakeWorld } from './fake-world.ts';

/** @returns a cloud that answers from this process; `open` opens a cluster of it. */
export function fakeCloud(world: FakeWorld, name: string, open: (choices: Choices, cluster?: ClusterView) => WizardWalk): OpenCloud {
  const { options, calls, held } = world;
  return {
    name,
    simulated: name === 'practice',
    now: () => world.now,
    subscriptions: async (signal) => {
      calls.push('subscriptions');
      await held('sign-in', signal);
      const problem = world.once('signInProblem');
      if (problem) throw new ProblemError(problem, { exitCode: 4 });
      return Array.from({ length: options.subscriptions ?? 1 }, (_, index) => ({
        id: `00000000-0000-4000-8000-00000000000${index}`,
        name: index === 0 ? (options.subscriptionName ?? 'Practice subscription') : `Subscription ${index}`,
        tenantId: '10000000-0000-4000-8000-000000000000',
        state: 'Enabled',
      }));
    },
    locations: async () => [
      { name: 'eastus', displayName: 'East US' },
      { name: 'westeurope', displayName: 'West Europe' },
      { name: 'westus3', displayName: 'West US 3' },
    ],
    sizes: async (_, location) => {
      calls.push(`sizes ${location}`);
      return sizes;
    },
    wait: async (milliseconds, signal) => {
      calls.push(`wait ${milliseconds}`);
      if (options.hold === 'wait') await held('wait', signal);
      world.now += milliseconds;
    },
    register: async (_, namespaces) => void calls.push(`register ${namespaces.join(' ')}`),
    callerAddress: async () => (options.caller === null ? undefined : (options.caller ?? '198.51.100.24')),
    hourly: async (size) => (size.includes('HB') ? 3.6 : 0.096),
    choices: (given, subscription, caller) =>
      completeChoices(
        { ...given, cloud: name },
        {
          localUser: 'ada',
          publicKeys: [],
          ...(caller === undefined ? {} : { callerSource: `${caller}/32` }),
          subscription: subscription.id,
          tenant: subscription.tenantId,
        },
      ),
    planTasks: () => plannedOf('plan', 'glocluster', 4),
    begin: (choices) => open(choices),
    ...fakeAdoptable(world, open),
    resume: (cluster) => {
      calls.push(`resume ${cluster.name}`);
      return open(choicesFor(cluster), cluster);
    },
    lookLine: (command) => command,
    look: (request) => lookFake(request),
    exchanges: options.exchanges ?? fakeExchanges,
    drill: () => world.drill,
    ...(options.takesQuotaRequests
      ? {
          askForQuota: ({ location, size, count }) => {
            calls.push(`quota ${count} ${size} ${location}`);
            return { limits: [{ name: 'standardDSv5Family', limit: 2 * count }], seconds: 1200 };
          },
        }
      : {}),
    passTime: (milliseconds) => {
      world.now += milliseconds;
    },
    drillMended: (stages) => {
      if (!world.drill || !stages.includes(world.drill.name === 'stopped-from-inside' ? 'your-cluster' : 'nodes')) return undefined;
      const over = { ...world.drill, solved: { cause: 'It was {cluster}1.', cure: 'Do so.', keys: 'The key r.', earlier: 'Look.' } };
      world.drill = undefined;
      return over;
    },
    close: async () => void calls.push('close cloud'),
  };
}
