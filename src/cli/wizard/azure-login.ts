import { execFile } from 'node:child_process';

/** Longest wait for `az`, in milliseconds; it starts a Python of its own. */
const patience = 15_000;

/** Whom the Azure CLI is signed in as; undefined where it is not installed, not signed in, or does not answer. */
export function azureLogin(signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    // On Windows az is a script that only a shell starts; the words are ours alone.
    const options = { signal, timeout: patience, windowsHide: true, shell: process.platform === 'win32' };
    execFile('az', ['account', 'show', '--query', 'user.name', '--output', 'tsv', '--only-show-errors'], options, (error, stdout) => {
      const user = stdout.trim();
      resolve(error || user === '' ? undefined : user);
    });
  });
}
