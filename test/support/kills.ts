import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPractice, type ReachableMachines } from '../../src/practice/open.ts';
import { childEnvironment, rank0, startRank0, temporaryHome } from './rank0.ts';

/** After the event of that number (from 1), or after the event that says that this task begins to write. */
export type KillPoint = number | string;

/** What one kill came to. `faults` empty = finished after it, nothing made twice, nothing left after `down`. */
export interface KillReport {
  readonly at: KillPoint;
  /** Whether the program was still running when it was killed. */
  readonly killed: boolean;
  readonly faults: readonly string[];
}

const up = ['up', '--cloud', 'practice', '--yes', '--json', '--admin-username', 'glock'];

/** A road to hello: what it is asked for with, and in which surroundings. */
export interface Road {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export const ethernetRoad: Road = { flags: [], env: {} };
/** Of a subscription that may use the sizes with InfiniBand. */
export const infinibandRoad: Road = { flags: ['--network', 'infiniband'], env: { RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200' } };

/** The simulated Azure as it lies on disk: every operation that was ever begun. */
export interface WorldFile {
  readonly operations: Record<string, { readonly kind: string; readonly target: string }>;
}

export const worldOf = (home: string): WorldFile => JSON.parse(readFileSync(join(home, 'practice/world.json'), 'utf8')) as WorldFile;

/** A walk from nothing to hello: how many events it has, and which of its tasks wrote something. */
export async function eventsOfAWalk(
  count: number,
  { flags, env }: Road = ethernetRoad,
): Promise<{ readonly most: number; readonly writing: readonly string[] }> {
  const { home, dispose } = temporaryHome();
  try {
    const walk = await rank0([...up, ...flags, '--count', String(count)], childEnvironment(home, env));
    if (walk.exitCode !== 0) throw new Error(`the walk without a kill ended with ${walk.exitCode}: ${walk.stderr.slice(-2000)}`);
    const events = walk.lines.filter((line) => 'task' in line && 'state' in line);
    const writing = new Set(events.filter((line) => line['state'] === 'making').map((line) => String(line['task'])));
    return { most: events.length, writing: [...writing] };
  } finally {
    dispose();
  }
}

/** Kills a walk at a point, starts it again, deletes everything, and looks at every step. */
export async function killAndResume(at: KillPoint, count: number, road: Road = ethernetRoad): Promise<KillReport> {
  const { home, dispose } = temporaryHome();
  const env = childEnvironment(home, road.env);
  const faults: string[] = [];
  try {
    let seen = 0;
    let killed = false;
    const first = startRank0([...up, ...road.flags, '--count', String(count)], env, (line) => {
      seen += 1;
      if (!killed && (typeof at === 'number' ? seen === at : line.includes(`"task":"${at}","state":"making"`))) killed = first.child.kill('SIGKILL');
    });
    await first.ended;
    const again = await rank0([...up, ...road.flags, '--count', String(count)], env);
    const last = again.lines.at(-1);
    if (again.exitCode !== 0 || last?.['result'] !== 'ready')
      faults.push(`resume ended with ${again.exitCode}: ${JSON.stringify(last)} ${again.stderr.slice(-600)}`);
    const hello = again.lines.filter((line) => line['task'] === 'hello/run').at(-1);
    for (let rank = 0; rank < count; rank += 1) {
      if (again.exitCode === 0 && !String(hello?.['message'] ?? '').includes(`rank ${rank} of ${count}`)) faults.push(`no line of rank ${rank}`);
    }
    faults.push(...madeTwice(worldOf(home)));
    const down = await rank0(['down', '--yes', '--json'], env);
    if (down.exitCode !== 0 || JSON.stringify(down.lines.at(-1)?.['left']) !== '[]')
      faults.push(`down ended with ${down.exitCode}: ${down.stdout.slice(-600)} ${down.stderr.slice(-600)}`);
    for (const name of await leftOver(home)) faults.push(`left over: ${name}`);
    return { at, killed, faults };
  } finally {
    dispose();
  }
}

/** Only ARM is asked: what its machines are made of does not matter. */
export const noMachines: ReachableMachines = {
  boot: async () => {},
  rewire: async () => {},
  halt: async () => {},
  destroy: async () => {},
  serialLog: async () => '',
  connect: async () => Promise.reject(new Error('no machines here')),
  close: async () => {},
};

/** Every group and resource that the simulated Azure lists, asked by a program of its own. */
export async function leftOver(home: string): Promise<string[]> {
  const practice = await openPractice({ folder: join(home, 'practice'), env: { RANK0_PRACTICE_SPEED: '0' }, machines: () => noMachines });
  try {
    const { token } = (await practice.credential.getToken([])) ?? { token: '' };
    const list = async (what: string): Promise<string[]> => {
      const url = `https://management.azure.com/subscriptions/${practice.subscriptionId}/${what}?api-version=2025-04-01`;
      const { body } = await practice.send({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } });
      return (JSON.parse(body) as { value: { id: string }[] }).value.map(({ id }) => id);
    };
    return [...(await list('resourcegroups')), ...(await list('resources'))];
  } finally {
    await practice.close();
  }
}

/** How often each resource was written. */
export function writesIn({ operations }: WorldFile): ReadonlyMap<string, number> {
  const writes = new Map<string, number>();
  for (const { kind, target } of Object.values(operations)) if (kind === 'put') writes.set(target, (writes.get(target) ?? 0) + 1);
  return writes;
}

/** Resources that were written more than once. */
const madeTwice = (world: WorldFile): string[] =>
  [...writesIn(world)].filter(([, times]) => times > 1).map(([target, times]) => `made ${times} times: ${target}`);
