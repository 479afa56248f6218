import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stageIds } from '../../src/state/stage-id.ts';
import { walkByEar } from '../support/hearing.ts';

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rank0-ear-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('by ear', () => {
  test('the whole road is lines: every question asked and answered, in order, nothing that only eyes read', async () => {
    const { transcript, exitCode, seat } = await walkByEar(home);
    expect(exitCode).toBe(0);
    expect(seat.terminal.buffer.active.type).toBe('normal');
    // Line ends are all that is no text: no colour, no cursor, no title, no bell.
    expect(transcript).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(transcript).not.toMatch(/[─│┴●◐○✔✖▶█░⠀-⣿]/);
    let at = 0;
    for (const words of [
      'Where shall it be built?',
      'Stage 1, Sign in',
      'Stage 2, Plan',
      'Plan: how shall the nodes be connected?',
      'Plan: which region?',
      'Plan: how many nodes?',
      'Plan: which size?',
      'Plan: everything that will be made',
      'Stage 3, Resource group',
      'Stage 4, Nodes',
      'Stage 5, Log in',
      'Stage 6, Cluster SSH',
      'Stage 7, Hello MPI',
      'Hello from rank 3 of 4 running on glocluster3',
      'Stage 11, Your cluster: 4 nodes, all answer',
      'rank0 down glocluster',
    ]) {
      const found = transcript.indexOf(words, at);
      expect(found, `${words} after ${transcript.slice(Math.max(0, at - 100), at)}`).toBeGreaterThan(-1);
      at = found;
    }
    expect(stageIds.length).toBe(11);
    // Every screen says that it is simulated, and each ends in what can be typed.
    expect(transcript.match(/^Stage \d+, .*$/gm)?.every((title) => title.endsWith('Simulated.'))).toBe(true);
    expect(transcript.match(/help: all keys\.$/gm)?.length).toBeGreaterThan(15);
    // Nothing is said twice in a row, and no line takes minutes to hear but those that are commands.
    const lines = transcript.split('\n');
    expect(lines.filter((line, index) => line !== '' && line === lines[index - 1])).toEqual([]);
    expect(lines.filter((line) => line.length > 500 && !line.startsWith('Command: '))).toEqual([]);
  });

  test('in ASCII it asks the same questions', async () => {
    const { transcript, exitCode } = await walkByEar(
      home,
      [
        { heard: /1 of 2: Practice cloud[\s\S]*Enter: choose/, type: '' },
        { heard: /Stage 1, Sign in[\s\S]*Enter: do it/, type: '' },
        { heard: /Enter: go on/, type: 'esc' },
        { heard: /Stage 1, Sign in|Where shall/, type: 'q' },
      ],
      ['--screen-reader', '--ascii'],
    );
    expect(exitCode).toBe(0);
    expect(transcript).toContain('Nothing was made');
    expect(transcript).toMatch(/^[\x00-\x7f]*$/);
  });

  test('--plain asks once, in lines, and makes nothing without a yes', async () => {
    const { transcript } = await walkByEar(home, [{ heard: 'Build it? [y/N]', type: 'n' }], ['--plain']);
    expect(transcript).not.toMatch(/\x1b\[\?1049h|\x1b\[\d*[ABCDHJ]/);
    expect(transcript).not.toContain('Hello from rank');
  });

  test('what makes no sense is answered, and Ctrl-C leaves with 130', async () => {
    const { transcript, exitCode } = await walkByEar(home, [
      { heard: /Enter: choose/, type: 'nonsense' },
      { heard: 'Nothing is called nonsense here; help lists the keys.', type: 'n' },
      { heard: 'There are no nodes yet', type: '99' },
      { heard: 'Nothing is called 99 here', type: '\x03' },
    ]);
    expect(transcript).toContain('Nothing was made');
    expect(exitCode).toBe(130);
  });
});
