import { latin1FromBytes } from 'just-bash';
import { clientOptions } from '../ssh/client-options.ts';
import { logInFrom } from '../ssh/client.ts';
import { runOver } from '../ssh/remote-run.ts';
import type { Client } from 'ssh2';
import type { Program, Programs, Session } from '../shell/session.ts';
import { hostOf, sshLine } from './ssh-words.ts';

const usage =
  'usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface] [-b bind_address]\n           [-c cipher_spec] [-E log_file] [-F configfile] [-i identity_file]\n           [-l login_name] [-o option] [-p port] destination [command [argument ...]]\n';

/** A login from one machine to another: a real one, to that machine's SSH server, with what lies in ~/.ssh here. */
const ssh: Program = async (args, context, session) => {
  const line = sshLine(args, 'bcDeEFIiJLlmOopQRSWw', '1246AaCfgKkMNnqsTtVvXxYyG');
  if (line.flags.has('V')) return { stderr: `${session.node.release.ssh}, OpenSSL 3.0.13 30 Jan 2024\n` };
  const [target, ...rest] = line.rest;
  if (target === undefined) return { stderr: usage, exitCode: 255 };
  if (line.unknown !== undefined) return { stderr: `unknown option -- ${line.unknown}\n${usage}`, exitCode: 255 };
  // Options may also follow the host.
  const more = sshLine(rest, 'bcDeEFIiJLlmOopQRSWw', '1246AaCfgKkMNnqsTtVvXxYyG');
  const { host, user, port } = hostOf(target);
  const words = {
    identities: [...line.identities, ...more.identities],
    options: [...line.options, ...more.options],
    quiet: line.quiet || more.quiet,
    tty: line.tty || more.tty,
    ...(user === undefined ? {} : { user }),
    ...(line.user === undefined ? {} : { user: line.user }),
    ...(port === undefined ? {} : { port }),
    ...(line.port === undefined ? {} : { port: line.port }),
  };
  const options = await clientOptions(host, words, session);
  const signal = context.signal ?? session.signal;
  const login = await logInFrom(session, options, signal);
  if ('failed' in login) return { stderr: login.failed, exitCode: 255 };
  try {
    const command = more.rest.join(' ');
    if (command === '' && session.terminal) return { ...(await interactive(session, login.client)), stderr: login.notice };
    const stdin = line.flags.has('n') || more.flags.has('n') ? Buffer.alloc(0) : Buffer.from(latin1FromBytes(context.stdin), 'latin1');
    const answer = await runOver(session, login.client, command === '' ? 'bash -s' : command, stdin, signal);
    return { stdout: answer.stdout.toString(), stderr: login.notice + answer.stderr, exitCode: answer.exitCode };
  } finally {
    login.client.end();
  }
};

/** A shell on the other machine, at this person's own terminal. */
async function interactive({ terminal, work }: Session, client: Client): Promise<{ exitCode: number }> {
  if (!terminal) return { exitCode: 255 };
  let exitCode = 255;
  await work.outside(
    new Promise<void>((resolve) => {
      client.shell({ term: terminal.name, cols: terminal.columns, rows: terminal.rows }, (error, channel) => {
        if (error) {
          resolve();
          return;
        }
        channel.on('exit', (code: number | null) => {
          exitCode = code ?? 255;
        });
        terminal.handTo(channel).then(resolve, resolve);
      });
    }),
  );
  return { exitCode };
}

export const sshProgram: Programs = { ssh };
