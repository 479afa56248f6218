import { describe, expect, it } from 'vitest';
import { atHome, typed } from './support.ts';

describe('another count of nodes in the wizard', () => {
  it('is asked about before it is done, and the last screen comes after it', async () => {
    const { press, at, until, state, services } = await atHome();
    press('scale', typed('6'), 'accept');
    expect((await at('scale-plan')).scaling).toMatchObject({ from: 4, to: 6, coming: 2, going: [] });
    expect(services.calls).not.toContain('scale 6');
    press('accept');
    await at('ready');
    expect(services.calls.filter((call) => /^(scale|end)/.test(call))).toEqual(['scale 6', 'end ready']);
    expect(state().cluster?.choices.count).toBe(6);
    await until((now) => now.live.length === 6);
  });

  it('says which go, and takes them out of every list', async () => {
    const { press, at, state, until } = await atHome();
    press('scale', typed('2'), 'accept');
    expect((await at('scale-plan')).scaling?.going).toEqual(['glocluster3', 'glocluster2']);
    press('accept');
    await at('ready');
    expect(state().cluster?.nodes.map(({ name }) => name)).toEqual(['glocluster0', 'glocluster1']);
    await until((now) => now.live.length === 2);
  });

  it('refuses what is no count where it is typed, and asks Azure nothing', async () => {
    const { press, state, services } = await atHome();
    press('scale', typed('1'), 'accept');
    expect(state()).toMatchObject({ screen: { at: 'scale' }, fieldProblem: expect.stringContaining('the least on Ethernet is 2') });
    expect(services.calls.filter((call) => call.startsWith('scal'))).toEqual([]);
  });

  it('has nothing to do where that many are there', async () => {
    const { press, at, services } = await atHome();
    press('scale', typed('4'), 'accept');
    expect((await at('ready')).notice).toContain('already');
    expect(services.calls).not.toContain('scale 4');
  });

  it('brings nodes of an earlier model to the latest where the count stays, after saying what that does', async () => {
    const { press, at, until, state, services } = await atHome({ network: 'infiniband', outdated: ['glocluster1', 'glocluster2'] });
    expect(
      state()
        .live.filter(({ outdated }) => outdated)
        .map(({ name }) => name),
    ).toEqual(['glocluster1', 'glocluster2']);
    press('scale', typed('4'), 'accept');
    expect((await at('scale-plan')).scaling).toMatchObject({ nothingToDo: true, outdated: ['glocluster1', 'glocluster2'] });
    expect(services.calls).not.toContain('update glocluster1 glocluster2');
    press('accept');
    expect((await at('ready')).notice).toContain('latest model');
    expect(services.calls).toContain('update glocluster1 glocluster2');
    expect(services.calls.filter((call) => /^scale /.test(call))).toEqual([]);
    await until((now) => now.live.every(({ outdated }) => !outdated));
  });

  it('destroys all nodes only once the name is typed', async () => {
    const { press, at, state, services } = await atHome({ network: 'infiniband' });
    press('scale', typed('0'), 'accept');
    await at('scale-plan');
    press(typed('y'), 'accept');
    expect(state().fieldProblem).toContain('Nothing was changed');
    press('back', 'back');
    expect(state().screen.at).toBe('ready');
    expect(services.calls).not.toContain('scale 0');
    press('scale', typed('0'), 'accept');
    await at('scale-plan');
    press(typed('glocluster'), 'accept');
    expect((await at('ready')).cluster?.nodes).toEqual([]);
  });

  it('offers nothing that would delete the cluster where quota does not let it grow', async () => {
    const quota = { code: 'quota-exceeded', message: 'no', means: 'no', next: [{ label: 'This fits: 5 nodes', command: 'rank0 scale glocluster 5' }] };
    const { press, until, state } = await atHome({ scalingProblem: quota });
    press('scale', typed('6'), 'accept');
    expect((await until((now) => now.problem !== undefined)).problem?.ways.filter((way) => way.is === 'way-on' && way.way !== 'quota')).toEqual([]);
    press('back');
    expect(state()).toMatchObject({ screen: { at: 'scale' }, field: { text: '6' } });
  });

  it('looks again before it is tried again', async () => {
    const full = { code: 'AllocationFailed', message: 'full', means: 'No room.', next: [] };
    const { press, at, until, services } = await atHome({ problems: { 'remove/instances': full } });
    press('scale', typed('2'), 'accept');
    await at('scale-plan');
    press('accept');
    await until((now) => now.problem !== undefined);
    press('retry');
    await at('ready');
    expect(services.calls.filter((call) => /^(scal|end)/.test(call))).toEqual(['scaling 2', 'scale 2', 'end failed', 'scaling 2', 'scale 2', 'end ready']);
  });
});
