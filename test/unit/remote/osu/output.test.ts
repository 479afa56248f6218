import { describe, expect, it } from 'vitest';
import { figuresIn, placesIn, versionIn } from '../../../../src/remote/osu/output.ts';
import { pairIn } from '../../../../src/remote/tasks/benchmark-pairs.ts';
import { checkPlaces } from '../../../../src/remote/osu/run-program.ts';

const latency = `=== rank 1 on node1
=== rank 0 on node0

# OSU MPI Latency Test v7.5
# Datatype: MPI_CHAR.
# Size       Avg Latency(us)
1                      27.41
2                      27.50
4                      28.02
`;

describe('what a benchmark printed', () => {
  it('is read by its numbers, whatever its headers say', () => {
    const figures = [1, 2, 4].map((bytes, index) => ({ bytes, value: [27.41, 27.5, 28.02][index] }));
    expect(figuresIn(latency)).toEqual(figures);
    expect(figuresIn(latency.replace(/^#.*$/gm, '# Größe  Zeit'))).toEqual(figures);
    expect(figuresIn(latency.replaceAll('\n', '\r\n'))).toEqual(figures);
    expect(versionIn(latency)).toBe('7.5');
    // With more columns (-f, -c) the first figure counts.
    expect(figuresIn('8   30.11   29.02   31.90   1000\n16   3.89   Pass\n')).toEqual([
      { bytes: 8, value: 30.11 },
      { bytes: 16, value: 3.89 },
    ]);
  });

  it('has one figure and no size for a barrier', () => {
    expect(figuresIn('# OSU MPI Barrier Latency Test v7.5\n# Avg Latency(us)\n             61.54\n')).toEqual([{ bytes: 0, value: 61.54 }]);
  });

  it('may have warnings between its lines', () => {
    const warned = latency.replace(
      '2      ',
      '--------------------------------------------------------------------------\nWARNING: There was an error initializing 2 devices\n[node0:02201] 3 more processes have sent help message\n  Local host: node0\n2      ',
    );
    expect(figuresIn(warned)).toEqual(figuresIn(latency));
  });

  it('may be cut off: half a number is none', () => {
    const figures = figuresIn(latency);
    for (let end = 0; end <= latency.length; end += 1) {
      const found = figuresIn(latency.slice(0, end));
      expect(found).toEqual(figures.slice(0, found.length));
    }
    expect(figuresIn('')).toEqual([]);
  });

  it('leaves out a figure of nothing, and a size that comes twice', () => {
    expect(figuresIn('1   0.00\n2   5.1\n2   7.2\n')).toEqual([{ bytes: 2, value: 5.1 }]);
  });
});

describe('where the processes ran', () => {
  it('is what they say themselves', () => {
    expect([...placesIn(latency)]).toEqual([
      [1, 'node1'],
      [0, 'node0'],
    ]);
    expect(() => checkPlaces(latency, { kind: 'latency', hosts: ['node0', 'node1'] })).not.toThrow();
  });

  it('is refused where both were on one node, or on another', () => {
    const one = latency.replace('on node1', 'on node0');
    expect(() => checkPlaces(one, { kind: 'latency', hosts: ['node0', 'node1'] })).toThrow(
      'latency: rank 0 on node0, rank 1 on node0, and not one on each of node0, node1',
    );
    expect(() => checkPlaces(latency, { kind: 'latency', hosts: ['node0', 'node2'] })).toThrow('not one on each of node0, node2');
    // One that never came to speak: how the run ended says more.
    expect(() => checkPlaces('=== rank 0 on node0\n', { kind: 'latency', hosts: ['node0', 'node1'] })).not.toThrow();
  });
});

describe('a pair', () => {
  const run = (value: string): string => `=== rank 0 on node0\n=== rank 1 on node1\n# OSU MPI Latency Test v7.5\n8   ${value}\n`;

  it('has a figure a run, read one after the other', () => {
    expect(pairIn(['node0', 'node1'], run('28.1') + run('27.9') + run('28.4'))).toEqual({ nodes: ['node0', 'node1'], latencies: [28.1, 27.9, 28.4] });
  });

  it('says why it has none', () => {
    expect(pairIn(['node0', 'node1'], 'ssh: connect to host node1 port 22: Connection timed out\n')).toEqual({
      nodes: ['node0', 'node1'],
      latencies: [],
      failed: 'ssh: connect to host node1 port 22: Connection timed out',
    });
    expect(pairIn(['node0', 'node1'], run('0.4').replace('on node1', 'on node0')).failed).toBe('processes ran on node0');
    expect(pairIn(['node0', 'node1'], '').failed).toBe('no figure');
  });
});
