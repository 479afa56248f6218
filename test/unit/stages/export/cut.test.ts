import { describe, expect, it } from 'vitest';
import { cut } from '../../../../src/stages/export/cut.ts';
import type { StageId } from '../../../../src/state/stage-id.ts';
import { built, journal } from '../../../support/told-session.ts';

const kinds = ({ events }: { events: Parameters<typeof cut>[1] }) => cut('glocluster', events).chapters.map(({ kind }) => kind);
const look = (told: ReturnType<typeof journal>, ...tasks: readonly (readonly [StageId, string])[]): void => {
  for (const [stage, task] of tasks) told.task(stage, task, { state: 'unchanged' });
};

describe('a journal, taken apart', () => {
  it('is the road until it was ready, however often it was begun, and nothing after it', () => {
    const told = journal();
    told.chosen();
    told.task('nodes', 'machine/glocluster0', { state: 'failed' });
    told.ended('failed');
    told.task('nodes', 'machine/glocluster0');
    told.ended('ready');
    const { road, chapters } = cut('glocluster', told.events);
    expect([road.events.length, chapters]).toEqual([told.events.length, []]);
    expect(road.after.result).toBe('ready');
  });

  it('is a chapter for each thing that was done with the cluster, in its order, whether or not the program said that it had ended', () => {
    const told = built();
    told.task('prune', 'prune/glocluster1');
    told.ended('ready');
    told.task('your-cluster', 'autostop/glocluster0');
    told.task('your-cluster', 'stop/glocluster0');
    told.ended('ready');
    told.task('your-cluster', 'start/glocluster0');
    look(told, ['log-in', 'login/glocluster0'], ['shared-files', 'shared/verify']);
    told.ended('ready');
    told.task('your-cluster', 'no-autostop/glocluster0');
    look(told, ['sign-in', 'sign-in'], ['plan', 'plan/quota']);
    told.task('benchmark', 'benchmark/latency');
    told.ended('ready');
    told.task('your-cluster', 'down/glocluster-rg');
    told.ended('deleted');
    expect(kinds(told)).toEqual(['prune', 'autostop', 'stop', 'start', 'autostop-off', 'benchmark', 'down']);
  });

  it('holds what a scaling looked at, deleted and built together, with its two attempts', () => {
    const told = built();
    look(told, ['sign-in', 'sign-in'], ['plan', 'plan/quota']);
    told.ended('ready');
    told.scaling(2, 1);
    told.task('your-cluster', 'down/virtualMachines/glocluster-rg/glocluster1', { state: 'failed' });
    told.ended('failed');
    told.scaling(2, 1);
    told.task('your-cluster', 'down/virtualMachines/glocluster-rg/glocluster1');
    told.task('prune', 'prune/glocluster1');
    told.ended('ready');
    const { chapters } = cut('glocluster', told.events);
    expect(chapters.map(({ kind, result }) => [kind, result])).toEqual([['scale', 'ready']]);
    expect(chapters[0]?.events.filter((event) => event.type === 'task' && event.task === 'plan/quota')).not.toEqual([]);
  });

  it('leaves looks out that changed nothing, tells a mending as the plan run again, and hello alone as hello', () => {
    const told = built();
    look(told, ['plan', 'plan/quota'], ['nodes', 'machine/glocluster0']);
    told.ended('ready');
    expect(kinds(told)).toEqual([]);
    told.task('hello-mpi', 'hello/run');
    told.ended('ready');
    told.task('nodes', 'machine/glocluster1');
    told.task('hello-mpi', 'hello/run');
    told.ended('ready');
    expect(kinds(told)).toEqual(['hello', 'again']);
  });

  it('tells addresses that come back from those that go', () => {
    const machines = built();
    machines.task('prune', 'prune/glocluster1');
    machines.ended('ready');
    machines.task('prune', 'restore-address/glocluster1');
    machines.task('prune', 'restore/glocluster1');
    machines.ended('ready');
    expect(kinds(machines)).toEqual(['prune', 'restore']);
    const told = built({ network: 'infiniband' });
    told.chosen({ prune: true });
    told.task('prune', 'prune/model');
    told.ended('ready');
    told.chosen({ prune: false });
    told.task('prune', 'prune/model');
    told.ended('ready');
    expect(kinds(told)).toEqual(['prune', 'restore']);
  });

  it('has no road where the cluster was adopted, and what was mended is a chapter of its own', () => {
    const told = journal();
    told.chosen();
    told.events.push({ type: 'adopted', time: '2026-11-25T09:30:00.000Z', cluster: 'glocluster', is: 'begun' });
    told.task('your-cluster', 'adopt/tag/virtualMachines/glocluster0');
    told.ended('ready');
    told.task('cluster-ssh', 'key/glocluster0');
    told.task('your-cluster', 'mend/private-key/glocluster0');
    told.ended('ready');
    expect(kinds(told)).toEqual(['adopt', 'mend']);
    expect(cut('glocluster', told.events).road.events.filter(({ type }) => type === 'task')).toEqual([]);
  });

  it('loses nothing: whatever was done stands in the road or in one chapter, once', () => {
    const told = built();
    told.scaling(2, 3);
    told.task('nodes', 'machine/glocluster2');
    told.ended('ready');
    told.task('your-cluster', 'stop/glocluster0');
    const { road, chapters } = cut('glocluster', told.events);
    const all = [road, ...chapters].flatMap(({ events }) => events);
    const done = all.filter((event) => event.type === 'task' && event.state === 'done');
    expect(done).toEqual(told.events.filter((event) => event.type === 'task' && event.state === 'done'));
  });
});
