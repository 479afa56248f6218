import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildDemo } from '../support/build-demo.ts';
import { launcher } from '../support/rank0.ts';
import { clear, type Seat, sit } from './driver.ts';

// Where there is no ssh program the key is disabled, which the unit tests show; here a shell is really opened.
const ssh = spawnSync('ssh', ['-V']).status === 0;

let built = '';
let home = '';
const seats: Seat[] = [];

/** A practice cluster that is ready; each test has a copy of its own. */
beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), 'rank0-built-'));
  const { status, stderr } = spawnSync(process.execPath, [launcher, 'up', '--cloud', 'practice', '--yes', '--json', '--count', '2'], {
    env: { ...process.env, RANK0_HOME: built, RANK0_PRACTICE_SPEED: '0' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
});

afterAll(() => rmSync(built, { recursive: true, force: true }));

afterEach(async () => {
  await clear(seats);
  rmSync(home, { recursive: true, force: true });
});

/** The wizard on its last screen. */
async function atReady(env: Record<string, string> = {}): Promise<Seat> {
  home = mkdtempSync(join(tmpdir(), 'rank0-shell-'));
  cpSync(built, home, { recursive: true });
  const seat = sit({ file: process.execPath, args: [launcher, 'practice'], env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '0', ...env } });
  seats.push(seat);
  await seat.until('Open glocluster');
  seat.press('enter');
  await seat.until('Enter go on');
  seat.press('enter');
  await seat.until(/Your cluster: 2 nodes, all answer[\s\S]*s shell/);
  return seat;
}

const prompt = /@glocluster1:~\$ *$/m;

/** The terminal is the wizard's again, with all that it had. */
function whole(seat: Seat): void {
  const { active } = seat.terminal.buffer;
  expect(active.type).toBe('alternate');
  expect(seat.terminal.modes.bracketedPasteMode).toBe(true);
  expect(seat.lines()[0]).toMatch(/^ rank0 {2}glocluster/);
  expect(seat.lines().at(-1)).toContain('q save and quit');
  const titles = [...seat.raw().matchAll(/\x1b\]2;([^\x07]*)\x07/g)].map(([, title]) => title);
  expect(titles.at(-1)).toBe('rank0 · glocluster · simulated');
}

