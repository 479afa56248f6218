import { describe, expect, it } from 'vitest';
import type { Behind, ClusterMember } from '../../../src/azure/members.ts';
import { checkHasModel, checkKeepsDisks, outdatedAmong, updateRounds, updateWords } from '../../../src/stages/outdated.ts';
import { ProblemError } from '../../../src/state/problem.ts';

const none: Behind = { image: false, size: false, address: false };
const member = (number: number, behind?: Behind, provisioning = 'Succeeded'): ClusterMember => ({
  name: `n${number}`,
  number,
  machineId: `/VM/${number}`,
  provisioning,
  ...(behind ? { behind } : {}),
});
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
const refusal = (work: () => unknown): ProblemError => {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error;
  }
  throw new Error('nothing was refused');
};

describe('instances of an earlier model', () => {
  it('are those that are behind, the head last', () => {
    expect(names(outdatedAmong([member(0, none), member(1), member(3, none), member(4, none, 'Deleting')], '/vm/0'))).toEqual(['n3', 'n0']);
  });

  it('are not the head, where the latest model would take its address', () => {
    const pruned = { ...none, address: true };
    expect(names(outdatedAmong([member(0, pruned), member(1, pruned)], '/VM/0'))).toEqual(['n1']);
  });

  it('are updated one first, then the others, the head at the end', () => {
    const rounds = updateRounds(outdatedAmong([member(0, none), member(1, none), member(2, none), member(3, none)], '/vm/0'));
    expect(rounds.map(names)).toEqual([['n1'], ['n2', 'n3'], ['n0']]);
    expect(updateRounds(outdatedAmong([member(0, none)], '/vm/0')).map(names)).toEqual([['n0']]);
    expect(updateRounds([])).toEqual([]);
  });

  it('are told what happens to them', () => {
    const said = (behind: Behind) => updateWords(outdatedAmong([member(0), member(1, behind)], '/vm/0')).join(' ');
    expect(said(none)).toMatch(/its disk stays.*hello runs again/);
    expect(said(none)).not.toMatch(/restarted|public address/);
    expect(said({ ...none, size: true })).toContain('n1 will be restarted');
    expect(said({ ...none, address: true })).toContain('n1 will lose its own');
  });

  it('are not updated where that would replace their disks, nor where there is no model', () => {
    const choices = { name: 'c', network: 'infiniband', count: 4 } as const;
    const { problem, exitCode } = refusal(() => checkKeepsDisks(choices, outdatedAmong([member(1, { ...none, image: true }), member(2, none)], undefined)));
    expect([exitCode, problem.code, problem.message]).toEqual([3, 'update-replaces-disks', 'the model of c has another image than n1']);
    expect(problem.next[0]?.command).toBe('rank0 scale c 1');
    checkHasModel(choices);
    expect(refusal(() => checkHasModel({ ...choices, network: 'ethernet' }))).toMatchObject({ exitCode: 2, problem: { code: 'no-model' } });
  });
});
