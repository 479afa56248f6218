import { describe, expect, it } from 'vitest';
import { outgoingSshBlocked } from '../../../src/remote/outgoing-ssh.ts';
import { loginTask } from '../../../src/remote/tasks/login.ts';
import { hostKeyMismatch } from '../../../src/remote/host-keys.ts';
import { jumpingClock, ran } from '../engine/support.ts';
import { failure, scripted } from './scripted.ts';

/** Runs the login with answers one after the other, the last one for ever. */
async function login(...answers: (string | Error)[]) {
  let look = 0;
  const clock = jumpingClock();
  const diagnosed: string[] = [];
  const access = scripted(['node0'], () => answers[Math.min(look++, answers.length - 1)] as string | Error);
  const diagnose = async (_node: unknown, error: Error) => {
    diagnosed.push(error.message);
    return { code: 'diagnosed', message: error.message, means: '', next: [] };
  };
  const { outcome, events } = await ran([loginTask(access, 'node0', [], diagnose)], undefined, clock);
  return { outcome, events, diagnosed, looks: look, seconds: clock.slept.reduce((sum, it) => sum + it, 0) / 1000 };
}

describe('logging in to a node', () => {
  it('is so when the node tells its name', async () => {
    const { outcome, events } = await login('welcome\nnode0\n');
    expect(outcome.result).toBe('done');
    expect(events.at(-1)?.message).toBe('glock@203.0.113.4 answers: node0');
  });

  it('waits for an SSH server that is not up yet', async () => {
    const { outcome, events, diagnosed } = await login(failure('ssh-refused'), failure('ssh-refused'), 'node0\n');
    expect(outcome.result).toBe('done');
    expect(events.some((event) => event.waitingFor === 'the SSH server of node0 to start')).toBe(true);
    expect(diagnosed).toEqual([]);
  });

  it('looks for the reason after the second attempt without an answer', async () => {
    const { outcome, looks } = await login(failure('ssh-timeout'));
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'diagnosed' } });
    expect(looks).toBe(2);
  });

  it('goes on where one attempt without an answer was followed by one with', async () => {
    expect((await login(failure('ssh-timeout'), failure('ssh-refused'), failure('ssh-timeout'), 'node0\n')).outcome.result).toBe('done');
  });

  it('looks for the reason where a server refuses for ten minutes', async () => {
    const { outcome, seconds } = await login(failure('ssh-refused'));
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'diagnosed' } });
    expect(seconds).toBeGreaterThan(590);
    expect(seconds).toBeLessThan(620);
  });

  it('gives the machine time to make the user, and then says that the key is refused', async () => {
    expect((await login(failure('ssh-login-refused'), 'node0\n')).outcome.result).toBe('done');
    const { outcome, seconds } = await login(failure('ssh-login-refused'));
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'login-refused' } });
    expect(seconds).toBeLessThan(100);
  });

  it('never looks twice at a host key that is not the right one', async () => {
    const { outcome, looks } = await login(hostKeyMismatch('another key'));
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'host-key-mismatch' } });
    expect(looks).toBe(1);
  });
});

describe('whether port 22 is closed on the way out', () => {
  const dial = (answers: Readonly<Record<string, string>>) => async (host: string) => {
    const code = answers[host];
    if (code === undefined) return { destroy: () => {} } as never;
    throw Object.assign(new Error(code), { code });
  };

  it.each([
    [true, { 'github.com': 'ETIMEDOUT', 'ssh.dev.azure.com': 'ECONNREFUSED' }],
    [false, { 'github.com': 'ETIMEDOUT' }],
    [false, { 'github.com': 'ENOTFOUND', 'ssh.dev.azure.com': 'ENOTFOUND' }],
    [false, {}],
  ])('says %s where the answers of others are %j', async (blocked, answers) => {
    expect(await outgoingSshBlocked({ dial: dial(answers as Record<string, string>) })).toBe(blocked);
  });
});
