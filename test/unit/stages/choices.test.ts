import { describe, expect, it } from 'vitest';
import { completeChoices, resumeChoices } from '../../../src/stages/choices.ts';
import { ProblemError } from '../../../src/state/problem.ts';
import { someChoices } from '../state/support.ts';

const around = { localUser: 'glock', publicKeys: [], callerSource: '192.0.2.10/32', subscription: someChoices.subscription };

function refusal(act: () => unknown): ProblemError {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('filling in the defaults', () => {
  it('needs nothing but what the surroundings tell', () => {
    expect(completeChoices({}, around)).toEqual({ ...someChoices, image: '24.04', cloud: 'public' });
  });
  it('names the group after the cluster', () => expect(completeChoices({ name: 'mine' }, around).resourceGroup).toBe('mine-rg'));
  it('takes azureuser where Azure refuses the local name', () => {
    expect(completeChoices({}, { ...around, localUser: 'root' }).adminUsername).toBe('azureuser');
    expect(completeChoices({}, { ...around, localUser: 'Jane Doe' }).adminUsername).toBe('azureuser');
  });
  it('does not open port 22 to anybody where the address of the caller is not known', () => {
    const { callerSource: _, ...unseen } = around;
    expect(refusal(() => completeChoices({}, unseen))).toMatchObject({ exitCode: 2, problem: { code: 'ssh-source-unknown' } });
    expect(completeChoices({ sshSource: '203.0.113.7/32' }, unseen).sshSource).toBe('203.0.113.7/32');
  });
});

describe('going on with a cluster that was begun', () => {
  it('keeps what was chosen then', () => expect(resumeChoices({ ...someChoices, count: 8 }, {}).count).toBe(8));
  it('refuses another shape once something may exist, and says how to get it', () => {
    const error = refusal(() => resumeChoices(someChoices, { count: 6 }));
    expect(error.exitCode).toBe(2);
    expect(error.problem.message).toContain('count 4, not 6');
    expect(error.problem.next.map((step) => step.command)).toEqual(
      expect.arrayContaining([`rank0 up --name glocluster2 --cloud ${someChoices.cloud} --count 6`, 'rank0 down glocluster']),
    );
  });
  it('writes a switch without a value', () => {
    const beside = (given: Parameters<typeof resumeChoices>[1]) =>
      refusal(() => resumeChoices({ ...someChoices, packageUpgrade: given.packageUpgrade === false }, given));
    const commands = (error: ProblemError) => error.problem.next.map((step) => step.command);
    expect(commands(beside({ packageUpgrade: true }))).toContain(`rank0 up --name glocluster2 --cloud ${someChoices.cloud} --package-upgrade`);
    expect(commands(beside({ packageUpgrade: false }))).toContain(`rank0 up --name glocluster2 --cloud ${someChoices.cloud}`);
  });
  it('takes another source of SSH at any time', () => {
    expect(resumeChoices(someChoices, { sshSource: '203.0.113.7/32' }).sshSource).toBe('203.0.113.7/32');
  });
});
