import { openAzure } from '../../azure/azure.ts';
import { listSubscriptions } from '../../azure/accounts.ts';
import type { DownPlan } from '../../azure/down.ts';
import type { ResourceRef } from '../../azure/live.ts';
import { deleteUnremembered } from '../../stages/deletion.ts';
import { openWalk } from '../../stages/walk.ts';
import { subscriptionOf } from '../../stages/sign-in.ts';
import type { Choices } from '../../state/choices.ts';
import { usageError } from '../../state/problem.ts';
import { ask, canAsk } from '../ask.ts';
import { chooseCluster, type KnownCluster, knownClusters, putAwayClusters } from '../cluster-choice.ts';
import { openCommandWorld } from '../command-world.ts';
import { notDone } from '../finish.ts';
import { givenBy } from '../gather.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 down [NAME]`: deletes everything, then proves it. `--all`: every remembered cluster, one after the other. */
export async function down(around: Surroundings): Promise<number> {
  const { words, home } = around;
  if (words.flags.all) {
    let worst = 0;
    for (const cluster of knownClusters(home)) worst = Math.max(worst, await downRemembered(around, cluster));
    return worst;
  }
  const [name] = words.names;
  const remembered = knownClusters(home).some((cluster) => name === undefined || cluster.name === name);
  if (remembered) return downRemembered(around, chooseCluster(home, name, words.choices.cloud));
  return downUnremembered(around, name);
}

async function downRemembered(around: Surroundings, cluster: KnownCluster): Promise<number> {
  const { home, words, output, signal } = around;
  const saved = cluster.session.choices as Choices;
  const given = givenBy(words);
  mustBeAskable(around, cluster.name);
  const world = await openCommandWorld(around, saved.cloud, given.tenant ?? saved.tenant);
  try {
    const walk = openWalk({ home, world, choices: { ...saved, subscription: given.subscription ?? saved.subscription }, command: 'rank0 down' });
    try {
      walk.subscribe(output.event);
      const plan = await walk.downPlan(signal);
      if (!(await agreed(around, cluster.name, plan, world.simulated))) return 0;
      const { outcome, left } = await walk.down(plan, signal);
      const bad = notDone(outcome, cluster.name, output);
      return bad ?? proved(around, cluster.name, left, world.clock.now(), world.simulated);
    } finally {
      await walk.close();
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
    const deletion = await deleteUnremembered(
      { world, azure: openAzure(world, subscription), target, event: output.event, agree: (plan) => agreed(around, name, plan, world.simulated) },
      signal,
    );
    if (!deletion) return 0;
    const bad = notDone(deletion.outcome, name, output);
    return bad ?? proved(around, name, deletion.left, world.clock.now(), world.simulated);
  } finally {
    await world.close();
  }
}

function mustBeAskable(around: Surroundings, name: string): void {
  if (around.words.flags.yes || canAsk(around)) return;
  throw usageError('not-answered', '--yes is needed: there is no terminal to ask on', '`down` deletes machines and their disks, so it asks for the name.', [
    { label: 'Delete without asking', command: `rank0 down ${name} --yes` },
  ]);
}

async function agreed(around: Surroundings, name: string, plan: DownPlan, simulated: boolean): Promise<boolean> {
  const { output, words } = around;
  const lines = plan.resources.map((one) => `  ${one.type.split('/').at(-1)} ${one.name}`).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (lines.length > 0) output.say(`${simulated ? 'Simulated. ' : ''}This will be deleted, with everything on its disks:\n${lines.join('\n')}`);
  if (plan.foreign.length > 0) {
    output.say(`Left alone, because they are not of this cluster: ${plan.foreign.map((one) => one.name).join(', ')}`);
  }
  if (words.flags.yes || lines.length === 0) return true;
  const answer = await ask(around, `Type ${name} to delete it: `, { flag: '--yes', means: '`down` deletes machines and their disks.' });
  if (answer === name) return true;
  output.say('Nothing was deleted.');
  return false;
}

function proved({ output }: Surroundings, name: string, left: readonly ResourceRef[], now: number, simulated: boolean): number {
  output.object({ result: left.length === 0 ? 'deleted' : 'failed', cluster: name, left, askedAt: new Date(now).toISOString(), simulated });
  if (left.length === 0) {
    output.say(`${simulated ? 'Simulated: ' : ''}Azure was asked again at ${new Date(now).toISOString()}: 0 resources of ${name} are left, 0.00 $ an hour.`);
    return 0;
  }
  output.say(`Azure still lists ${left.length} of ${name}:\n${left.map((one) => `  ${one.id}`).join('\n')}\nRun the same command again.`);
  return 1;
}
