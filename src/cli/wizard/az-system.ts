import { spawn } from 'node:child_process';
import { ProblemError } from '../../state/problem.ts';

export interface AzRequest {
  /** What stands after `az`. */
  readonly words: readonly string[];
  tell(text: string): void;
  /** What it says on its error output. */
  error(text: string): void;
  readonly signal: AbortSignal;
}

/**
 * Runs the az of this computer. What it starts ends with it.
 * @throws ProblemError `az-missing`; the signal's reason.
 */
export function systemAz({ words, tell, error, signal }: AzRequest): Promise<number> {
  signal.throwIfAborted();
  const windows = process.platform === 'win32';
  return new Promise((resolve, reject) => {
    // On Windows az is a script that only a shell starts. Elsewhere it gets a group of its own: it is a script around a Python, and both have to end.
    const child = spawn('az', windows ? words.map(quotedForCmd) : [...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      shell: windows,
      detached: !windows,
      env: { ...process.env, AZURE_CORE_NO_COLOR: '1' },
    });
    const stop = (): void => {
      if (child.pid === undefined) return;
      if (windows) child.kill();
      else process.kill(-child.pid, 'SIGTERM');
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    child.stdout?.setEncoding('utf8').on('data', tell);
    child.stderr?.setEncoding('utf8').on('data', error);
    child.on('error', (cause) => {
      signal.removeEventListener('abort', stop);
      reject((cause as NodeJS.ErrnoException).code === 'ENOENT' ? azMissing(cause) : cause);
    });
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      // cmd.exe has 9009 for a program that it does not find.
      if (windows && code === 9009) reject(azMissing(undefined));
      else resolve(code ?? 1);
    });
  });
}

const quotedForCmd = (word: string): string => (/^[\w./:=-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`);

const azMissing = (cause: unknown): ProblemError =>
  new ProblemError(
    {
      code: 'az-missing',
      message: 'the Azure CLI (az) is not on this computer',
      means: 'The line is not run. rank0 itself does not need az; the Cloud Shell of the portal has it, and runs the line as it stands.',
      next: [
        { label: 'Install it: https://learn.microsoft.com/cli/azure/install-azure-cli' },
        { label: 'Or run the line in the Cloud Shell: https://shell.azure.com' },
      ],
    },
    { cause },
  );
