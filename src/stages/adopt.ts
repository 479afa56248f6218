import { randomUUID } from 'node:crypto';
import type { StandingCluster } from '../azure/standing-cluster.ts';
import { standingPrice } from '../azure/standing-price.ts';
import { adoptTagTasks } from '../azure/tasks/adopt-tags.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { OwnKey } from '../remote/own-keys.ts';
import { adoptLoginTask } from '../remote/tasks/adopt-login.ts';
import type { Choices } from '../state/choices.ts';
import { ProblemError } from '../state/problem.ts';
import { type Mender, type MendParts, openMender } from './adopt-mend.ts';
import { noWayIn, notRunning } from './adopt-problems.ts';
import { allows, authorizeThroughAzure, hostKeyTask, openToMeTask } from './adopt-tasks.ts';
import { laptopTask } from './log-in.ts';
import { ownerOf } from './stage.ts';

/** What a person brings to a cluster that they made by hand. */
export interface AdoptWith {
  readonly standing: StandingCluster;
  readonly ownKeys: readonly OwnKey[];
}

/** Taking over a cluster that was made by hand or by another rank0. */
export interface Adopter extends Mender {
  /** Tags it, gets rank0's own key onto its nodes, and writes down what it is. Cut off anywhere, the same again goes on. */
  carryOut(how: AdoptWith, signal: AbortSignal): Promise<RunOutcome>;
}

/** The choices that a standing cluster comes to: as if it had been built with them. */
export function adoptedChoices(standing: StandingCluster, world: Pick<Choices, 'cloud' | 'subscription' | 'tenant'>): Choices {
  const { name, resourceGroup, location, network, size, count, image, user, source, placementGroup } = standing;
  return {
    ...{ name, resourceGroup, location, network, size, count, image, placementGroup },
    ...{ adminUsername: user, publicKeys: [], sshSource: source ?? '*', allowWideSource: true, packageUpgrade: false },
    ...{ useExistingGroup: true, benchmark: false, sharedFiles: 'none', rootWrites: false, natGateway: false },
    prune: standing.nodes.length > 1 && standing.nodes.slice(1).every(({ publicAddress }) => publicAddress === undefined),
    ...world,
  };
}

/** @throws ProblemError where nodes are off, or the head has no address: nothing is begun then. */
export function checkAdoptable(standing: StandingCluster): void {
  const stopped = standing.nodes.filter(({ power }) => power !== 'running').map(({ name }) => name);
  if (stopped.length > 0) throw new ProblemError(notRunning(standing, stopped));
  if (!standing.nodes[0]?.publicAddress) throw new ProblemError(noWayIn(standing));
}

type Parts = MendParts & { loginKey(): { readonly publicKey: string } };

/** Makes the adopter of a walk. */
export function openAdopter({ context, session, emit, time, begin, runPlan, loginKey, power }: Parts): Adopter {
  const cluster = (): string => context().choices.name;
  return {
    carryOut: async ({ standing, ownKeys }, signal) => {
      const { world } = context();
      checkAdoptable(standing);
      emit({ type: 'adopted', time: time(), cluster: cluster(), is: 'begun', ...(standing.madeAt === undefined ? {} : { madeAt: standing.madeAt }) });
      if (session().clusterId === undefined) emit({ type: 'tagged', time: time(), cluster: cluster(), clusterId: standing.clusterId ?? randomUUID() });
      for (const [index, { name, machineId, privateAddress, publicAddress }] of standing.nodes.entries()) {
        const hostKeys = [...(context().known(name)?.hostKeys ?? [])];
        const node = { name, role: index === 0 ? ('head' as const) : ('node' as const), machineId, privateAddress, hostKeys };
        emit({ type: 'node', time: time(), cluster: cluster(), node: { ...node, ...(publicAddress === undefined ? {} : { publicAddress }) } });
      }
      const at = context();
      const names = standing.nodes.map(({ name }) => name);
      const caller = await world.callerAddress(signal);
      const owner = ownerOf(at);
      const tags = adoptTagTasks(at.azure, owner, standing.resources);
      const closed = caller !== undefined && standing.source !== undefined && !allows(standing.source, caller);
      const needs = tags.map(({ id }) => id);
      const opening = closed || standing.source === undefined ? [openToMeTask(at.azure, at.choices, needs, `${caller}/32`)] : [];
      const outcome = await runPlan(
        [
          ...tags,
          ...opening,
          ...names.map((name) => hostKeyTask(at, name, needs)),
          ...names.map((name) =>
            adoptLoginTask(at.access, name, {
              needs: [...opening.map(({ id }) => id), ...names.map((one) => `adopt/host-key/${one}`)],
              publicKey: loginKey().publicKey,
              ownKeys,
              connect: { dial: world.dial, clock: world.clock },
              throughAzure: (node, publicKey, run) => authorizeThroughAzure(at, node, publicKey, run),
            }),
          ),
          laptopTask(at, { id: 'adopt/laptop-ssh', stage: 'your-cluster', needs: names.map((name) => `adopt/login/${name}`) }),
        ],
        signal,
      );
      if (outcome.result !== 'done') return outcome;
      if (opening.length > 0) begin({ ...at.choices, sshSource: `${caller}/32`, allowWideSource: false });
      const addresses = standing.nodes.filter(({ publicAddress }) => publicAddress !== undefined).length;
      emit({ type: 'priced', time: time(), cluster: cluster(), price: await standingPrice(at.azure, { ...at.choices, addresses }, signal) });
      emit({ type: 'adopted', time: time(), cluster: cluster(), is: 'done' });
      return outcome;
    },
    ...openMender({ context, session, emit, time, begin, runPlan, power }),
  };
}
