import { type KillPoint, type KillReport, worldOf, writesIn } from './kills.ts';
import { childEnvironment, type Ran, rank0, temporaryHome } from './rank0.ts';
import { copied, downFaults, eventsIn, quota, startAndKill, writtenAgain } from './standing-kills.ts';

/** A cluster that stands, and what it is scaled to. */
export interface ScaleCase {
  readonly network: 'ethernet' | 'infiniband';
  readonly from: number;
  readonly to: number;
}

/** A built cluster, to be copied for each kill; and what one scaling of it without a kill came to. */
export interface ScaleGround {
  readonly one: ScaleCase;
  readonly home: string;
  readonly most: number;
  readonly writing: readonly string[];
  /** Names of the nodes after it: a scaling that was cut off has to end with the same. */
  readonly names: readonly string[];
  /** How often each resource had been written after it. */
  readonly writes: ReadonlyMap<string, number>;
  dispose(): void;
}

const scale = ({ to }: ScaleCase): string[] => ['scale', String(to), '--yes', '--json'];
const namesIn = ({ lines }: Ran): string[] => ((lines.at(-1)?.['nodes'] ?? []) as { name: string }[]).map(({ name }) => name).sort();

/** Builds the cluster, and scales a copy of it once without a kill. */
export async function scaleGround(one: ScaleCase): Promise<ScaleGround> {
  const { home, dispose } = temporaryHome();
  const env = childEnvironment(home, quota);
  const first = Math.max(2, one.from);
  const built = await rank0(
    ['up', '--cloud', 'practice', '--network', one.network, '--count', String(first), '--yes', '--json', '--admin-username', 'glock'],
    env,
  );
  if (built.exitCode === 0 && first !== one.from) await rank0(['scale', String(one.from), '--yes', '--json'], env);
  const { whole, writes } = await copied(home, async (copy) => ({
    whole: await rank0(scale(one), childEnvironment(copy, quota)),
    writes: writesIn(worldOf(copy)),
  }));
  if (whole.exitCode !== 0) {
    dispose();
    throw new Error(`the scaling without a kill ended with ${whole.exitCode}: ${built.stderr.slice(-1000)} ${whole.stderr.slice(-2000)}`);
  }
  const writing = new Set(eventsIn(whole).flatMap((line) => (line['state'] === 'making' ? [String(line['task'])] : [])));
  return { one, home, most: eventsIn(whole).length, writing: [...writing], names: namesIn(whole), writes, dispose };
}

/** Kills a scaling at a point, runs it again (or `up`, which has to finish it), deletes everything, and looks at every step. */
export function killScaling({ home: ground, one, names, writes }: ScaleGround, at: KillPoint, by: 'scale' | 'up' = 'scale'): Promise<KillReport> {
  return copied(ground, async (home) => {
    const env = childEnvironment(home, quota);
    const faults: string[] = [];
    const killed = await startAndKill(scale(one), env, at);
    const again = await rank0(by === 'up' ? ['up', '--cloud', 'practice', '--yes', '--json'] : scale(one), env);
    const last = again.lines.at(-1);
    if (again.exitCode !== 0 || last?.['result'] !== (by === 'up' ? 'ready' : 'scaled'))
      faults.push(`resume ended with ${again.exitCode}: ${JSON.stringify(last)} ${again.stderr.slice(-600)}`);
    else if (namesIn(again).join() !== names.join()) faults.push(`resume ended with ${namesIn(again).join()} and not ${names.join()}`);
    // A scaling that was whole before it was killed has nothing left to run.
    const hello = again.lines.filter((line) => line['task'] === 'hello/run').at(-1);
    for (let rank = 0; hello && rank < one.to; rank += 1) {
      if (!String(hello['message'] ?? '').includes(`rank ${rank} of ${one.to}`)) faults.push(`no line of rank ${rank}`);
    }
    const settled = await rank0(scale(one), env);
    if (settled.exitCode !== 0 || eventsIn(settled).length > 0) faults.push(`once more ended with ${settled.exitCode} and ${eventsIn(settled).length} events`);
    faults.push(...writtenAgain(home, writes));
    faults.push(...(await downFaults(home, env)));
    return { at, killed, faults };
  });
}
