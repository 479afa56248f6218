import { beforeAll, describe, expect, test } from 'vitest';
import type { Brought, NodePageId } from '../../../../src/screens/model/node-page.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf, widthOf } from '../../../../src/screens/text/line.ts';
import { nodeView } from '../../../../src/screens/views/node.ts';
import { wizard } from '../../cli/wizard/support.ts';

let ready: WizardState;

beforeAll(async () => {
  const to = wizard();
  ready = await to.enterUntil((state) => state.screen.at === 'ready' && state.live.length === 4);
  await to.controller.close();
});

const at = Date.parse('2026-11-24T12:03:04Z');

function shown(page: NodePageId, brought: Partial<Brought>, width = 58, height = 10): { title: string; lines: string[]; below: string[] } {
  const all = { [`${page}/glocluster0`]: { asking: false, at, ...brought } };
  const view = nodeView({ ...ready, overlay: 'node', nodePage: { page, brought: all } }, { width, height, glyphs: glyphsOf({ unicode: true }) });
  for (const line of [...view.lines, ...view.below]) expect(widthOf(textOf(line))).toBeLessThanOrEqual(width);
  return { title: view.title, lines: view.lines.map(textOf), below: view.below.map(textOf) };
}

describe('the page of a node', () => {
  test('says which page of which node it is, and which there are', () => {
    expect(shown('serial-log', { text: 'one' })).toMatchObject({
      title: 'glocluster0, the head: serial log',
      below: [' facts  [serial log]  cloud-init log   resources  ', '< and >: another node; as of 12:03:04'],
    });
    expect(shown('facts', {}).title).toBe('glocluster0, the head: node 1 of 4');
  });

  test('wraps long lines of a log and loses nothing of them', () => {
    const text = `short\n${'0123456789'.repeat(20)}\n漢字${'漢'.repeat(60)}`;
    const { lines } = shown('cloud-init-log', { text });
    expect(lines.join('')).toBe(text.replaceAll('\n', ''));
    expect(lines.length).toBeGreaterThan(6);
  });

  test('works a log out once for each answer and width', () => {
    const brought = { asking: false, at, text: 'a line\n'.repeat(5000) };
    const view = (width: number) =>
      nodeView(
        { ...ready, overlay: 'node', nodePage: { page: 'serial-log', brought: { 'serial-log/glocluster0': brought } } },
        { width, height: 20, glyphs: glyphsOf({ unicode: true }) },
      ).lines;
    expect(view(58)).toBe(view(58));
    expect(view(40)).not.toBe(view(58));
  });

  test('shows the line that does the same by hand where there is room', () => {
    const command = 'az vm boot-diagnostics get-boot-log --name glocluster0 --resource-group glocluster-rg';
    expect(shown('serial-log', { text: 'one', command }, 100, 20).below).toContain(`$ ${command}`);
    expect(shown('serial-log', { text: 'one', command }).below.join()).not.toContain('az vm');
  });

  test('tells an error in words, over what stood there before', () => {
    const problem = { code: 'x', message: 'no answer within 45 s', means: 'The way there is silent.', next: [] };
    const { lines } = shown('serial-log', { text: 'kept', problem });
    expect(lines).toEqual(['✖ no answer within 45 s', 'The way there is silent.', 'r asks again', '', 'What stood there before:', 'kept']);
    expect(shown('serial-log', { problem, asking: true }).lines.at(-1)).toBe('Being asked again');
  });

  test('says that nothing stands there yet, and that it is being asked for', () => {
    expect(shown('serial-log', { text: '' }).lines).toEqual(['Nothing stands there yet']);
    expect(shown('serial-log', { asking: true }).lines).toEqual(['Being asked for']);
  });

  test('shows each resource with its state in words', () => {
    const resources = [
      { kind: 'virtual machine', name: 'glocluster0', state: 'Succeeded, running', facts: ['Standard_D2s_v5'] },
      { kind: 'disk', name: 'of glocluster0', state: 'not there', facts: [] },
    ];
    expect(shown('resources', { resources }).lines).toEqual([
      'virtual machine glocluster0',
      '  Succeeded, running',
      '  Standard_D2s_v5',
      '',
      'disk of glocluster0',
      '  not there',
    ]);
  });
});
