import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { IBufferCell, Terminal } from '@xterm/headless';
import { palettePng } from './png.ts';

/** Size of a cell in the picture, in pixels. */
const cell = { width: 9, height: 18, font: 15 } as const;

const background = '#1e2127';
const foreground = '#d6dae2';
/** The 16 colours of a terminal, in the order of their codes. */
const palette = [
  '#1e2127',
  '#e06c75',
  '#7ec87e',
  '#d9a54a',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#abb2bf',
  '#7a8190',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#ffffff',
];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The emulated screen as an SVG: every cell where it is, with its colours. */
export function svgOf(terminal: Terminal): string {
  const width = terminal.cols * cell.width + 16;
  const height = terminal.rows * cell.height + 16;
  const buffer = terminal.buffer.active;
  const marks: string[] = [];
  for (let row = 0; row < terminal.rows; row += 1) {
    const line = buffer.getLine(buffer.baseY + row);
    for (let column = 0; line && column < terminal.cols; column += 1) {
      const at = line.getCell(column);
      if (!at || at.getWidth() === 0) continue;
      const x = 8 + column * cell.width;
      const y = 8 + row * cell.height;
      const inverse = at.isInverse() !== 0;
      const fill = inverse ? background : colourOf(at);
      if (inverse) marks.push(`<rect x="${x}" y="${y}" width="${cell.width * at.getWidth()}" height="${cell.height}" fill="${colourOf(at)}"/>`);
      const text = at.getChars();
      if (text.trim() === '') continue;
      const style = `${at.isBold() ? ' font-weight="bold"' : ''}${at.isDim() ? ' opacity="0.62"' : ''}`;
      marks.push(`<text x="${x}" y="${y + cell.font - 1}" fill="${fill}"${style}>${escaped(text)}</text>`);
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${background}"/><g font-family="DejaVu Sans Mono, JetBrains Mono, monospace" font-size="${cell.font}" xml:space="preserve">${marks.join('')}</g></svg>`;
}

/** Beyond the first 16 the 256 colours are the same in every terminal: a cube of six steps, then greys. */
function colourOfPalette(index: number): string {
  const own = palette[index];
  if (own !== undefined) return own;
  const two = (value: number): string => value.toString(16).padStart(2, '0');
  if (index >= 232) return `#${two(8 + 10 * (index - 232)).repeat(3)}`;
  const step = (value: number): number => (value === 0 ? 0 : 55 + 40 * value);
  const at = index - 16;
  return `#${two(step(Math.floor(at / 36)))}${two(step(Math.floor(at / 6) % 6))}${two(step(at % 6))}`;
}

function colourOf(at: IBufferCell): string {
  if (at.isFgRGB()) return `#${at.getFgColor().toString(16).padStart(6, '0')}`;
  return at.isFgPalette() ? colourOfPalette(at.getFgColor()) : foreground;
}

/** The screen as pixels, four bytes each. Needs a monospaced font on the machine (fonts-dejavu-core). */
export function pixelsOf(terminal: Terminal): { readonly pixels: Uint8Array; readonly width: number; readonly height: number } {
  const { pixels, width, height } = new Resvg(svgOf(terminal), { font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans Mono' } }).render();
  return { pixels, width, height };
}

/** Writes the screen as PNG. */
export function writePicture(terminal: Terminal, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const { pixels, width, height } = pixelsOf(terminal);
  writeFileSync(file, palettePng(pixels, width, height));
}
