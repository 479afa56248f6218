import type { Connection } from 'ssh2';
import { quoted } from '../shell/session.ts';
import { serveCommand } from './exec-channel.ts';
import type { LoggedIn } from './server.ts';
import { serveFiles } from './sftp.ts';
import { serveShell } from './shell-channel.ts';
import type { TerminalSize } from './terminal-channel.ts';
import { serveTunnels } from './tunnels.ts';

/** sshd's MaxSessions: more at once on a connection are refused (lab.md 2, point 6). */
const mostSessions = 10;

/** Serves what a connection asks for: commands, shells, files and tunnels. */
export function serveSessions(connection: Connection, login: LoggedIn): void {
  let open = 0;
  connection.on('session', (accept, reject) => {
    if (!login.stillUp()) {
      connection.end();
      return;
    }
    if (open >= mostSessions) {
      reject();
      return;
    }
    open += 1;
    const session = accept();
    session.once('close', () => {
      open -= 1;
    });
    // ssh2 takes nothing more of a session whose input has ended (lib/server.js, _ending); sshd still takes signals.
    session.on('eof', () => {
      (session as unknown as { _ending: boolean })._ending = false;
    });
    const env: Record<string, string> = {};
    let size: TerminalSize | undefined;
    let resized = (_size: TerminalSize): void => {};
    session.on('env', (accepted, _reject, { key, val }) => {
      // As Ubuntu's sshd_config: AcceptEnv LANG LC_*
      if (/^(LANG|LC_\w+)$/.test(key)) env[key] = val;
      accepted?.();
    });
    session.on('pty', (accepted, _reject, info) => {
      size = { columns: info.cols || 80, rows: info.rows || 24, name: (info as { term?: string }).term ?? 'xterm' };
      accepted?.();
    });
    session.on('window-change', (accepted, _reject, info) => {
      if (size) resized({ ...size, columns: info.cols, rows: info.rows });
      accepted?.();
    });
    session.on('exec', (accepted, _reject, { command }) => {
      const line = login.forced === undefined ? command : `SSH_ORIGINAL_COMMAND=${quoted(command)}; export SSH_ORIGINAL_COMMAND; ${login.forced}`;
      serveCommand(accepted(), login, line, {
        env,
        ...(size ? { size } : {}),
        signals: (told) =>
          session.on('signal', (accept_, _reject, { name }) => {
            told(name);
            accept_?.();
          }),
      });
    });
    session.on('shell', (accepted) => {
      if (login.forced !== undefined) serveCommand(accepted(), login, login.forced, { env, signals: () => {} });
      else if (size) {
        serveShell(accepted(), login, size, (told) => {
          resized = told;
        });
      } else serveCommand(accepted(), login, 'bash -s', { env, signals: () => {} });
    });
    session.on('sftp', (accepted) => serveFiles(accepted(), login));
  });
  serveTunnels(connection, login);
  connection.on('request', (_accept, reject) => reject?.());
}