describe.skipIf(!ssh)('a shell on a node', () => {
  test('opens on the node of the page, runs what is typed, and the wizard comes back whole', async () => {
    const seat = await atReady();
    seat.press('n');
    await seat.until('glocluster0, the head: node 1 of 2');
    seat.press('down');
    await seat.until('glocluster1: node 2 of 2');
    const before = seat.lines();
    seat.press('s');
    await seat.until(prompt);
    expect(seat.terminal.buffer.active.type).toBe('normal');
    expect(seat.terminal.modes.bracketedPasteMode).toBe(false);
    expect(seat.screen()).toContain('glocluster1, simulated: exit or Ctrl-D comes back to rank0.');
    seat.type('uname -n; whoami\r');
    await seat.until(/^glocluster1\n\w+\n\S+@glocluster1/m);
    seat.type('exit\r');
    await seat.until('Back from the shell on glocluster1');
    whole(seat);
    expect(seat.lines().slice(2, 8)).toEqual(before.slice(2, 8));
    // Each key counts once, at once.
    seat.press('up');
    await seat.until('glocluster0, the head: node 1 of 2');
    seat.press('right');
    await seat.until('Cloud-init v.');
    seat.press('escape');
    await seat.until('Run things');
    seat.press('q');
    expect((await seat.exit).exitCode).toBe(0);
    expect(seat.terminal.buffer.active.type).toBe('normal');
  });

  test('what is typed in one burst is all the shell’s, again and again, and none of it the wizard’s', async () => {
    const seat = await atReady();
    seat.press('n');
    await seat.until('glocluster0, the head: node 1 of 2');
    seat.press('down');
    await seat.until('glocluster1: node 2 of 2');
    for (let round = 1; round <= 4; round += 1) {
      seat.press('s');
      // Also before ssh is there: a read that Node has not left would take it, and Node would hang in it.
      await seat.until(round % 2 === 0 ? prompt : 'comes back to rank0.');
      seat.type(`echo round-$((${round} * 100))\rexit ${round}\r`);
      await seat.until(`Back from the shell on glocluster1, which ended with ${round}`);
      expect(seat.raw()).toContain(`\r\nround-${round}00\r\n`);
      whole(seat);
      seat.press('up');
      await seat.until('glocluster0, the head: node 1 of 2');
      seat.press('down');
      await seat.until('glocluster1: node 2 of 2');
    }
  });

  test('keys that come before the shell is there do nothing to the wizard', async () => {
    const seat = await atReady();
    seat.press('s');
    await seat.until('exit or Ctrl-D comes back to rank0');
    for (const key of ['q', '\r', 'd']) seat.press(key);
    await seat.until(/@glocluster0:~\$/);
    seat.press('ctrl-c');
    await seat.until(/\^C\n\S+@glocluster0:~\$ *$/m);
    seat.type('\x04');
    await seat.until('Back from the shell on glocluster0');
    whole(seat);
    expect(seat.screen()).toContain('Your cluster: 2 nodes');
  });

  test('the window is resized meanwhile: the shell knows, and the wizard when it is back', async () => {
    const seat = await atReady();
    seat.press('s');
    await seat.until(/@glocluster0:~\$ *$/m);
    await seat.resize(120, 40);
    seat.type('exit\r');
    await seat.until('Back from the shell on glocluster0');
    await seat.until(/q save and quit\s*$/);
    expect(seat.lines()).toHaveLength(40);
    expect(seat.lines()[1]).toBe('─'.repeat(120));
    whole(seat);
  });

  test('SIGTERM ends the shell and the wizard, and the terminal is as it was', async () => {
    const seat = await atReady();
    seat.press('s');
    await seat.until(/@glocluster0:~\$ *$/m);
    process.kill(seat.pid, 'SIGTERM');
    expect((await seat.exit).exitCode).toBe(130);
    expect(seat.terminal.buffer.active.type).toBe('normal');
    expect(seat.terminal.modes.bracketedPasteMode).toBe(false);
    expect(seat.screen()).toContain('rank0 down glocluster');
  });

  test('for a screen reader the same key opens it, and the lines go on after it', async () => {
    const seat = await atReadyLines();
    seat.type('s\n');
    await seat.until(/@glocluster0:~\$ *$/m);
    seat.type('uname -n\rexit\r');
    await seat.until('Back from the shell on glocluster0');
    expect(seat.screen()).toMatch(/^glocluster0$/m);
    seat.type('q\n');
    expect((await seat.exit).exitCode).toBe(0);
    expect(seat.raw()).not.toContain('\x1b[?1049h');
  });
});

