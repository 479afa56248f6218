import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { checkPublicKey } from '../remote/login-key.ts';
import { mpiStackOf } from '../remote/mpi-stack.ts';
import { userData } from '../remote/user-data.ts';
import type { Given } from '../stages/questions.ts';
import { usageError } from '../state/problem.ts';

/**
 * The person's own public keys: the file that was named, else ~/.ssh/id_ed25519.pub, else ~/.ssh/id_rsa.pub, else none (design 4).
 * @throws ProblemError exit code 2 for a named file that is not there or holds no public key that Azure takes.
 */
export function ownPublicKeys(given: Given): string[] {
  if (given.sshKey !== undefined) return [checkPublicKey(read(given.sshKey, '--ssh-key'))];
  for (const name of ['id_ed25519.pub', 'id_rsa.pub']) {
    const file = join(homedir(), '.ssh', name);
    if (!existsSync(file)) continue;
    try {
      return [checkPublicKey(readFileSync(file, 'utf8'))];
    } catch {
      // A key that was not asked for and that Azure would refuse is left out; rank0 logs in with one of its own anyway.
    }
  }
  return [];
}

/**
 * The person's own user data, checked as it will be merged.
 * @throws ProblemError exit code 2: not there, broken YAML, unknown keys, too large.
 */
export function ownCustomData(given: Given): string | undefined {
  if (given.customData === undefined) return undefined;
  const own = read(given.customData, '--custom-data');
  userData({ packages: mpiStackOf(given.image ?? '').packages, packageUpgrade: given.packageUpgrade ?? false, own });
  return own;
}

function read(file: string, flag: string): string {
  try {
    return readFileSync(file.replace(/^~(?=\/)/, homedir()), 'utf8');
  } catch (error) {
    throw usageError('file-unreadable', `${flag} ${file}: ${(error as Error).message}`, 'The file could not be read.');
  }
}
