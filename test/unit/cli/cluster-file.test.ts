import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readClusterFile } from '../../../src/cli/cluster-file.ts';
import { checkGiven } from '../../../src/stages/questions.ts';
import { ProblemError } from '../../../src/state/problem.ts';
import { ownFolder } from '../state/support.ts';

const given = (content: string) => {
  const file = join(ownFolder(), 'cluster.yaml');
  writeFileSync(file, content);
  return checkGiven(readClusterFile(file));
};

function refusal(content: string): ProblemError {
  try {
    given(content);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a cluster file', () => {
  it('has the keys of the flags', () => {
    expect(given('name: mine\ncount: 6\nsshSource: 203.0.113.7\nbenchmark: false\nsharedFiles: none\n')).toEqual({
      name: 'mine',
      count: 6,
      sshSource: '203.0.113.7/32',
      benchmark: false,
      sharedFiles: 'none',
    });
  });
  it('may be empty', () => expect(given('# nothing yet\n')).toEqual({}));

  it.each([
    ['cuont: 3', 'file-key-unknown', 'count'],
    ['ssh-source: 1.2.3.4', 'file-key-unknown', 'sshSource'],
    ['name: mine\n  count: 3\n', 'file-broken', ':1:7:'],
    ['- a\n- b\n', 'file-not-a-map', 'key: value'],
    ['count: [3]', 'file-value', 'count'],
    ['count: 4.5', 'count-not-allowed', '2 to 250'],
    ['sharedFiles: floppy', 'not-one-of', '--shared-files'],
  ])('refuses %j with %s', (content, code, hint) => {
    const { problem, exitCode } = refusal(content);
    expect(exitCode).toBe(2);
    expect(problem.code).toBe(code);
    expect(`${problem.message} ${problem.means}`).toContain(hint);
  });

  it('names a file that is not there', () => {
    expect(() => readClusterFile('/nonexistent/cluster.yaml')).toThrow(ProblemError);
  });
});
