import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KillPoint, type KillReport, leftOver, worldOf, writesIn } from './kills.ts';
import { childEnvironment, type Ran, rank0, startRank0, temporaryHome } from './rank0.ts';

/** Enough of it for every cluster that is killed and resumed. */
export const quota = { RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200,standardDSv5Family=200' };

/** What a run told of its tasks. */
export const eventsIn = ({ lines }: Ran) => lines.filter((line) => 'task' in line && 'state' in line);

/** Lines of rank0, whole (with `--yes --json` where the command has them), one after the other. */
export type Lines = readonly (readonly string[])[];

/** The line that builds a cluster of the practice cloud. */
export const upLine = (network: 'ethernet' | 'infiniband', count: number, ...more: readonly string[]): readonly string[] => [
  ...['up', '--cloud', 'practice', '--network', network, '--count', String(count), '--admin-username', 'glock', '--yes', '--json'],
  ...more,
];

/** What lines led to, none of them killed: a home only to be copied, and what the last line came to. */
export interface Standing {
  readonly home: string;
  readonly ran: Ran;
  /** Events of the last line. */
  readonly most: number;
  /** With which of them it began to write: killed before, it has left no trace. */
  readonly began: number;
  /** Tasks of the last line that wrote something, in their order. */
  readonly writing: readonly string[];
  /** How often each resource had been written after it. */
  readonly writes: ReadonlyMap<string, number>;
}

const building = new Map<string, Promise<Standing>>();
let ownFolder: string | undefined;

/** For all files of a lane (grounds.ts), or else for this process. */
function folderOfGrounds(): string {
  const shared = process.env['RANK0_GROUNDS'];
  if (shared !== undefined) {
    mkdirSync(shared, { recursive: true });
    return shared;
  }
  if (ownFolder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'rank0-grounds-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    ownFolder = made;
  }
  return ownFolder;
}

/** Runs these lines, each on a copy of what the lines before led to: once, however many ask for it. @throws where one of them fails */
export function standing(lines: Lines): Promise<Standing> {
  const name = createHash('sha256').update(JSON.stringify(lines)).digest('hex').slice(0, 16);
  const known = building.get(name);
  if (known !== undefined) return known;
  const begun = build(lines, join(folderOfGrounds(), name));
  building.set(name, begun);
  return begun;
}

async function build(lines: Lines, place: string): Promise<Standing> {
  if (!existsSync(place)) {
    const aside = mkdtempSync(`${place}.`);
    const home = join(aside, 'home');
    const words = lines.at(-1) ?? [];
    if (lines.length > 1) cpSync((await standing(lines.slice(0, -1))).home, home, { recursive: true });
    const ran = await rank0(words, childEnvironment(home, quota));
    if (ran.exitCode !== 0) {
      rmSync(aside, { recursive: true, force: true });
      throw new Error(`${words.join(' ')} ended with ${ran.exitCode}: ${JSON.stringify(ran.lines.at(-1))} ${ran.stderr.slice(-1500)}`);
    }
    writeFileSync(join(aside, 'ran.json'), JSON.stringify(ran));
    // Another file of the lane may have been faster.
    if (existsSync(place)) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, place);
  }
  const home = join(place, 'home');
  const ran = JSON.parse(readFileSync(join(place, 'ran.json'), 'utf8')) as Ran;
  const events = eventsIn(ran);
  const writing = new Set(events.flatMap((line) => (line['state'] === 'making' ? [String(line['task'])] : [])));
  return {
    home,
    ran,
    most: events.length,
    began: 1 + events.findIndex((line) => line['state'] === 'making'),
    writing: [...writing],
    writes: writesIn(worldOf(home)),
  };
}

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
export async function startAndKill(words: readonly string[], env: Record<string, string>, at: KillPoint): Promise<boolean> {
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

/** Deletes everything, and says what did not go well and what is left; `stays` is somebody's group, which is not rank0's to delete. */
export async function downFaults(home: string, env: Record<string, string>, stays?: string): Promise<string[]> {
  const down = await rank0(['down', '--yes', '--json'], env);
  const well = down.exitCode === 0 && JSON.stringify(down.lines.at(-1)?.['left']) === '[]';
  const left = (await leftOver(home)).filter((id) => stays === undefined || !id.endsWith(`/${stays}`)).map((name) => `left over: ${name}`);
  return [...(well ? [] : [`down ended with ${down.exitCode}: ${down.stderr.slice(-600)}`]), ...left];
}

/** What is done to a cluster that stands, and what is the same about it whether it was killed or not. */
export interface Operation {
  /** For eyes. */
  readonly name: string;
  /** Lines that lead to where it begins. */
  readonly before: Lines;
  /** The line that is killed, and run again. */
  readonly words: readonly string[];
  /** The line that has to finish it, where that is another. */
  readonly by?: readonly string[];
  /** The group that is there afterwards, where rank0 did not make it. */
  readonly stays?: string;
  /** What is not as it should be after the line that finished it, given what it came to without a kill. */
  look(again: Ran, whole: Standing, env: Record<string, string>): readonly string[] | Promise<readonly string[]>;
}

/** Kills it at a point, runs it again, runs it once more (which has nothing left to do), deletes everything, and looks at every step. */
export async function killStanding({ before, words, by = words, stays, look }: Operation, at: KillPoint): Promise<KillReport> {
  const [ground, whole] = await Promise.all([standing(before), standing([...before, words])]);
  return copied(ground.home, async (home) => {
    const env = childEnvironment(home, quota);
    const faults: string[] = [];
    const killed = await startAndKill(words, env, at);
    const again = await rank0(by, env);
    if (again.exitCode === 0) faults.push(...(await look(again, whole, env)));
    else faults.push(`resume ended with ${again.exitCode}: ${JSON.stringify(again.lines.at(-1))} ${again.stderr.slice(-600)}`);
    const settled = await rank0(words, env);
    if (settled.exitCode !== 0 || eventsIn(settled).length > 0) faults.push(`once more ended with ${settled.exitCode} and ${eventsIn(settled).length} events`);
    faults.push(...writtenAgain(home, whole.writes));
    faults.push(...(await downFaults(home, env, stays)));
    return { at, killed, faults };
  });
}
