import { describe, expect, test } from 'vitest';
import { copySequence, longestCopy } from '../../../src/terminal/clipboard.ts';
import { clearStatusSequence, plainText, statusSequence } from '../../../src/terminal/status.ts';
import { terminalOf } from '../../../src/terminal/terminal.ts';

const tty = { isTTY: true, columns: 120, rows: 40 };
const of = (env: Record<string, string>, flags = {}) => terminalOf({ stdin: tty, stdout: tty, env: { TERM: 'xterm-256color', ...env }, flags });

describe('the terminal as one value', () => {
  test('draws in colour and Unicode on a terminal of today', () => {
    expect(of({})).toMatchObject({
      columns: 120,
      rows: 40,
      interactive: true,
      draws: true,
      colour: true,
      unicode: true,
      motion: true,
      screenReader: false,
      multiplexer: undefined,
    });
  });

  test('draws nothing where an end is no terminal', () => {
    expect(terminalOf({ stdin: {}, stdout: tty, env: {} })).toMatchObject({ interactive: false, draws: false });
  });

  test('a dumb terminal gets neither screens nor colour', () => {
    expect(of({ TERM: 'dumb' })).toMatchObject({ draws: false, colour: false, motion: false });
  });

  test('NO_COLOR and --no-color are honoured, an empty NO_COLOR is none', () => {
    expect(of({ NO_COLOR: '1' }).colour).toBe(false);
    expect(of({}, { color: false }).colour).toBe(false);
    expect(of({ NO_COLOR: '' }).colour).toBe(true);
  });

  test('a screen reader gets lines that do not move', () => {
    expect(of({ INK_SCREEN_READER: 'true' })).toMatchObject({ screenReader: true, draws: false, motion: false });
    expect(of({}, { screenReader: true })).toMatchObject({ screenReader: true, draws: false });
  });

  test.each([
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LANG: 'C.UTF-8' }, true],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, false],
  ])('characters beyond ASCII by locale and terminal: %o', (env, unicode) => {
    expect(of(env as Record<string, string>).unicode).toBe(unicode);
  });

  test('knows what stands in between', () => {
    expect(of({ TMUX: '/tmp/tmux-1000/default,1,0' }).multiplexer).toBe('tmux');
    expect(of({ STY: '1.pts-0' }).multiplexer).toBe('screen');
  });
});

describe('copying', () => {
  test('is OSC 52 with the text in base64', () => {
    expect(copySequence('az login', undefined)).toBe('\x1b]52;c;YXogbG9naW4=\x07');
  });

  test('is wrapped for tmux and cut into pieces for screen', () => {
    expect(copySequence('a', 'tmux')).toBe('\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\');
    const pieces = copySequence('x'.repeat(1200), 'screen')?.split('\x1b\\').slice(0, -1) ?? [];
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece.length).toBeLessThan(768);
    expect(pieces.map((piece) => piece.slice(2)).join('')).toBe(copySequence('x'.repeat(1200), undefined));
  });

  test('is not tried with more than terminals take', () => {
    expect(copySequence('x'.repeat(longestCopy + 1), undefined)).toBeUndefined();
  });
});

describe('title and taskbar', () => {
  test('carry words and a share, and are taken away again', () => {
    expect(statusSequence({ title: 'rank0', progress: { is: 'part', percent: 41.6 } })).toBe('\x1b]2;rank0\x07\x1b]9;4;1;42\x07');
    expect(statusSequence({ title: 'rank0', progress: { is: 'error' } })).toContain('9;4;2');
    expect(clearStatusSequence).toContain('\x1b]9;4;0;0\x07');
  });

  test('a title from outside cannot end its own sequence', () => {
    expect(statusSequence({ title: 'a\x07\x1b]52;c;eA==\x07b', progress: { is: 'none' } })).toBe('\x1b]2;ab\x07\x1b]9;4;0;0\x07');
  });
});

test('text from outside loses what could steer a terminal and keeps its words and lines', () => {
  expect(plainText('\x1b[31mred\x1b[0m\r\n\x1b]0;title\x07next\x08\ttab')).toBe('red\nnext    tab');
  expect(plainText('Hello from rank 3 of 4 running on glocluster3')).toBe('Hello from rank 3 of 4 running on glocluster3');
});
