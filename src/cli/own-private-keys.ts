import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { homeKeyFile } from '../practice/by-hand/home-key-file.ts';
import { type OwnKey, publicHalf } from '../remote/own-keys.ts';
import { usageError } from '../state/problem.ts';
import { practiceFolder } from './practice-folder.ts';

const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/**
 * The person's own private keys, to log in once to what they made by hand: the file that was named, else the ssh-agent's and those of
 * ~/.ssh that want no passphrase. In the practice cloud the one that stands for them; their real ones are not looked at there.
 * @throws ProblemError exit code 2 for a named file that is not there, is no private key or wants a passphrase.
 */
export function ownPrivateKeys({ cloud, home, env, named }: { cloud: string; home: string; env: NodeJS.ProcessEnv; named: string | undefined }): OwnKey[] {
  if (named !== undefined) return [namedKey(named.replace(/^~(?=\/)/, homedir()).replace(/\.pub$/, ''))];
  if (cloud === 'practice') return keysIn([homeKeyFile(practiceFolder(home))]);
  const socket = env['SSH_AUTH_SOCK'];
  return [...(socket ? [{ kind: 'agent' as const, socket }] : []), ...keysIn(usual.map((name) => join(homedir(), '.ssh', name)))];
}

const keysIn = (files: readonly string[]): OwnKey[] =>
  files.filter(existsSync).flatMap((file): OwnKey[] => {
    try {
      const privateKey = readFileSync(file, 'utf8');
      const publicKey = publicHalf(privateKey);
      // One that wants a passphrase is the agent's business.
      return publicKey === undefined || publicKey === 'encrypted' ? [] : [{ kind: 'file', file, privateKey, publicKey }];
    } catch {
      return []; // one that cannot be read was not asked for by name
    }
  });

function namedKey(file: string): OwnKey {
  let privateKey: string;
  try {
    privateKey = readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError('file-unreadable', `--ssh-key ${file}: ${(error as Error).message}`, 'The file could not be read.');
  }
  const publicKey = publicHalf(privateKey);
  if (publicKey === 'encrypted') {
    throw usageError(
      'key-encrypted',
      `--ssh-key ${file}: it wants a passphrase`,
      'rank0 asks for no passphrase. An ssh-agent that holds the key logs in with it.',
      [{ label: 'Hand it to the agent with ssh-add, then leave --ssh-key out' }],
    );
  }
  if (publicKey === undefined) {
    throw usageError(
      'not-a-private-key',
      `--ssh-key ${file}: this is no private key`,
      'To adopt a cluster, rank0 logs in to it once with the private key that you log in with.',
    );
  }
  return { kind: 'file', file, privateKey, publicKey };
}
