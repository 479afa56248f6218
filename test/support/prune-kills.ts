import { type KillPoint, type KillReport, worldOf, writesIn } from './kills.ts';
import { childEnvironment, type Ran, rank0, temporaryHome } from './rank0.ts';
import { copied, downFaults, eventsIn, quota, startAndKill, writtenAgain } from './standing-kills.ts';

/** A cluster that stands, and what is done to its public addresses. */
export interface PruneCase {
  readonly network: 'ethernet' | 'infiniband';
  /** `rank0` lines that lead to where it begins, after `up`. */
  readonly before: readonly (readonly string[])[];
  readonly words: readonly string[];
}

/** A cluster where it begins, to be copied for each kill; and what it came to without a kill. */
export interface PruneGround {
  readonly one: PruneCase;
  readonly home: string;
  readonly most: number;
  readonly writing: readonly string[];
  /** Nodes with a public address after it: the same after a kill. */
  readonly open: readonly string[];
  /** How often each resource had been written after it. */
  readonly writes: ReadonlyMap<string, number>;
  dispose(): void;
}

const wordsOf = ({ words }: PruneCase): string[] => [...words, '--yes', '--json'];
const openIn = ({ lines }: Ran): string[] =>
  ((lines.at(-1)?.['nodes'] ?? []) as { name: string; publicAddress?: string | null }[])
    .flatMap(({ name, publicAddress }) => (publicAddress ? [name] : []))
    .sort();

/** Builds the cluster, and does it to a copy once without a kill. */
export async function pruneGround(one: PruneCase): Promise<PruneGround> {
  const { home, dispose } = temporaryHome();
  const env = childEnvironment(home, quota);
  for (const words of [['up', '--cloud', 'practice', '--network', one.network, '--count', '3', '--admin-username', 'glock'], ...one.before]) {
    const ran = await rank0([...words, '--yes', '--json'], env);
    if (ran.exitCode === 0) continue;
    dispose();
    throw new Error(`${words[0]} ended with ${ran.exitCode}: ${ran.stderr.slice(-1500)}`);
  }
  const { whole, writes } = await copied(home, async (copy) => ({
    whole: await rank0(wordsOf(one), childEnvironment(copy, quota)),
    writes: writesIn(worldOf(copy)),
  }));
  if (whole.exitCode !== 0) {
    dispose();
    throw new Error(`without a kill it ended with ${whole.exitCode}: ${whole.stderr.slice(-1500)}`);
  }
  const writing = new Set(eventsIn(whole).flatMap((line) => (line['state'] === 'making' ? [String(line['task'])] : [])));
  return { one, home, most: eventsIn(whole).length, writing: [...writing], open: openIn(whole), writes, dispose };
}

/** Kills it at a point, runs it again, runs it once more, deletes everything, and looks at every step. */
export function killPruning({ home: ground, one, open, writes }: PruneGround, at: KillPoint): Promise<KillReport> {
  return copied(ground, async (home) => {
    const env = childEnvironment(home, quota);
    const faults: string[] = [];
    const killed = await startAndKill(wordsOf(one), env, at);
    const again = await rank0(wordsOf(one), env);
    const last = again.lines.at(-1);
    if (again.exitCode !== 0) faults.push(`resume ended with ${again.exitCode}: ${JSON.stringify(last)} ${again.stderr.slice(-600)}`);
    else if (openIn(again).join() !== open.join()) faults.push(`resume ended with ${openIn(again).join()} open and not ${open.join()}`);
    const settled = await rank0(wordsOf(one), env);
    if (settled.exitCode !== 0 || eventsIn(settled).length > 0) faults.push(`once more ended with ${settled.exitCode} and ${eventsIn(settled).length} events`);
    faults.push(...writtenAgain(home, writes));
    const all = await rank0(['run', '--json', '--', 'uname -n'], env);
    if (all.exitCode !== 0 || all.lines.length < 3) faults.push(`run on all ended with ${all.exitCode}: ${all.stderr.slice(-400)}`);
    faults.push(...(await downFaults(home, env)));
    return { at, killed, faults };
  });
}
