import { expect, test } from 'vitest';
import { freshFrame } from '../../../support/fresh-frame.tsx';
import { stops } from '../../../support/stops.ts';

const wordsAt = async (name: string): Promise<string> => {
  const at = await stops.find((stop) => stop.name === name)?.open();
  if (!at) throw new Error(`no stop ${name}`);
  const seen = at.state();
  await at.controller.close();
  return freshFrame(seen, 80, 24)
    .map((line) => line.replace(/^.{20} │ /, ''))
    .join(' ')
    .replace(/\s+/g, ' ');
};

test('who leaves while a cluster is deleted is told that Azure goes on, and how to see what came of it', async () => {
  expect(await wordsAt('deleting')).toContain('q leaves at any moment: Azure goes on deleting, and rank0 down glocluster says what came of it.');
});

test('what is left of a cluster has a way on', async () => {
  expect(await wordsAt('deleted, something left')).toContain('rank0 down glocluster, in a while, deletes what is left and asks again.');
});
