import { type Seat, sit } from '../terminal/driver.ts';
import { launcher } from './rank0.ts';

/** One step of a walk by ear: what must have been heard, then what is typed (empty: Enter). */
export interface Hearing {
  readonly heard: string | RegExp;
  readonly type: string;
}

/** Columns so many that no line of the program is broken. */
const unbroken = 4000;

/** From the first question to hello by Enter and a few answers of one's own, then out. */
export const roadByEar: readonly Hearing[] = [
  { heard: /1 of 2: Practice cloud[\s\S]*Enter: choose/, type: '1' },
  { heard: 'is marked; Enter takes it', type: '' },
  { heard: /Stage 1, Sign in[\s\S]*Enter: do it/, type: 'help' },
  { heard: /Keys of the moment[\s\S]*esc: close/, type: 'esc' },
  { heard: /Stage 1, Sign in[\s\S]*Enter: do it/, type: '' },
  { heard: /goes on to 2, plan[\s\S]*Enter: go on/, type: '' },
  { heard: /Stage 2, Plan[\s\S]*Enter: choose/, type: '' },
  { heard: /shall the nodes be connected[\s\S]*Enter: choose/, type: '' },
  { heard: /which region[\s\S]*Enter: choose/, type: 'east' },
  { heard: /2 rows begin with east: eastus, eastus2/, type: 'eastus2' },
  { heard: /eastus2 is marked/, type: '1' },
  { heard: /eastus is marked/, type: '' },
  { heard: /8 of the 20 vCPUs[\s\S]*Nodes: 4\. Type another, or Enter: accept/, type: 'many' },
  { heard: /Nodes: many\. Type another/, type: '4' },
  { heard: /which size[\s\S]*Enter: choose/, type: '' },
  { heard: /Plan: everything that will be made[\s\S]*Enter: build it/, type: '' },
  { heard: /Stage 3, Resource group[\s\S]*Enter: do it/, type: '' },
  { heard: /goes on to 4, nodes[\s\S]*Enter: go on/, type: '' },
  { heard: /Stage 4, Nodes[\s\S]*Type commands to hear them[\s\S]*Enter: do it/, type: '' },
  { heard: /goes on to 5, log in[\s\S]*Enter: go on/, type: '' },
  { heard: /Stage 5, Log in[\s\S]*Enter: do it/, type: '' },
  { heard: /goes on to 6, cluster SSH[\s\S]*Enter: go on/, type: '' },
  { heard: /Stage 6, Cluster SSH[\s\S]*Enter: do it/, type: 'commands' },
  { heard: /uname -n/, type: '' },
  { heard: /goes on to 7, hello MPI[\s\S]*Enter: go on/, type: '' },
  { heard: /Stage 7, Hello MPI[\s\S]*Enter: do it/, type: '' },
  { heard: /goes on to 8, benchmark[\s\S]*Enter: go on/, type: '' },
  { heard: /Stage 8, Benchmark: if you like[\s\S]*1 of 2: Go on without[\s\S]*Enter: choose/, type: '' },
  { heard: /Stage 9, Shared files: if you like[\s\S]*1 of 4: Go on without[\s\S]*Enter: choose/, type: '' },
  { heard: /Stage 10, Public addresses: if you like[\s\S]*Enter: choose/, type: '' },
  { heard: /Your cluster: 4 nodes, all answer/, type: 'q' },
];

/** Walks by ear in the practice cloud. Returns everything as it was heard and typed. */
export async function walkByEar(
  home: string,
  steps: readonly Hearing[] = roadByEar,
  words: readonly string[] = ['--screen-reader'],
): Promise<{ readonly transcript: string; readonly seat: Seat; readonly exitCode: number }> {
  const seat = sit({
    file: process.execPath,
    args: [launcher, 'practice', ...words],
    env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '0' },
    columns: unbroken,
    rows: 60,
  });
  let from = 0;
  try {
    for (const { heard, type } of steps) {
      await seat.hears(heard, from);
      from = seat.raw().length;
      seat.type(`${type}\r`);
    }
    const { exitCode } = await seat.exit;
    return { transcript: seat.raw().replaceAll('\r', ''), seat, exitCode };
  } finally {
    seat.kill();
  }
}
