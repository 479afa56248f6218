import { createHash } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { expect, test } from 'vitest';
import { wallClock } from '../../../../src/engine/clock.ts';
import { execOn } from '../../../../src/remote/exec.ts';
import { systemPrograms } from '../../../../src/practice/nodes/commands/all.ts';
import { readyCluster } from './cluster-support.ts';
import { booted, type Remote, specOf, testWorld } from './support.ts';

/** An interactive shell: types, and waits for what is shown. */
async function shellOf({
  client,
}: Remote): Promise<{ type(text: string): void; until(text: string | RegExp): Promise<string>; ended: Promise<number | null> }> {
  const channel = await new Promise<ClientChannel>((resolve, reject) =>
    client.shell({ term: 'xterm', cols: 100, rows: 30 }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  let shown = '';
  let look = (): void => {};
  channel.on('data', (chunk: Buffer) => {
    shown += chunk.toString().replace(/\x1b\[[\d;]*[A-Za-z]/g, '');
    look();
  });
  const ended = new Promise<number | null>((resolve) => {
    let code: number | null = null;
    channel.on('exit', (exit: number | null) => {
      code = exit;
    });
    channel.on('close', () => resolve(code));
  });
  return {
    type: (text) => void channel.write(text),
    until: (text) =>
      new Promise((resolve) => {
        look = () => {
          const at = typeof text === 'string' ? shown.indexOf(text) : shown.search(text);
          if (at < 0) return;
          const before = shown;
          shown = '';
          look = () => {};
          resolve(before);
        };
        look();
      }),
    ended,
  };
}

test('an interactive shell has a prompt, keeps its folder and its variables, and takes lines that go on', async () => {
  const [remote] = await booted(testWorld(), specOf(0));
  const shell = await shellOf(remote as Remote);
  expect(await shell.until('ada@node0:~$ ')).toContain('This is a simulated machine');
  shell.type('cd /tmp; x=42\r');
  await shell.until('ada@node0:/tmp$ ');
  shell.type('echo "x is $x"; pwd\r');
  expect(await shell.until(/\/tmp\$ $/)).toContain('x is 42\r\n/tmp\r\n');
  shell.type('for i in 1 2; do\r');
  await shell.until('> ');
  shell.type('echo line $i\rdone\r');
  expect(await shell.until('line 2')).toContain('line 1\r\n');
  shell.type('nosuch\r');
  expect(await shell.until(/not found/)).toContain('command not found');
  shell.type('exit 3\r');
  expect(await shell.ended).toBe(3);
});

test('Ctrl-C ends what runs and clears what is typed; Ctrl-D logs out', async () => {
  const [remote] = await booted(testWorld(1000), specOf(0));
  const shell = await shellOf(remote as Remote);
  await shell.until('$ ');
  shell.type('half a line\x03');
  await shell.until(/\$ $/);
  shell.type('echo clean\r');
  expect(await shell.until(/clean\r\n.*\$ $/)).not.toContain('command not found');
  shell.type('sleep 10000000\r');
  await shell.until('10000000\r\n');
  shell.type('\x03');
  await shell.until(/\$ $/);
  shell.type('echo $?\r');
  await shell.until('130\r\n');
  shell.type('\x04');
  expect(await shell.until('logout')).toBeDefined();
  expect(await shell.ended).toBe(0);
});

test('ssh from one machine leads to a shell on another, and back', async () => {
  const { head } = await readyCluster(2);
  const shell = await shellOf(head);
  await shell.until('ada@node0:~$ ');
  shell.type('ssh node1\r');
  await shell.until('ada@node1:~$ ');
  shell.type('hostname; exit\r');
  expect(await shell.until(/ada@node0:~\$ /)).toContain('node1\r\n');
  shell.type('hostname\r');
  await shell.until('node0\r\n');
});

test('a person is asked about a host that is not known, and may say yes', async () => {
  const { head } = await readyCluster(2);
  await head.run('rm ~/.ssh/known_hosts');
  const shell = await shellOf(head);
  await shell.until('$ ');
  shell.type('ssh node1 hostname\r');
  expect(await shell.until('(yes/no/[fingerprint])? ')).toContain('ED25519 key fingerprint is SHA256:');
  shell.type('yes\r');
  expect(await shell.until(/node1\r\n/)).toContain('yes');
  expect((await head.run('ssh node1 hostname')).stdout).toBe('node1\n');
});

test('commands get their input, whole and binary, and each starts afresh', async () => {
  const [remote] = await booted(testWorld(), specOf(0));
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256));
  const sum = await remote?.run('cat > blob; sha256sum < blob', bytes);
  expect(sum?.stdout.split(' ')[0]).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(await remote?.run('bash -s one two', 'echo "$2 of $#"\nexit 5\n')).toMatchObject({ exitCode: 5, stdout: 'two of 2\n' });
  await remote?.run('cd /tmp; export A=1; umask 077');
  expect((await remote?.run('pwd; echo "[$A]"; umask'))?.stdout).toBe('/home/ada\n[]\n0002\n');
});

test('jobs run beside, and wait waits for them', async () => {
  const world = testWorld();
  const [remote] = await booted(world, specOf(0));
  const before = world.clock.now();
  expect((await remote?.run('for i in 1 2 3; do (sleep 10; echo job $i) & done; echo started; wait; echo all'))?.stdout).toMatch(
    /^started\n(job \d\n){3}all\n$/,
  );
  expect(world.clock.now() - before).toBeLessThan(11_000);
  expect(await remote?.run('timeout 5 sleep 60')).toMatchObject({ exitCode: 124 });
});

test('sudo is root, passes variables on, and the user is nobody special without it', async () => {
  const [remote] = await booted(testWorld(), specOf(0));
  expect(
    (await remote?.run("sudo whoami; sudo A=7 sh -c 'echo $A $HOME'; sudo -u ada id -un; sudo -i pwd; echo x | sudo tee /etc/made; ls -l /etc/made"))?.stdout,
  ).toMatch(/^root\n7 \/root\nada\n\/root\nx\n-rw-r--r-- 1 root root 2 /);
  expect(await remote?.run('sudo nosuch')).toMatchObject({ exitCode: 1, stderr: 'sudo: nosuch: command not found\n' });
  expect(await remote?.run('cat /etc/shadow; mkdir /scratch')).toMatchObject({
    exitCode: 1,
    stderr: "cat: /etc/shadow: Permission denied\nmkdir: cannot create directory '/scratch': Permission denied\n",
  });
  expect(await remote?.run('echo x > /etc/made')).toMatchObject({ exitCode: 1, stderr: 'bash: line 1: /etc/made: Permission denied\n' });
});

test('a signal from the client, or its end, ends the command', async () => {
  // At speed 0 the sleep would be over before the signal comes.
  const [remote] = await booted(testWorld(1000), specOf(0));
  const ended = new Promise<string | undefined>((resolve, reject) => {
    remote?.client.exec('sleep 10000000; echo late > late', (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      channel.on('exit', (_code: number | null, signal?: string) => resolve(signal));
      channel.resume();
      channel.signal('TERM');
    });
  });
  expect(await ended).toBe('SIGTERM');
  expect((await remote?.run('ls late'))?.exitCode).toBe(2);
});

test('a signal ends a command whose input has ended before, as sshd has it', async () => {
  const [remote] = await booted(testWorld(1000), specOf(0));
  if (!remote) throw new Error('it did not boot');
  const node = { name: 'n0', role: 'head' as const, machineId: '', privateAddress: '10.0.0.4', publicAddress: undefined, hostKeys: [] };
  const stop = new AbortController();
  const running = execOn(remote.client, node, 'sleep 10000000', { stop: stop.signal, timeoutSeconds: 20 }, wallClock);
  setTimeout(() => stop.abort(), 50);
  expect(await running).toMatchObject({ exitCode: 143, signal: 'TERM' });
});

test('every simulated program can be called, and what is not simulated says so', async () => {
  const [remote] = await booted(testWorld(), specOf(0));
  const names = Object.keys(systemPrograms);
  const found = (await remote?.run(`for name in ${names.join(' ')}; do test -x /usr/bin/$name || echo $name; done`))?.stdout;
  expect(found).toBe('');
  expect(await remote?.run('vi x')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('not in the practice cloud') });
  expect(await remote?.run('nosuch')).toMatchObject({ exitCode: 127, stderr: expect.stringContaining('nosuch: command not found') });
});

