import type { OpenCloud, WizardWalk } from '../../src/cli/wizard/services.ts';
import type { AdoptableView } from '../../src/screens/model/adopt.ts';
import { type Finding, type FindingKind, findingKinds, type StandingCluster } from '../../src/stages/adopt-finding.ts';
import { findingsOf } from '../../src/stages/adopt-findings.ts';
import { adoptedChoices } from '../../src/stages/adopt.ts';
import type { Choices } from '../../src/state/choices.ts';
import { ProblemError } from '../../src/state/problem.ts';
import type { Problem } from '../../src/state/problem.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { nodeEvent } from './fake-records.ts';
import type { FakeWorld } from './fake-world.ts';

export interface AdoptOptions {
  /** Nothing looks like a cluster. */
  readonly nothingToAdopt?: boolean;
  /** Why the group that is typed cannot be adopted, once. */
  readonly adoptProblem?: Problem;
  /** What is wrong, of all that can be. */
  readonly wrong?: readonly FindingKind[];
}

const resource = (type: string, name: string) => ({ id: `/${name}`, type, name, group: 'glocktestrg', tags: {} });

/** The cluster of the old how-to, with all that can be wrong with it. */
export const standingFake: StandingCluster = {
  ...{ name: 'glocluster', resourceGroup: 'glocktestrg', location: 'eastus', network: 'ethernet', size: 'Standard_D2s_v5' },
  ...{ image: 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest', user: 'glock', count: 4, placementGroup: '', source: '*' },
  nodes: Array.from({ length: 4 }, (_, index) => ({
    name: `glocluster${index}`,
    machineId: `/glocluster${index}`,
    power: 'running' as const,
    privateAddress: `10.0.0.${index + 4}`,
    publicAddress: `203.0.113.${index + 4}`,
  })),
  slowCards: ['glocluster1'],
  outliving: ['glocluster0', 'glocluster1', 'glocluster2', 'glocluster3'],
  basic: [{ name: 'gloclusterPublicIP0', node: 'glocluster0' }],
  passwords: ['glocluster0', 'glocluster1', 'glocluster2', 'glocluster3'],
  leftovers: [
    {
      resource: resource('Microsoft.Compute/disks', 'glocluster4_OsDisk_1_0123456789abcdef'),
      kind: 'disk',
      ofCluster: true,
      perHour: 5.3 / 730,
      size: '30 GiB',
    },
    { resource: resource('Microsoft.Network/publicIPAddresses', 'old-address'), kind: 'address', ofCluster: false, perHour: 0.005 },
  ],
  resources: [resource('Microsoft.Network/virtualNetworks', 'gloclusterVNET')],
  others: [resource('Microsoft.Storage/storageAccounts', 'glockteststorage')],
};

/** What could be adopted in the fake cloud. */
export function fakeAdoptable(world: FakeWorld, open: (choices: Choices) => WizardWalk): Pick<OpenCloud, 'adoptable' | 'standing' | 'beginAdoption'> {
  const { calls, options } = world;
  return {
    adoptable: async ([subscription], signal) => {
      calls.push('adoptable');
      await world.held('adoptable', signal);
      if (!subscription || options.nothingToAdopt) return [];
      const one = (part: Partial<AdoptableView>): AdoptableView => ({
        ...{ group: 'glocktestrg', name: 'glocluster', network: 'ethernet', size: 'Standard_D2s_v5', location: 'eastus', count: 4, byRank0: false },
        ...{ subscription, ...part },
      });
      return [
        one({}),
        one({
          group: 'lab-rg',
          name: 'lab',
          network: 'infiniband',
          size: 'Standard_HB120rs_v3',
          problem: 'a Flexible scale set: its machines share no InfiniBand',
        }),
      ];
    },
    standing: async (_, group) => {
      calls.push(`standing ${group}`);
      const problem = world.once('adoptProblem');
      if (problem) throw new ProblemError(problem, { exitCode: 3 });
      return standingFake;
    },
    beginAdoption: (standing, { id, tenantId }) => {
      calls.push(`begin adoption ${standing.name}`);
      return open(adoptedChoices(standing, { cloud: 'practice', subscription: id, tenant: tenantId }));
    },
  };
}

/** Taking over and mending, of the fake walk: what was mended is not found again. */
export function fakeAdopting(cluster: FakeCluster): Pick<WizardWalk, 'standing' | 'adopt' | 'findings' | 'unfinishedMending' | 'mendTasks' | 'mend'> {
  const { world, emit } = cluster;
  const { calls, options, step, time } = world;
  const mended = new Set<FindingKind>();
  const all = (): readonly Finding[] =>
    findingsOf(standingFake, { lying: [{ node: 'glocluster0', file: '/home/glock/.ssh/id_rsa' }], ownPublicKeys: [], canAccelerate: true });
  const run = async (ids: readonly string[], signal: AbortSignal): ReturnType<WizardWalk['adopt']> => {
    for (const id of ids) {
      const problem = await cluster.runTask('your-cluster', { id, title: id, commands: [], needs: [] }, signal);
      if (problem) return { result: 'failed', task: id, problem, exitCode: 1, cause: undefined };
    }
    return { result: 'done' };
  };
  return {
    standing: async () => standingFake,
    adopt: async (signal) => {
      calls.push('adopt');
      emit({ type: 'adopted', time: time(), cluster: cluster.choices.name, is: 'begun' });
      for (const [index, name] of cluster.names.entries()) emit(nodeEvent(name, index, time(), cluster.choices.name));
      const outcome = await run(['adopt/tag/gloclusterVNET', ...cluster.names.map((name) => `adopt/login/${name}`)], signal);
      if (outcome.result === 'done') emit({ type: 'adopted', time: time(), cluster: cluster.choices.name, is: 'done' });
      return outcome;
    },
    findings: async (signal) => {
      calls.push('findings');
      await step(signal, 300);
      return all().filter(({ kind }) => !mended.has(kind) && (options.wrong ?? findingKinds).includes(kind));
    },
    unfinishedMending: () => [],
    mendTasks: (kinds) => kinds.map((kind) => ({ id: `mend/${kind}`, title: kind, commands: [`az resource list --tag rank0-cluster=${kind}`], needs: [] })),
    mend: async (kinds, signal) => {
      calls.push(`mend ${kinds.join(' ')}`);
      const outcome = await run(
        kinds.map((kind) => `mend/${kind}`),
        signal,
      );
      if (outcome.result === 'done') for (const kind of kinds) mended.add(kind);
      return outcome;
    },
  };
}
