import type { World } from '../engine/world.ts';
import type { Choices } from '../state/choices.ts';
import { exitCodeOf } from '../state/problem.ts';
import { ask } from './ask.ts';
import { type KnownCluster, knownClusters } from './cluster-choice.ts';
import { openCommandWorld } from './command-world.ts';
import { agreed, carryOutDown, type Doomed, doomed, mustBeAskable } from './down-one.ts';
import { thrown } from './finish.ts';
import { givenBy } from './gather.ts';
import type { Surroundings } from './surroundings.ts';

/** What became of one of them. */
interface Ended {
  readonly cluster: string;
  readonly exitCode: number;
  readonly summary: object;
}

/**
 * `rank0 down --all`: all are listed first, with what is in them; then they are agreed to at once or one by one, and deleted at the same
 * time. One that fails, at any point, does not keep the others.
 */
export async function downAll(around: Surroundings): Promise<number> {
  const { home, output, words, signal } = around;
  const all = knownClusters(home).filter(({ session }) => words.choices.cloud === undefined || session.choices?.cloud === words.choices.cloud);
  if (all.length === 0) {
    output.object({ result: 'deleted', clusters: [], left: [] });
    output.say('No cluster is remembered here: nothing to delete.');
    return 0;
  }
  mustBeAskable(around, '--all');
  const worlds = worldsOf(around);
  const open: Doomed[] = [];
  try {
    const ended: Ended[] = [];
    for (const cluster of all) {
      try {
        open.push(await doomed(around, cluster, await worlds.of(cluster)));
      } catch (error) {
        signal.throwIfAborted();
        ended.push(failed(around, cluster.name, error));
      }
    }
    const going = await agreedTo(around, open);
    const results = await Promise.all(going.map((one) => carriedOut(around, one)));
    return finished(around, [...ended, ...results], open.length - going.length);
  } finally {
    for (const { walk } of open) await walk.close();
    await worlds.close();
  }
}

/** One world for all clusters of a cloud and tenant, open as long as any is needed. */
function worldsOf(around: Surroundings): { of(cluster: KnownCluster): Promise<World>; close(): Promise<void> } {
  const worlds = new Map<string, Promise<World>>();
  return {
    of: ({ session }) => {
      const { cloud, tenant } = session.choices as Choices;
      const wanted = givenBy(around.words).tenant ?? tenant;
      const key = `${cloud} ${wanted ?? ''}`;
      const world = worlds.get(key) ?? openCommandWorld(around, cloud, wanted);
      worlds.set(key, world);
      return world;
    },
    close: async () => {
      for (const world of worlds.values())
        await world.then(
          (one) => one.close(),
          // One that could not be opened was told of when it was.
          () => {},
        );
    },
  };
}

async function agreedTo(around: Surroundings, open: readonly Doomed[]): Promise<readonly Doomed[]> {
  if (around.words.flags.yes || open.length === 0) return open;
  if (open.length === 1) return (await agreed(around, open[0] as Doomed)) ? open : [];
  const names = open.map(({ name }) => name).join(', ');
  const answer = await ask(around, `Type all to delete these ${open.length} (${names}), each to be asked for every one: `, {
    flag: '--yes',
    means: '`down` deletes machines and their disks.',
  });
  if (answer === 'all') return open;
  const going: Doomed[] = [];
  if (answer === 'each') {
    for (const one of open) if (await agreed(around, one)) going.push(one);
  }
  if (going.length === 0) around.output.say('Nothing was deleted.');
  return going;
}

async function carriedOut(around: Surroundings, one: Doomed): Promise<Ended> {
  try {
    return { cluster: one.name, ...(await carryOutDown(around, one)) };
  } catch (error) {
    return failed(around, one.name, error);
  }
}

function failed({ output }: Surroundings, cluster: string, error: unknown): Ended {
  let summary: object = {};
  output.say(`${cluster}:`);
  const object = (value: object): void => {
    summary = value;
  };
  thrown(error, cluster, { ...output, object });
  return { cluster, exitCode: exitCodeOf(error), summary };
}

function finished({ output }: Surroundings, ended: readonly Ended[], kept: number): number {
  const worst = Math.max(0, ...ended.map(({ exitCode }) => exitCode));
  const gone = ended.filter(({ exitCode }) => exitCode === 0).map(({ cluster }) => cluster);
  const not = ended.filter(({ exitCode }) => exitCode !== 0).map(({ cluster }) => cluster);
  output.object({
    result: not.length === 0 ? 'deleted' : worst === 130 ? 'interrupted' : 'failed',
    clusters: ended.map(({ summary }) => summary),
    left: ended.flatMap(({ summary }) => (summary as { left?: readonly object[] }).left ?? []),
    kept,
  });
  if (ended.length === 0) return 0;
  const words = [
    gone.length > 0 ? `Deleted, with nothing left: ${gone.join(', ')}.` : '',
    not.length > 0 ? `Not deleted: ${not.join(', ')}. What to do stands above; then: rank0 down --all` : '',
  ];
  output.say(words.filter((one) => one !== '').join('\n'));
  return worst;
}
