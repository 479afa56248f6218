import type { ServerChannel } from 'ssh2';
import { expect, it } from 'vitest';
import type { CommandListener } from '../../../src/engine/world.ts';
import { type NodesOptions, openNodes } from '../../../src/remote/nodes.ts';
import { jumpingClock } from '../engine/support.ts';
import { loginKey, sshServer, testNode } from './ssh-server.ts';
import { problemOfPromise } from './support.ts';

/** Gives back what it reads; `fail` fails. */
function run(command: string, channel: ServerChannel): void {
  channel.on('data', (chunk: Buffer) => channel.stdout.write(chunk));
  channel.on('end', () => {
    if (command === 'fail') channel.stderr.write('it failed\n');
    channel.exit(command === 'fail' ? 7 : 0);
    channel.close();
  });
}

it('who listens is told of each command as it is sent, and of how it ended', async () => {
  const at = sshServer({ publicKey: loginKey.publicKey, run });
  const heard: object[] = [];
  const overhear: CommandListener = (sent) => {
    heard.push(sent);
    return (end) => void heard.push(end);
  };
  const pool = (dial: NodesOptions['dial']) => openNodes({ user: 'glock', privateKey: loginKey.privateKey, dial, clock: jumpingClock(), overhear });
  const node = testNode('n0', [at.hostKey]);
  const nodes = pool(at.dial);
  await nodes.exec(node, 'cat', { stdin: 'some words' });
  await nodes.exec(node, 'fail');
  nodes.close();
  await problemOfPromise(pool(() => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).exec(node, 'uname -n'));
  expect(heard).toEqual([
    { node: 'n0', command: 'cat', stdin: 'some words' },
    { exitCode: 0, stdout: 'some words', stderr: '', ms: 0 },
    { node: 'n0', command: 'fail' },
    { exitCode: 7, stdout: '', stderr: 'it failed\n', ms: 0 },
    { node: 'n0', command: 'uname -n' },
    { failure: 'n0 (203.0.113.4): nothing listens on port 22', ms: 0 },
  ]);
});
