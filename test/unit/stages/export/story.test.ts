import { describe, expect, it } from 'vitest';
import { storySchema } from '../../../../src/stages/export/schema.ts';
import { storyOf } from '../../../../src/stages/export/story.ts';
import { built } from '../../../support/told-session.ts';

const tell = (told: ReturnType<typeof built>) => storyOf(told.remembered(), told.events, { madeBy: 'rank0 0.1.0', name: (value) => value });

describe('what ran, told', () => {
  it('is valid by its schema, as data too, with nothing in it that the schema does not know', () => {
    const told = built();
    told.task('your-cluster', 'stop/glocluster0', { node: 'glocluster0', commands: ['az vm deallocate'], explain: 'Why.' });
    const data: unknown = JSON.parse(JSON.stringify(tell(told)));
    expect(storySchema.strict().parse(data)).toEqual(data);
  });

  it('has the stages that ran and no others, each with its lesson, its steps, and what was spent by then', () => {
    const { stages, cluster } = tell(built());
    expect(stages.map(({ id }) => id)).toEqual(['sign-in', 'plan', 'resource-group', 'nodes', 'log-in', 'hello-mpi']);
    const nodes = stages.find(({ id }) => id === 'nodes');
    expect(nodes?.steps.map(({ kind, tasks }) => [kind, tasks.length])).toEqual([
      ['security-group', 1],
      ['machine', 2],
    ]);
    expect(nodes?.why).toContain('keep all 2 close together');
    const sum = stages.reduce((all, { dollars }) => all + dollars, 0);
    expect(sum).toBeCloseTo(stages.at(-1)?.dollarsByThen ?? Number.NaN, 6);
    expect(sum).toBeGreaterThan(0);
    expect(cluster).toMatchObject({ result: 'ready', simulated: true, adopted: false });
  });

  it('tells a task with the lines that ran, and why once is why for all of its kind', () => {
    const told = built();
    for (const index of [0, 1])
      told.task('your-cluster', `stop/glocluster${index}`, {
        node: `glocluster${index}`,
        commands: [`az vm deallocate --name glocluster${index}`],
        ...(index === 0 ? { explain: 'It costs no more.' } : {}),
      });
    told.ended('ready');
    told.task('your-cluster', 'start/glocluster0', { node: 'glocluster0', commands: ['az vm start --name glocluster0'] });
    told.ended('ready');
    told.task('your-cluster', 'stop/glocluster1', { node: 'glocluster1', commands: ['az vm deallocate --name glocluster1'] });
    const { later } = tell(told);
    expect(later.map(({ kind, command }) => [kind, command])).toEqual([
      ['stop', 'rank0 stop glocluster'],
      ['start', 'rank0 start glocluster'],
      ['stop', 'rank0 stop glocluster'],
    ]);
    expect(later[0]?.steps).toMatchObject([{ kind: 'stop', explain: 'It costs no more.', tasks: [{ node: 'glocluster0' }, { node: 'glocluster1' }] }]);
    expect(later[2]?.steps).toMatchObject([{ explain: 'It costs no more.', tasks: [{ commands: ['az vm deallocate --name glocluster1'] }] }]);
  });

  it('tells the lines of an earlier count with that count, and those of a node that left', () => {
    const told = built();
    told.scaling(2, 3);
    told.chosen({ count: 3 });
    told.node(2);
    told.task('log-in', 'login/glocluster2', { node: 'glocluster2' });
    told.ended('ready');
    told.scaling(3, 2);
    told.events.push({ type: 'node-gone', time: '2026-11-25T12:00:00.000Z', cluster: 'glocluster', name: 'glocluster2' });
    told.chosen({ count: 2 });
    told.ended('ready');
    const { stages, later } = tell(told);
    const hello = stages.find(({ id }) => id === 'hello-mpi');
    expect(hello?.why).toMatch(/from each of 2 machines/);
    expect(later[0]).toMatchObject({ title: 'From 2 to 3 nodes', command: 'rank0 scale glocluster 3' });
    expect(later[0]?.steps[0]?.tasks[0]?.commands.join()).toContain('203.0.113.8');
  });

  it('says that a cluster was deleted, and that nothing is left', () => {
    const told = built();
    told.task('your-cluster', 'down/glocluster-rg', { commands: ['az group delete --name glocluster-rg'] });
    told.ended('deleted');
    const { cluster, later } = tell(told);
    expect(cluster.result).toBe('deleted');
    expect(later).toMatchObject([{ kind: 'down', why: expect.stringMatching(/what still bears the tag of this cluster: nothing/) }]);
  });
});
