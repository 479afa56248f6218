import { describe, expect, it } from 'vitest';
import { checkGiven, type Given, questions } from '../../../src/stages/questions.ts';
import { ProblemError } from '../../../src/state/problem.ts';

function code(texts: Partial<Record<keyof Given, string>>): string {
  try {
    checkGiven(texts);
  } catch (error) {
    if (error instanceof ProblemError && error.exitCode === 2) return error.problem.code;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('answers that are wrong in themselves', () => {
  it.each(['0', '1', '-3', '4.5', '10000', '251', 'four', ''])('refuses %j nodes', (count) => expect(code({ count })).toBe('count-not-allowed'));
  it.each(['2', '4', '250'])('takes %s nodes', (count) => expect(checkGiven({ count }).count).toBe(Number(count)));
  it.each(['http://example.org', 'azure', 'ftp://x', ''])('refuses the cloud %j', (cloud) => expect(code({ cloud })).toBe('cloud-unknown'));
  it('takes the https URL of an endpoint', () => expect(checkGiven({ cloud: 'https://localhost:8443/' }).cloud).toBe('https://localhost:8443'));
  it('refuses a subscription that is no GUID', () => expect(code({ subscription: 'mine' })).toBe('subscription-not-allowed'));
  it.each(['ethernet', 'infiniband'])('takes the network %s', (network) => expect(checkGiven({ network }).network).toBe(network));
  it('refuses a network that nobody has', () => expect(code({ network: 'token-ring' })).toBe('not-one-of'));
  it.each(['prune', 'natGateway'] as const)('takes %s on and off, and nothing else', (key) => {
    expect([checkGiven({ [key]: 'false' })[key], checkGiven({ [key]: 'true' })[key]]).toEqual([false, true]);
    expect(code({ [key]: 'perhaps' })).toBe('not-yes-or-no');
  });
  it('looks at --allow-wide-source before the source, whatever their order', () => {
    expect(code({ sshSource: '10.0.0.0/8' })).toBe('ssh-source-wide');
    expect(checkGiven({ sshSource: '10.0.0.0/8', allowWideSource: 'true' }).sshSource).toBe('10.0.0.0/8');
  });
});

it('gives every question a flag that follows from its key', () => {
  for (const { key, flag } of questions) expect(flag).toBe(`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
});
