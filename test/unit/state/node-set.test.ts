import { describe, expect, it } from 'vitest';
import { expand } from '../../../src/practice/nodes/commands/node-set.ts';
import { foldNames } from '../../../src/state/node-set.ts';

describe('names of nodes, folded as ClusterShell writes them', () => {
  it.each([
    [['glocluster0'], 'glocluster0'],
    [['glocluster2', 'glocluster0', 'glocluster1'], 'glocluster[0-2]'],
    [['glocluster0', 'glocluster1', 'glocluster3', 'glocluster10', 'glocluster11'], 'glocluster[0-1,3,10-11]'],
    [['ibset00000A', 'ibset000001', 'ibset000002'], 'ibset[000001-000002],ibset00000A'],
    [['head', 'node1', 'node2'], 'head,node[1-2]'],
    [['n01', 'n02', 'n10'], 'n[01-02,10]'],
    [['node1', 'node1'], 'node1'],
    [[], ''],
  ])('%j is %s', (names, folded) => {
    expect(foldNames(names)).toBe(folded);
    // What it writes is read back to the same names.
    if (names.length > 0) expect(expand(foldNames(names), () => undefined).sort()).toEqual([...new Set(names)].sort());
  });
});
