import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countFor, isThere, machineScaling, type Member, scaleSetScaling, scalingProblem } from '../../../src/stages/scaling.ts';
import { ProblemError } from '../../../src/state/problem.ts';

const member = (number: number, provisioning = 'Succeeded'): Member => ({ name: `n${number}`, number, machineId: `/VM/${number}`, provisioning });
const names = (members: readonly Member[]): string[] => members.map(({ name }) => name);
const refusal = (work: () => unknown): ProblemError => {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error;
  }
  throw new Error('nothing was refused');
};

describe('another count of a scale set', () => {
  const eight = [0, 1, 3, 4, 5, 7, 8, 10].map((number) => member(number));

  it('takes the highest ids, whatever the order of the list', () => {
    const { going, staying, coming, from } = scaleSetScaling(eight.toReversed(), '/vm/0', 4);
    expect([names(going), names(staying), coming, from]).toEqual([['n10', 'n8', 'n7', 'n5'], ['n0', 'n1', 'n3', 'n4'], 0, 8]);
  });

  it('spares the head where it has the highest id', () => {
    const { going, staying } = scaleSetScaling(eight, '/vm/10', 1);
    expect(names(staying)).toEqual(['n10']);
    expect(names(going)).not.toContain('n10');
  });

  it('takes those that Azure could not make before those that run', () => {
    const { going } = scaleSetScaling([member(0), member(1, 'Failed'), member(2), member(3)], '/vm/0', 2);
    expect(names(going)).toEqual(['n1', 'n3']);
  });

  it('goes on with a removal that was cut off: those that are being deleted count as going', () => {
    const cut = [member(0), member(1), member(3), member(4), member(5, 'Deleting'), member(7, 'Deleting')];
    const { going, coming, from } = scaleSetScaling(cut, '/vm/0', 4);
    expect([names(going), coming, from]).toEqual([['n5', 'n7'], 0, 4]);
    expect(scaleSetScaling(cut, '/vm/0', 6)).toMatchObject({ coming: 2, from: 4 });
  });

  it('takes all of them, the head too, only to 0', () => {
    expect(scaleSetScaling(eight, '/vm/0', 0)).toMatchObject({ staying: [], coming: 0, going: { length: 8 } });
    expect(scaleSetScaling([], undefined, 4)).toMatchObject({ going: [], coming: 4, from: 0 });
  });

  it('always ends with the count that is wanted, and never without the head', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(200), { maxLength: 40 }),
        fc.nat(60),
        fc.nat(60),
        fc.array(fc.constantFrom('Succeeded', 'Creating', 'Failed', 'Deleting'), { minLength: 40, maxLength: 40 }),
        (ids, to, headAt, states) => {
          const members = ids.map((number, index) => member(number, states[index]));
          const head = members[headAt % Math.max(1, members.length)];
          const scaling = scaleSetScaling(members, head?.machineId, to);
          expect(scaling.staying.length + scaling.coming).toBe(to);
          expect(new Set([...scaling.staying, ...scaling.going]).size).toBe(members.length);
          if (to > 0 && head && head.provisioning !== 'Deleting') expect(scaling.staying[0]).toBe(head);
        },
      ),
    );
  });
});

describe('another count of virtual machines', () => {
  const nameOf = (number: number) => ({ name: `n${number}`, machineId: `/VM/${number}` });
  const some = (...numbers: number[]): Member[] => numbers.map((number) => member(number));

  it('takes the highest numbers', () =>
    expect(machineScaling(some(0, 1, 2, 3, 4, 5), 6, 3, nameOf)).toMatchObject({ from: 6, coming: 0, going: [{ number: 5 }, { number: 4 }, { number: 3 }] }));

  it('names what is left of a removal that was cut off, so that its cards and addresses go too', () => {
    const { going } = machineScaling(some(0, 1, 2, 4), 6, 3, nameOf);
    expect(going.map(({ name, provisioning }) => `${name} ${provisioning}`)).toEqual(['n5 absent', 'n4 Succeeded', 'n3 absent']);
  });

  it('fills gaps up', () => expect(machineScaling(some(0, 2), 4, 4, nameOf)).toMatchObject({ coming: 2, going: [] }));

  it('has nothing to do where all are there', () => {
    expect(isThere(machineScaling(some(0, 1, 2), 3, 3, nameOf))).toBe(true);
    expect(isThere(machineScaling(some(0, 1), 3, 3, nameOf))).toBe(false);
    expect(isThere(machineScaling(some(0, 1), 3, 2, nameOf))).toBe(false);
  });
});

describe('the count that was typed', () => {
  const infiniband = { name: 'c', network: 'infiniband' } as const;
  const ethernet = { name: 'c', network: 'ethernet' } as const;

  it.each([
    [infiniband, '0', 0],
    [infiniband, '1', 1],
    [infiniband, '100', 100],
    [ethernet, '2', 2],
    [ethernet, '250', 250],
  ] as const)('%o takes %s', (choices, text, count) => expect(countFor(choices, text)).toBe(count));

  it.each([
    [infiniband, '101', 'rank0 scale c 100'],
    [ethernet, '1', 'rank0 down c'],
    [ethernet, '0', 'rank0 down c'],
  ] as const)('%o refuses %s and says what to do', (choices, text, command) => {
    const { problem, exitCode } = refusal(() => countFor(choices, text));
    expect([exitCode, problem.code]).toEqual([2, 'count-not-allowed']);
    expect(problem.next.map((step) => step.command)).toContain(command);
  });

  it.each([
    [infiniband, '-1'],
    [ethernet, '251'],
    [ethernet, '3.5'],
    [ethernet, 'many'],
    [ethernet, ''],
  ] as const)('%o refuses %s', (choices, text) => expect(refusal(() => countFor(choices, text)).exitCode).toBe(2));
});

describe('a scaling that did not end well', () => {
  const choices = { name: 'c', network: 'infiniband', cloud: 'public' } as const;
  const again = { label: 'Run it again', command: 'rank0 up --name c --cloud public' };

  it('has ways out of a full datacentre', () => {
    const problem = scalingProblem({ code: 'AllocationFailed', message: 'm', means: 'No room.', next: [again] }, choices, { from: 4, to: 8 });
    expect(problem.next.map(({ command }) => command)).toEqual([
      'rank0 scale c 8',
      'rank0 scale c 4',
      'rank0 down c',
      expect.stringContaining('rank0 plan --count 8'),
    ]);
  });

  it('goes on by the same scaling, not by building', () => {
    const { next } = scalingProblem({ code: 'hello-timeout', message: 'm', means: 'm', next: [again, { label: 'Look', command: 'rank0 status c' }] }, choices, {
      from: 4,
      to: 8,
    });
    expect(next.map(({ command }) => command)).toEqual(['rank0 scale c 8', 'rank0 status c']);
  });
});
