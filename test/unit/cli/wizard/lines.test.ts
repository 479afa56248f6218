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

it('says a size with its processors, memory, money and quota, and a notice without the screen again', async () => {
  const { controller, enterUntil } = wizard();
  await enterUntil((state) => state.screen.at === 'size');
  const { type, hear, end } = spoken(controller);
  expect(await hear(/Enter: choose/)).toMatch(/1 of 5: Standard_D2s_v5, 2 vCPUs, 8 GB, 0\.38 \$ an hour for 4, quota left 20, marked/);
  type('n');
  expect(await hear(/There are no nodes yet[\s\S]*help: all keys/)).not.toContain('Which size');
  end();
});

it('says commands when they are asked for, where there are many', async () => {
  const { controller, enterUntil } = wizard();
  await enterUntil(atStage('nodes', 'explained'));
  const { type, hear, end } = spoken(controller);
  const screen = await hear(/Enter: do it/);
  expect(screen).toMatch(/By hand it would be \d+ commands\. Type commands to hear them/);
  expect(screen).not.toContain('az vm create');
  type('commands');
  expect(await hear(/az vm create[\s\S]*Enter: do it/)).not.toContain('By hand it would be');
  end();
});

it('tells of a kind of task once that it waits, and of each how it ended', async () => {
  const { controller, enterUntil } = wizard();
  await enterUntil(atStage('log-in', 'explained'));
  const { type, hear, end } = spoken(controller);
  await hear(/Enter: do it/);
  type('');
  const said = await hear(/This stage is done/);
  expect(said.match(/installing openmpi-bin/g)).toHaveLength(1);
  expect(said.match(/cloud-init on glocluster\d: done/g)).toHaveLength(4);
  end();
});

it('has words for keys that a line cannot hold or that screen readers leave out', async () => {
  const { controller, enterUntil, state } = wizard();
  await enterUntil((now) => now.screen.at === 'location');
  const { type, hear, end } = spoken(controller);
  await hear(/find: filter, esc: back, help: all keys/);
  type('help');
  const keys = await hear(/Keys of the moment[\s\S]*close/);
  expect(keys).toMatch(/^find: Show only rows/m);
  expect(keys).not.toMatch(/Next row|Ten rows/);
  type('esc');
  await hear(/which region/);
  type('find');
  await hear(/Filter: empty\. Type it/);
  type('west');
  await hear(/1 of 2: westeurope/);
  type('nothing of the kind');
  await hear(/Nothing is called nothing of the kind here/);
  type('2');
  await hear(/westus3 is marked/);
  type('');
  await hear(/how many nodes/);
  expect(state().answers.location).toBe('westus3');
  end();
});
