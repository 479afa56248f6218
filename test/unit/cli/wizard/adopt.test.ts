import { describe, expect, it } from 'vitest';
import { findingRows, groupRows } from '../../../../src/screens/model/adopt.ts';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { wizard } from './support.ts';

const inPractice = (options: Parameters<typeof wizard>[0] = {}) => wizard({ given: { cloud: 'practice' }, ...options });
const atGroups = async (options: Parameters<typeof wizard>[0] = {}) => {
  const one = inPractice(options);
  one.press('adopt');
  await one.at('adopt');
  return one;
};
const atFindings = async (options: Parameters<typeof wizard>[0] = {}) => {
  const one = await atGroups(options);
  one.press('accept');
  await one.at('adoption');
  one.press('accept');
  await one.at('findings');
  return one;
};

describe('adopting in the wizard', () => {
  it('asks where to look, unless that was said, and lists what looks like a cluster with why one cannot be taken', async () => {
    const asked = wizard();
    asked.press('adopt');
    await asked.at('adopt-place');
    asked.press('accept');
    await asked.at('adopt');
    expect(asked.services.calls).toContain('open practice');

    const { state } = await atGroups();
    expect(groupRows(state()).map(({ label, disabled }) => [label, disabled])).toEqual([
      ['glocktestrg: glocluster', undefined],
      ['lab-rg: lab', expect.stringContaining('Flexible')],
      ['Another group', undefined],
    ]);
  });

  it('shows what stands there before anything is begun, takes it over, and says what is wrong', async () => {
    const one = await atGroups();
    one.press('accept');
    const shown = await one.at('adoption');
    expect(shown.adopting?.standing?.name).toBe('glocluster');
    expect(one.services.calls).not.toContain('begin adoption glocluster');
    one.press('accept');
    const found = await one.at('findings');
    expect(one.services.calls.filter((call) => /adopt|end|findings/.test(call))).toEqual([
      'adoptable',
      'begin adoption glocluster',
      'adopt',
      'end ready',
      'findings',
    ]);
    expect(findingRows(found)[0]?.key).toBe('open-to-world');
    expect(found.cluster?.adopted).toBe(true);
  });

  it('mends one by Enter, all that is safe by m, and never what stops nodes or deletes something unless it is marked', async () => {
    const one = await atFindings();
    one.press('accept');
    expect((await one.at('mend')).screen).toEqual({ at: 'mend', kinds: ['open-to-world'] });
    one.press('back');
    await one.at('findings');
    one.press('mend-all');
    const all = (await one.at('mend')).screen;
    expect(all).toEqual({ at: 'mend', kinds: ['open-to-world', 'private-key', 'password-login', 'delete-options', 'basic-address'] });
    one.press('accept');
    const left = await one.at('findings');
    expect(left.notice).toMatch(/^Mended: open-to-world/);
    expect(findingRows(left).map(({ key }) => key)).toEqual(['leftovers', 'placement-group', 'accelerated-networking', 'old-image', 'on']);
    expect(bindingFor(left, 'm')?.disabled).toMatch(/without stopping or deleting/);
    one.press({ is: 'move', by: 1 }, 'accept');
    expect((await one.at('mend')).screen).toEqual({ at: 'mend', kinds: ['placement-group'] });
  });

  it('says of what it does not mend which lines do, and goes on to the cluster', async () => {
    const one = await atFindings({ wrong: ['old-image'] });
    one.press('accept');
    const shown = await one.at('mend');
    expect(bindingFor(shown, 'enter')?.label).toBe('back');
    one.press('copy');
    expect(one.copied).toEqual(['rank0 up --name glocluster2']);
    one.press('accept');
    await one.at('findings');
    one.press({ is: 'move', by: 1 }, 'accept');
    const ready = await one.at('ready');
    expect(bindingFor(ready, 'k')?.intent).toEqual({ is: 'findings' });
  });

  it('takes a typed group, says what stands against it, and goes back the way it came', async () => {
    const problem = { code: 'no-nodes-to-adopt', message: 'empty-rg is empty', means: 'A cluster is adopted by its nodes.', next: [] };
    const one = await atGroups({ nothingToAdopt: true, adoptProblem: problem });
    one.press('accept');
    await one.at('adopt-group');
    one.press({ is: 'edit', edit: { is: 'insert', text: 'not a group' } }, 'accept');
    expect(one.state().fieldProblem).toMatch(/Allowed: 1 to 90/);
    one.press({ is: 'edit', edit: { is: 'clear-before' } }, { is: 'edit', edit: { is: 'insert', text: 'empty-rg' } }, 'accept');
    expect((await one.until((now) => now.problem !== undefined)).problem?.problem.code).toBe('no-nodes-to-adopt');
    one.press('back', 'back');
    await one.at('adopt');
    one.press('back');
    await one.at('start');
  });

  it('stays where it is when adopting fails, and tries again by r', async () => {
    const problem = { code: 'no-key-opens', message: 'none of your keys opens glocluster2', means: 'And Azure refuses.', next: [] };
    const one = await atGroups({ problems: { 'adopt/login/glocluster2': problem } });
    one.press('accept');
    await one.at('adoption');
    one.press('accept');
    expect((await one.until((now) => now.problem !== undefined)).screen.at).toBe('adoption');
    one.press('retry');
    await one.at('findings');
    expect(one.services.calls.filter((call) => call.startsWith('begin adoption'))).toHaveLength(1);
  });
});