test('mv puts a file in the place of another, and leaves one that is the same', async () => {
  const [remote] = await booted(testWorld(), specOf(0));
  const { run } = remote as Remote;
  expect(await run('echo old > a; echo new > b; mv b a && mv a ./a; cat a; ls')).toMatchObject({ exitCode: 0, stdout: 'new\na\n', stderr: '' });
});

test('what is typed after `cat > FILE` goes into it until Ctrl-D, with what was corrected, and typed ahead too', async () => {
  const [remote] = await booted(testWorld(), specOf(0));
  const shell = await shellOf(remote as Remote);
  await shell.until(/\$ $/);
  shell.type('cat > note\r');
  await shell.until('note\r\n');
  shell.type('fur\x7f\x7f\x7ffirst\r');
  expect(await shell.until('first\r\n')).toBe('fur\b \b\b \b\b \bfirst\r\n');
  shell.type('second\r\x04');
  await shell.until(/\$ $/);
  shell.type('cat note\r');
  expect(await shell.until(/\$ $/)).toContain('\r\nfirst\r\nsecond\r\n');
  // All at once, as a paste comes.
  shell.type('cat > ahead\rthree\rfo');
  await shell.until(/fo$/);
  shell.type('ur\r\x04');
  await shell.until(/\$ $/);
  shell.type('cat ahead\r');
  expect(await shell.until(/\$ $/)).toContain('\r\nthree\r\nfour\r\n');
  shell.type('cat > never\r');
  await shell.until('never\r\n');
  shell.type('lost\r\x03');
  expect(await shell.until(/\$ $/)).toContain('^C');
  shell.type('ls never; echo $?\r');
  expect(await shell.until(/\$ $/)).toContain('No such file');
  shell.type('read name\r');
  await shell.until('name\r\n');
  shell.type('ada\r');
  await shell.until(/\$ $/);
  shell.type('echo "it is $name"\r');
  await shell.until('it is ada');
  shell.type('exit\r');
  expect(await shell.ended).toBe(0);
});

test('the shell knows its window and what was typed', async () => {
  const [remote] = await booted(testWorld(), specOf(0));
  const shell = await shellOf(remote as Remote);
  await shell.until(/\$ $/);
  shell.type('stty size; tput cols; echo $LINES; tty\r');
  expect(await shell.until(/pts\/0\r\n.*\$ $/)).toContain('\r\n30 100\r\n100\r\n30\r\n/dev/pts/0\r\n');
  shell.type('history 2\r');
  expect(await shell.until(/history 2\r\n.*\$ $/)).toMatch(/ {4}1 {2}stty size.*\r\n {4}2 {2}history 2\r\n/);
  shell.type('exit\r');
  expect(await shell.ended).toBe(0);
});
