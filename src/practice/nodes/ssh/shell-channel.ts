import { PassThrough, type Duplex } from 'node:stream';
import { createInterface, type Interface } from 'node:readline';
import type { ServerChannel } from 'ssh2';
import { parse } from 'just-bash';
import { lifeAt } from '../boot/timeline.ts';
import type { Terminal } from '../shell/terminal.ts';
import type { Session } from '../shell/session.ts';
import type { LoggedIn } from './server.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
  readonly name: string;
}

/** A channel as a terminal: what is typed goes to the shell's line editor, or to the program that has taken it over. */
export function terminalOn(channel: ServerChannel, size: TerminalSize): { terminal: Terminal; typed: PassThrough; resize(size: TerminalSize): void } {
  const typed = new PassThrough();
  let taker: Duplex | undefined;
  let current = size;
  channel.on('data', (chunk: Buffer) => (taker ?? typed).write(chunk));
  channel.on('end', () => typed.end());
  return {
    typed,
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

/** An interactive shell: a prompt, history, lines that go on, Ctrl-C and Ctrl-D. */
export function serveShell(channel: ServerChannel, login: LoggedIn, size: TerminalSize, onResize: (told: (size: TerminalSize) => void) => void): void {
  const ended = new AbortController();
  channel.on('close', () => ended.abort(new Error('the channel was closed')));
  channel.on('error', () => ended.abort(new Error('the channel broke')));
  const { terminal, typed, resize } = terminalOn(channel, size);
  const session = login.session({ signal: ended.signal, terminal });
  const output = Object.assign(new PassThrough(), { columns: size.columns, rows: size.rows, isTTY: true });
  output.on('data', (chunk: Buffer) => channel.write(chunk.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
  onResize((next) => {
    resize(next);
    Object.assign(output, { columns: next.columns, rows: next.rows });
  });
  const editor = createInterface({ input: typed, output, terminal: true, historySize: 500, completer: (line: string) => [[], line] });
  session.work
    .inside(() => converse(session, login, editor, (text) => void output.write(text)))
    .then(
      (code) => {
        editor.close();
        channel.exit(code);
        channel.end();
      },
      () => channel.end(),
    );
}

async function converse(session: Session, login: LoggedIn, editor: Interface, show: (text: string) => void): Promise<number> {
  const { node, user, work } = session;
  let cwd = user.home;
  let env: Readonly<Record<string, string>> = {};
  let code = 0;
  const lines = lineQueue(editor);
  show(welcome(session));
  for (;;) {
    const place = cwd === user.home ? '~' : cwd.startsWith(`${user.home}/`) ? `~${cwd.slice(user.home.length)}` : cwd;
    editor.setPrompt(`${user.name}@${node.spec().computerName}:${place}${user.uid === 0 ? '#' : '$'} `);
    let text = '';
    for (;;) {
      const line = await work.outside(lines.next());
      if (line === 'end') {
        show('logout\n');
        return code;
      }
      if (line === 'interrupt') {
        show('^C\n');
        text = '';
        continue;
      }
      text += `${text === '' ? '' : '\n'}${line.text}`;
      if (!goesOn(text)) break;
      editor.setPrompt('> ');
    }
    if (text.trim() === '') continue;
    if (!login.stillUp()) return 255;
    const stop = new AbortController();
    const interrupted = lines.whileRunning(() => stop.abort(new Error('interrupted')));
    await node.settle(session.clock.now());
    const result = await session.run(asked(text, code), { cwd, env, signal: AbortSignal.any([stop.signal, session.signal]) }).catch(() => undefined);
    interrupted();
    if (stop.signal.aborted) show('^C\n');
    if (result && !stop.signal.aborted) {
      show(result.stdout);
      show(result.stderr);
      const { [statusName]: status, ...rest } = result.env;
      if (status === undefined && isComplete(text)) {
        show('logout\n');
        return result.exitCode;
      }
      code = status === undefined ? result.exitCode : Number(status);
      cwd = result.env['PWD'] ?? cwd;
      env = rest;
    } else code = 130;
  }
}

/** Where the shell leaves the exit code of what was typed; it is missing where that ended the shell. */
const statusName = 'PRACTICE_STATUS';

/** A line with `$?` as the one before left it. */
const asked = (text: string, before: number): string => `(exit ${before})\n${text}\n${statusName}=$?\n`;

function isComplete(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    // The shell has said what is wrong with it.
    return false;
  }
}

const welcome = ({ node, clock }: Session): string => {
  const life = lifeAt(node.timeline(), clock.now());
  const reboot = node.timeline().rebootRequired.some(({ at, boot }) => at <= clock.now() && boot === life?.index) ? '*** System restart required ***\n' : '';
  return `Welcome to ${node.release.pretty} (GNU/Linux ${node.release.kernel} x86_64)\n\nThis is a simulated machine of the practice cloud. Nothing here costs money.\n${reboot}\n`;
};

/** Whether the shell would ask for another line. */
function goesOn(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) return true;
  try {
    parse(text);
    return false;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    // just-bash names the word that is missing as the unexpected one.
    const missing = /near unexpected token `(fi|done|esac|\}|\))'/.exec(message)?.[1];
    return /EOF|here-?doc/i.test(message) || (missing !== undefined && !text.trimEnd().endsWith(missing));
  }
}

type Line = { readonly text: string } | 'interrupt' | 'end';

/** Lines as they are typed, ahead of being asked for too. */
function lineQueue(editor: Interface): { next(): Promise<Line>; whileRunning(interrupt: () => void): () => void } {
  const waiting: Line[] = [];
  let take: ((line: Line) => void) | undefined;
  let running: (() => void) | undefined;
  const put = (line: Line): void => {
    const taker = take;
    take = undefined;
    if (taker) taker(line);
    else waiting.push(line);
  };
  editor.on('line', (text) => put({ text }));
  editor.on('close', () => put('end'));
  editor.on('SIGINT', () => {
    if (running) {
      running();
      return;
    }
    // A listener of SIGINT does not clear the line by itself (terminal.md 8).
    editor.write(null, { ctrl: true, name: 'e' });
    editor.write(null, { ctrl: true, name: 'u' });
    put('interrupt');
  });
  return {
    next: () => {
      const line = waiting.shift();
      if (line !== undefined) return Promise.resolve(line);
      editor.prompt();
      return new Promise((resolve) => {
        take = resolve;
      });
    },
    whileRunning: (interrupt) => {
      running = interrupt;
      return () => {
        running = undefined;
      };
    },
  };
}
