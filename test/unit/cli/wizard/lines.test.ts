import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { runLines } from '../../../../src/cli/wizard/line-wizard.ts';
import type { Streams } from '../../../../src/cli/wizard/render.tsx';
import type { Terminal } from '../../../../src/terminal/terminal.ts';
import { atStage, wizard } from './support.ts';

/** The wizard as lines: what is typed goes in, what was said comes out. */
function spoken(controller: ReturnType<typeof wizard>['controller']) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const said: string[] = [];
  stdout.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
  const lines = runLines(controller, { stdin, stdout, stderr: stdout } as unknown as Streams, { unicode: true } as Terminal);
  return {
    type: (line: string) => stdin.write(`${line}\n`),
    /** What was said since the last call, once it has these words. */
    hear: async (words: RegExp): Promise<string> => {
      await expect.poll(() => said.join('')).toMatch(words);
      return said.splice(0).join('');
    },
    end: lines.end,
  };
}

it('says what the command of a page printed, once it has ended', async () => {
  const { controller, enterUntil } = wizard();
  await enterUntil(atStage('resource-group', 'done'));
  const { type, hear, end } = spoken(controller);
  type('e');
  await hear(/x: run it/);
  type('x');
  expect(await hear(/Exit code 0/)).toMatch(
    /Look for yourself[\s\S]*az group show --name glocluster-rg --query tags[\s\S]*az says\nline 1 of 40[\s\S]*line 40 of 40/,
  );
  end();
});

it('says the words of the glossary that a filter leaves, and one of them whole', async () => {
  const { controller, enterUntil } = wizard();
  await enterUntil(atStage('nodes', 'explained'));
  const { type, hear, end } = spoken(controller);
  type('g');
  await hear(/Glossary: \d+ words/);
  type('/');
  type('firewall');
  expect(await hear(/of \d+, with firewall/)).toMatch(/1 of \d+: NSG \(network security group\), in this text, marked/);
  type('');
  expect(await hear(/In the text of/)).toMatch(/NSG \(network security group\)\.[\s\S]*gloclusterNSG/);
  end();
});