describe('another program on the terminal', () => {
  let demo = '';
  beforeAll(async () => {
    demo = await buildDemo();
  });

  /** The wizard on in-memory services with a script in the place of ssh, started by a shell. */
  async function atReadyWith(script: string, { after = 'true', pace = 5 } = {}): Promise<Seat> {
    const cluster = { name: 'glocluster', cloud: 'practice', location: 'eastus', size: 'Standard_D2s_v5', count: 4, stage: 'your-cluster', state: 'ready' };
    const options = JSON.stringify({ pace, clusters: [cluster], ssh: { command: 'sh', args: ['-c', script] } });
    const seat = sit({ file: 'bash', args: ['-c', `"$1" "$2" "$3"; ${after}`, 'bash', process.execPath, demo, options] });
    seats.push(seat);
    await seat.until('Open glocluster');
    seat.press('enter');
    await seat.until('Enter go on');
    seat.press('enter');
    await seat.until(/Your cluster: 4 nodes, all answer[\s\S]*s shell/);
    return seat;
  }

  test('Ctrl-C while it has not taken its keys ends it alone', async () => {
    const seat = await atReadyWith(`exec "${process.execPath}" -e 'console.log("connecting"); setInterval(() => {}, 1e6)'`);
    seat.press('s');
    await seat.until('connecting');
    seat.press('ctrl-c');
    await seat.until('which ended with 130');
    whole(seat);
    seat.press('n');
    await seat.until('node 1 of 4');
  });

  test('one that was killed with the terminal raw leaves no raw terminal behind the wizard', async () => {
    const seat = await atReadyWith('stty raw -echo; kill -9 $$', {
      after: "stty -a | tr ';' ' ' | tr ' ' '\\n' | grep -E '^-?(icanon|echo|isig)$' | xargs echo left:",
    });
    seat.press('s');
    await seat.until('which ended with 137');
    whole(seat);
    seat.press('q');
    await seat.until(/left:.* isig/);
    expect(/^left: (.*)$/m.exec(seat.screen())?.[1]?.split(' ').sort()).toEqual(['echo', 'icanon', 'isig']);
  });

  test('what it said last is told where it ends as ssh does that did not get through', async () => {
    const seat = await atReadyWith('echo "ssh: connect to host 20.25.28.201 port 22: Connection timed out" >&2; exit 255');
    seat.press('s');
    await seat.until(/ssh ended with 255: ssh: connect to host 20\.25\.28\.201 port 22: Connection\s+timed out/);
    whole(seat);
  });

  test('what runs goes on meanwhile, and is over when one comes back', async () => {
    const seat = await atReadyWith('echo here; sleep 6', { pace: 200 });
    seat.press('r');
    await seat.until('usually');
    seat.press('s');
    await seat.until('here');
    await seat.until('Back from the shell');
    whole(seat);
    await seat.until('r hello again');
    seat.press('l');
    await seat.until(/Hello from rank 3 of 4/);
  });

  test('what it draws stays on its own screen: nothing is drawn while it has the terminal', async () => {
    // Longer than the wizard waits between two looks at the nodes: what they find is not drawn meanwhile.
    const seat = await atReadyWith('echo here; sleep 5; echo there; read line; echo "read: $line"; sleep 0.2');
    seat.press('s');
    await seat.until('there');
    expect(seat.raw()).toContain('here\r\nthere\r\n');
    seat.type('one line\n');
    await seat.until('read: one line');
    await seat.until('Back from the shell');
    whole(seat);
  });
});

describe('what is done on the nodes from the last screen', () => {
  test('a command runs on all of them, equal output stands once, and Ctrl-C ends one that never ends and nothing else', async () => {
    const seat = await atReady({ RANK0_PRACTICE_SPEED: '60' });
    seat.press('!');
    await seat.until('Command: ');
    seat.type('uname -r');
    await seat.until('Command: uname -r');
    seat.press('enter');
    await seat.until(/glocluster\[0-1\] \(2\)\s+.*6\.\d+\.\d/);
    seat.press('enter');
    await seat.until('Before: uname -r');
    seat.type('sleep 100000');
    await seat.until('Command: sleep 100000');
    seat.press('enter');
    await seat.until('Running on glocluster[0-1]. Esc stops it there.');
    seat.press('ctrl-c');
    await seat.until('Stopped on glocluster[0-1].');
    whole(seat);
  });

  test('a file goes to all of them, named with Tab, its sum compared', async () => {
    const seat = await atReady({ HOME: built });
    writeFileSync(join(built, 'thesis.c'), 'int main(void) { return 0; }\n');
    seat.press('i');
    await seat.until('Put a file on nodes');
    seat.press('enter');
    await seat.until('File here: ');
    seat.type('~/the');
    await seat.until('File here: ~/the');
    seat.press('\t');
    await seat.until('File here: ~/thesis.c');
    seat.press('enter');
    await seat.until('Folder there:  ');
    seat.press('enter');
    await seat.until('Enter look');
    seat.press('enter');
    await seat.until(/29 bytes leave this machine, once, to glocluster0[\s\S]*Enter copies it/);
    seat.press('enter');
    await seat.until(/thesis\.c was copied to glocluster\[0-1\][\s\S]*sha256 compared on each/);
    whole(seat);
  });
});

/** The same as lines, for a screen reader. */
async function atReadyLines(): Promise<Seat> {
  home = mkdtempSync(join(tmpdir(), 'rank0-shell-'));
  cpSync(built, home, { recursive: true });
  const seat = sit({
    file: process.execPath,
    args: [launcher, 'practice', '--screen-reader'],
    env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '0' },
    rows: 200,
    columns: 120,
  });
  seats.push(seat);
  await seat.until('Enter: choose');
  seat.type('\n');
  await seat.until('Enter: go on');
  seat.type('\n');
  await seat.until('s: shell');
  return seat;
}
