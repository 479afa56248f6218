import { expect, it } from 'vitest';
import { busyIn } from '../../../src/remote/tasks/busy.ts';
import { differences } from '../../../src/remote/tasks/clock.ts';
import { standardChoices } from '../../../src/stages/choices.ts';
import { powerProblem } from '../../../src/stages/power-checks.ts';
import type { Choices } from '../../../src/state/choices.ts';

const choices = { ...standardChoices, cloud: 'practice', network: 'ethernet', resourceGroup: 'glocluster-rg', name: 'glocluster' } as unknown as Choices;
const failure = (code: string, command: string) => ({ code, message: 'no', means: 'no', next: [{ label: 'Again', command }] });

it('a clock is off by what asking cannot explain, and no more', () => {
  const head = { name: 'n0', shows: 100.2, asked: 100, answered: 100.5 };
  const found = differences([head, { name: 'n1', shows: 100.9, asked: 100, answered: 101 }, { name: 'n2', shows: 160, asked: 100, answered: 101 }], 'n0');
  expect(found.map(({ by }) => Math.round(by))).toEqual([0, 0, 59]);
  expect(differences([head], 'n9')).toEqual([]);
});

it('a node is at work by its load or by programs, not by a shell that looks', () => {
  expect(busyIn('n0', '0.03 0.01 0.00 1/99 7\nbash\nps\n(sd-pam)\nsystemd\nsshd\n')).toBeUndefined();
  expect(busyIn('n0', '1.97 0.90 0.30 3/99 7\n')).toEqual({ node: 'n0', load: 1.97, programs: [] });
  expect(busyIn('n0', '0.10 0.00 0.00 1/99 7\nbash\nhello\norted\nhello\n')).toEqual({ node: 'n0', load: 0.1, programs: ['hello', 'orted'] });
});

it('where Azure has no room the ladder is: later, all anew, fewer, another size, another region', () => {
  const { next, means } = powerProblem(failure('AllocationFailed', 'rank0 up'), choices, 'start', 2);
  expect(next.map(({ command }) => command)).toEqual([
    'rank0 start glocluster',
    'rank0 stop glocluster',
    'rank0 scale glocluster 2',
    'rank0 down glocluster',
    'rank0 up --cloud practice --location REGION',
  ]);
  expect(means).toContain('2 of its nodes run already and are billed');
  expect(powerProblem(failure('AllocationFailed', 'rank0 up'), choices, 'start', 0).next.map(({ command }) => command)).not.toContain('rank0 stop glocluster');
});

it('what would go on with `up` goes on with the same stop, and a way to go on is always there', () => {
  expect(powerProblem(failure('ssh-unreachable', 'rank0 up --name glocluster --cloud practice'), choices, 'start', 2).next).toEqual([
    { label: 'Again', command: 'rank0 start glocluster' },
  ]);
  expect(powerProblem(failure('Conflict', 'az vm list'), choices, 'stop', 2).next.at(-1)).toMatchObject({ command: 'rank0 stop glocluster', key: 'r' });
});
