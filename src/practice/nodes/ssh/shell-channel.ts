import { PassThrough } from 'node:stream';
import { createInterface, type Interface } from 'node:readline';
import type { ServerChannel } from 'ssh2';
import { parse } from 'just-bash';
import { lifeAt } from '../boot/timeline.ts';
import type { Terminal } from '../shell/terminal.ts';
import type { Session } from '../shell/session.ts';
import type { LoggedIn } from './server.ts';
import { type TerminalSize, terminalOn } from './terminal-channel.ts';
import { readsTyped } from './typed-input.ts';

/** An interactive shell: a prompt, history, lines that go on, Ctrl-C and Ctrl-D. */
export function serveShell(channel: ServerChannel, login: LoggedIn, size: TerminalSize, onResize: (told: (size: TerminalSize) => void) => void): void {
  const ended = new AbortController();
  channel.on('close', () => ended.abort(new Error('the channel was closed')));
  channel.on('error', () => ended.abort(new Error('the channel broke')));
  const { terminal, typed, history, resize } = terminalOn(channel, size);
  const session = login.session({ signal: ended.signal, terminal });
  const output = Object.assign(new PassThrough(), { columns: size.columns, rows: size.rows, isTTY: true });
  output.on('data', (chunk: Buffer) => channel.write(chunk.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
  onResize((next) => {
    resize(next);
    Object.assign(output, { columns: next.columns, rows: next.rows });
  });
  const editor = createInterface({ input: typed, output, terminal: true, historySize: 500, completer: (line: string) => [[], line] });
  session.work
    .inside(() => converse({ session, login, editor, terminal, history, show: (text) => void output.write(text) }))
    .then(
      (code) => {
        editor.close();
        channel.exit(code);
        channel.end();
      },
      () => channel.end(),
    );
}

interface Conversation {
  readonly session: Session;
  readonly login: LoggedIn;
  readonly editor: Interface;
  readonly terminal: Terminal;
  readonly history: string[];
  readonly show: (text: string) => void;
}

async function converse({ session, login, editor, terminal, history, show }: Conversation): Promise<number> {
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
    history.push(text.replaceAll('\n', '; '));
    if (!login.stillUp()) return 255;
    const stdin = readsTyped(text) ? await work.outside(terminal.read({ ...lines.ahead(), oneLine: /^read\b/.test(text.trim()) })) : '';
    if (stdin === undefined) {
      show('^C\n');
      code = 130;
      continue;
    }
    const stop = new AbortController();
    const interrupted = lines.whileRunning(() => stop.abort(new Error('interrupted')));
    await node.settle(session.clock.now());
    const result = await session
      .run(asked(text, code), {
        cwd,
        env: { ...env, COLUMNS: `${terminal.columns}`, LINES: `${terminal.rows}` },
        stdin: Buffer.from(stdin),
        signal: AbortSignal.any([stop.signal, session.signal]),
      })
      .catch(() => undefined);
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
interface LineQueue {
  next(): Promise<Line>;
  /** What was typed and not asked for, taken out: whole lines, and one that was begun. */
  ahead(): { readonly before: string; readonly partial: string };
  whileRunning(interrupt: () => void): () => void;
}

function lineQueue(editor: Interface): LineQueue {
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
    ahead: () => {
      const whole = waiting.flatMap((line) => (typeof line === 'string' ? [] : [`${line.text}\n`]));
      const rest = waiting.filter((line) => typeof line === 'string');
      waiting.splice(0, waiting.length, ...rest);
      const partial = editor.line;
      if (partial !== '') {
        editor.setPrompt('');
        editor.write(null, { ctrl: true, name: 'u' });
      }
      return { before: whole.join(''), partial };
    },
    whileRunning: (interrupt) => {
      running = interrupt;
      return () => {
        running = undefined;
      };
    },
  };
}
