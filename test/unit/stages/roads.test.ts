import { describe, expect, it } from 'vitest';
import { completeChoices } from '../../../src/stages/choices.ts';
import type { Given } from '../../../src/stages/questions.ts';
import { namesOf, plansOf } from '../../../src/stages/node-names.ts';
import { ProblemError } from '../../../src/state/problem.ts';
import type { ClusterNode } from '../../../src/state/events.ts';

const complete = (given: Given) => completeChoices(given, { localUser: 'ada', publicKeys: [], callerSource: '198.51.100.24/32', subscription: 'x' });
const code = (given: Given): string | undefined => {
  try {
    complete(given);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.exitCode !== 2) throw error;
    return error.problem.code;
  }
};

describe('the InfiniBand road', () => {
  it('has a size and an image of its own where none are named', () => {
    expect(complete({ network: 'infiniband' })).toMatchObject({ size: 'Standard_HB120rs_v3', image: 'microsoft-dsvm:ubuntu-hpc:2404:latest', count: 4 });
    expect(complete({})).toMatchObject({ network: 'ethernet', size: 'Standard_D2s_v5', image: '24.04' });
  });

  it('takes Ubuntu by its number as the HPC image of it', () => {
    expect(complete({ network: 'infiniband', image: '22.04' }).image).toBe('microsoft-dsvm:ubuntu-hpc:2204:latest');
    expect(complete({ network: 'infiniband', image: 'Ubuntu2404' }).image).toBe('microsoft-dsvm:ubuntu-hpc:2404:latest');
    expect(complete({ network: 'infiniband', image: 'microsoft-dsvm:ubuntu-hpc:2204:22.04.2026072901' }).image).toBe(
      'microsoft-dsvm:ubuntu-hpc:2204:22.04.2026072901',
    );
  });

  it('refuses what cannot be on one fabric', () => {
    expect(code({ network: 'infiniband', image: '26.04' })).toBe('image-without-drivers');
    expect(code({ network: 'infiniband', image: 'microsoft-dsvm:ubuntu-hpc:2204-v100:latest' })).toBe('image-without-drivers');
    expect(code({ network: 'infiniband', count: 101 })).toBe('count-not-allowed');
    expect(code({ network: 'infiniband', name: 'a'.repeat(59) })).toBe('name-not-allowed');
    expect(code({ network: 'infiniband', packageUpgrade: true })).toBe('upgrade-breaks-drivers');
    expect(code({ count: 101, name: 'a'.repeat(59), packageUpgrade: true })).toBeUndefined();
  });
});

describe('names of nodes', () => {
  const node = (name: string, role: 'head' | 'node'): ClusterNode => ({ name, role, machineId: `/${name}`, privateAddress: '10.0.0.4', hostKeys: [] });
  const nodes = [node('gloc00000a', 'node'), node('gloc000002', 'head'), node('gloc000001', 'node')];

  it('are chosen on the Ethernet road, and observed in a scale set, the head first', () => {
    expect(namesOf(complete({ count: 2 }), { nodes: [] })).toEqual(['glocluster0', 'glocluster1']);
    expect(namesOf(complete({ network: 'infiniband' }), { nodes: [] })).toEqual([]);
    expect(namesOf(complete({ network: 'infiniband' }), { nodes })).toEqual(['gloc000002', 'gloc000001', 'gloc00000a']);
  });

  it('are there only after their stage, so that what is done to each node is a plan after it', () => {
    const stages = ['resource-group', 'nodes', 'log-in', 'hello-mpi'] as const;
    expect(plansOf(stages, { network: 'ethernet' })).toEqual([[...stages]]);
    expect(plansOf(stages, { network: 'infiniband' })).toEqual([
      ['resource-group', 'nodes'],
      ['log-in', 'hello-mpi'],
    ]);
    expect(plansOf(['hello-mpi'], { network: 'infiniband' })).toEqual([['hello-mpi']]);
  });
});
