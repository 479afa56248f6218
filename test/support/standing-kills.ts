import { cpSync } from 'node:fs';
import { type KillPoint, leftOver, worldOf, writesIn } from './kills.ts';
import { type Ran, rank0, startRank0, temporaryHome } from './rank0.ts';

/** Enough of it for every cluster that is killed and resumed. */
export const quota = { RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200,standardDSv5Family=200' };

/** What a run told of its tasks. */
export const eventsIn = ({ lines }: Ran) => lines.filter((line) => 'task' in line && 'state' in line);

/** Does something to a copy of a cluster that stands. */
export async function copied<T>(ground: string, work: (home: string) => Promise<T>): Promise<T> {
  const { home, dispose } = temporaryHome();
  try {
    cpSync(ground, home, { recursive: true });
    return await work(home);
  } finally {
    dispose();
  }
}

/** Starts a line and kills it at a point; whether it came that far. */
export async function startAndKill(words: string[], env: Record<string, string>, at: KillPoint): Promise<boolean> {
  let seen = 0;
  let killed = false;
  const first = startRank0(words, env, (line) => {
    seen += 1;
    if (!killed && (typeof at === 'number' ? seen === at : line.includes(`"task":"${at}","state":"making"`))) killed = first.child.kill('SIGKILL');
  });
  await first.ended;
  return killed;
}

/** What was written more often than without a kill. */
export const writtenAgain = (home: string, writes: ReadonlyMap<string, number>): string[] =>
  [...writesIn(worldOf(home))].flatMap(([target, times]) =>
    times > (writes.get(target) ?? 0) ? [`written ${times} times and not ${writes.get(target) ?? 0}: ${target}`] : [],
  );

/** Deletes everything, and says what did not go well and what is left. */
export async function downFaults(home: string, env: Record<string, string>): Promise<string[]> {
  const down = await rank0(['down', '--yes', '--json'], env);
  const well = down.exitCode === 0 && JSON.stringify(down.lines.at(-1)?.['left']) === '[]';
  const left = (await leftOver(home)).map((name) => `left over: ${name}`);
  return [...(well ? [] : [`down ended with ${down.exitCode}: ${down.stderr.slice(-600)}`]), ...left];
}
