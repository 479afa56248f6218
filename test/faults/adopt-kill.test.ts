import { cpSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childEnvironment, rank0, startRank0, temporaryHome } from '../support/rank0.ts';

const ended: (() => void)[] = [];
let made = '';
beforeAll(async () => {
  const { home, dispose } = temporaryHome();
  ended.push(dispose);
  made = home;
  const ran = await rank0(['practice', '--by-hand', '--json'], childEnvironment(home));
  expect(ran.exitCode, ran.stderr.slice(-800)).toBe(0);
}, 60_000);
afterAll(() => {
  for (const end of ended) end();
});

const words = ['adopt', 'glocktestrg', '--cloud', 'practice', '--yes', '--json', '--mend', 'all'];
/** While it tags, while keys come onto the nodes, while it mends; with RANK0_ALL_CUTS also between. */
const cuts = process.env['RANK0_ALL_CUTS'] ? [1, 4, 12, 20, 30, 45, 60, 75, 95, 120, 150] : [12, 60, 95];

describe('an adoption that is killed', () => {
  it.each(cuts)('at line %i goes on by the same command', { timeout: 60_000 }, async (at) => {
    const { home, dispose } = temporaryHome();
    ended.push(dispose);
    cpSync(made, home, { recursive: true });
    let lines = 0;
    const running = startRank0(words, childEnvironment(home), () => {
      lines += 1;
      if (lines === at) running.child.kill('SIGKILL');
    });
    await running.ended;
    expect(lines).toBeGreaterThanOrEqual(at);
    const again = await rank0(words, childEnvironment(home));
    expect(again.lines.at(-1), again.stderr.slice(-800)).toMatchObject({ result: 'adopted', cluster: 'glocluster' });
    const { findings, nodes } = again.lines.at(-1) as { findings: { finding: string }[]; nodes: unknown[] };
    expect(findings.map(({ finding }) => finding)).toEqual(['old-image']);
    expect(nodes).toHaveLength(4);
    const { lines: down } = await rank0(['down', '--yes', '--json'], childEnvironment(home));
    expect(down.at(-1)).toMatchObject({ result: 'deleted', left: [] });
  });
});
