import { openAzure } from '../../azure/azure.ts';
import { listSubscriptions } from '../../azure/accounts.ts';
import { deleteUnremembered } from '../../stages/deletion.ts';
import { subscriptionOf } from '../../stages/sign-in.ts';
import type { Choices } from '../../state/choices.ts';
import { usageError } from '../../state/problem.ts';
import { chooseCluster, type KnownCluster, knownClusters, putAwayClusters } from '../cluster-choice.ts';
import { openCommandWorld } from '../command-world.ts';
import { downAll } from '../down-all.ts';
import { agreed, carryOutDown, doomed, mustBeAskable, refuseLocked, sayPlan, told } from '../down-one.ts';
import { givenBy } from '../gather.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 down [NAME] [--unlock]`: deletes everything, then proves it. `--all`: every remembered cluster. */
export async function down(around: Surroundings): Promise<number> {
  const { words, home } = around;
  const [name] = words.names;
  if (words.flags.all) {
    if (name !== undefined) {
      throw usageError('name-and-all', `${name} and --all: one of the two`, '--all is every cluster that is remembered here.', [
        { label: 'This one', command: `rank0 down ${name}` },
        { label: 'All of them', command: 'rank0 down --all' },
      ]);
    }
    return downAll(around);
  }
  const remembered = knownClusters(home).some((cluster) => name === undefined || cluster.name === name);
  if (remembered) return downRemembered(around, chooseCluster(home, name, words.choices.cloud));
  return downUnremembered(around, name);
}

async function downRemembered(around: Surroundings, cluster: KnownCluster): Promise<number> {
  const { words, output } = around;
  const saved = cluster.session.choices as Choices;
  mustBeAskable(around, cluster.name);
  const world = await openCommandWorld(around, saved.cloud, givenBy(words).tenant ?? saved.tenant);
  try {
    const one = await doomed(around, cluster, world);
    try {
      if (!(await agreed(around, one))) return 0;
      const { exitCode, summary } = await carryOutDown(around, one);
      output.object(summary);
      return exitCode;
    } finally {
      await one.walk.close();
    }
  } finally {
    await world.close();
  }
}

/** A cluster that nothing here remembers (deleted before, or its folder is lost): Azure's own tags tell what is its. */
async function downUnremembered(around: Surroundings, named: string | undefined): Promise<number> {
  const { home, words, output, signal } = around;
  const given = givenBy(words);
  const before = putAwayClusters(home).find((cluster) => named === undefined || cluster.name === named)?.session.choices;
  const name = named ?? before?.name;
  const cloud = given.cloud ?? before?.cloud;
  // Without a trace of it here only an explicit cloud says where to ask.
  if (name === undefined || cloud === undefined) {
    chooseCluster(home, named, words.choices.cloud);
    return 2;
  }
  mustBeAskable(around, name);
  const world = await openCommandWorld(around, cloud, given.tenant ?? before?.tenant);
  try {
    const subscription = given.subscription ?? before?.subscription ?? subscriptionOf(await listSubscriptions(world, signal), undefined).id;
    const target = { resourceGroup: given.resourceGroup ?? before?.resourceGroup ?? `${name}-rg`, cluster: name };
    const contents = { is: 'not-counted', why: 'nothing here remembers the cluster, so there is no key to its nodes' } as const;
    const deletion = await deleteUnremembered(
      {
        world,
        azure: openAzure(world, subscription),
        target,
        unlock: words.flags.unlock,
        event: output.event,
        agree: (plan) => {
          sayPlan(around, { name, plan, contents }, world.simulated);
          refuseLocked(around, plan);
          return agreed(around, { name, plan });
        },
      },
      signal,
    );
    if (!deletion) return 0;
    const { exitCode, summary } = told(around, { name, resourceGroup: target.resourceGroup, cloud }, deletion, { simulated: world.simulated });
    output.object(summary);
    return exitCode;
  } finally {
    await world.close();
  }
}
