import type { Client } from 'ssh2';
import type { Session } from '../shell/session.ts';

export interface RemoteAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs one command over a login from a machine. The connection stays open. */
export function runOver(session: Session, client: Client, command: string, stdin: Buffer, signal: AbortSignal): Promise<RemoteAnswer> {
  return session.work.outside(
    new Promise((resolve, reject) => {
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      let code: number | undefined;
      const lost = (): void =>
        resolve({ exitCode: 255, stdout: Buffer.concat(stdout), stderr: `${Buffer.concat(stderr).toString()}Connection closed by remote host.\n` });
      const stop = (): void => {
        client.destroy();
        reject(signal.reason as Error);
      };
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
      client.once('close', lost);
      client.exec(command, (error, channel) => {
        if (error) {
          resolve({ exitCode: 255, stdout: Buffer.alloc(0), stderr: `channel 0: open failed: administratively prohibited: open failed\n` });
          return;
        }
        channel.on('data', (chunk: Buffer) => stdout.push(chunk));
        channel.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
        channel.on('exit', (exit: number | null) => {
          code = exit ?? 255;
        });
        channel.on('error', () => {});
        channel.on('close', () => {
          signal.removeEventListener('abort', stop);
          client.off('close', lost);
          // Without an exit code the machine went away under it: the connection's own end says so.
          if (code === undefined) setImmediate(lost);
          else resolve({ exitCode: code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
        });
        channel.end(stdin);
      });
    }),
  );
}
