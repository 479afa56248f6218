import { PassThrough, type Duplex } from 'node:stream';
import type { ServerChannel } from 'ssh2';
import type { Terminal } from '../shell/terminal.ts';
import { typedInput } from './typed-input.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
  readonly name: string;
}

/** A channel as a terminal: what is typed goes to the shell's line editor, or to the program that has taken it over. */
export function terminalOn(
  channel: ServerChannel,
  size: TerminalSize,
): { terminal: Terminal; typed: PassThrough; history: string[]; resize(size: TerminalSize): void } {
  const typed = new PassThrough();
  let taker: Duplex | undefined;
  let current = size;
  const history: string[] = [];
  channel.on('data', (chunk: Buffer) => (taker ?? typed).write(chunk));
  channel.on('end', () => typed.end());
  return {
    typed,
    history,
    resize: (next) => {
      current = next;
    },
    terminal: {
      get columns() {
        return current.columns;
      },
      get rows() {
        return current.rows;
      },
      name: size.name,
      history,
      read: (before) =>
        new Promise((resolve) => {
          const input = typedInput(before);
          channel.write(before.partial);
          const keys = new PassThrough();
          keys.setEncoding('utf8');
          keys.on('data', (chunk: string) => {
            channel.write(input.put(chunk));
            if (input.ended === undefined) return;
            taker = undefined;
            resolve(input.ended === 'interrupted' ? undefined : input.ended.text);
          });
          channel.once('close', () => resolve(undefined));
          taker = keys;
        }),
      ask: (question) =>
        new Promise((resolve) => {
          channel.write(question.replace(/\n/g, '\r\n'));
          let line = '';
          const answers = new PassThrough();
          answers.on('data', (chunk: Buffer) => {
            for (const character of chunk.toString()) {
              if (/[\r\n\x03\x04]/.test(character)) {
                taker = undefined;
                channel.write('\r\n');
                resolve(/[\x03\x04]/.test(character) ? '' : line.trim());
                return;
              }
              line = character === '\x7f' ? line.slice(0, -1) : line + character;
              channel.write(character === '\x7f' ? '\b \b' : character);
            }
          });
          taker = answers;
        }),
      handTo: (program) =>
        new Promise((resolve) => {
          taker = program;
          program.on('data', (chunk: Buffer) => channel.write(chunk));
          program.once('close', () => {
            taker = undefined;
            resolve();
          });
        }),
    },
  };
}
