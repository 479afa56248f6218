import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { Client, type ParsedKey, type ServerHostKeyAlgorithm, utils } from 'ssh2';
import type { Session } from '../shell/session.ts';
import type { ClientOptions } from './client-options.ts';
import { knownHostsIn, speaksOf, typeName } from './known-hosts.ts';

/** How long TCP tries to reach a machine that does not answer, in milliseconds (Linux: 6 retries). */
const tcpPatience = 131_000;

/** A login that failed, in OpenSSH's words, or a connection to use. */
export type Login = { readonly client: Client; readonly notice: string } | { readonly failed: string };

/** Logs in from a machine to another one as OpenSSH's client does: name, connection, host key, then the user's own keys. */
export async function logInFrom(session: Session, options: ClientOptions, signal: AbortSignal): Promise<Login> {
  const { network, node, work, clock } = session;
  const address = network.resolve(node, options.hostName);
  if (address === undefined) return { failed: `ssh: Could not resolve hostname ${options.hostName}: Name or service not known\n` };
  let socket: import('node:stream').Duplex;
  try {
    socket = await work.outside(network.connect(node, address, options.port));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const where = `ssh: connect to host ${options.hostName} port ${options.port}`;
    if (code === 'ECONNREFUSED') return { failed: `${where}: Connection refused\n` };
    if (code === 'ENETUNREACH') return { failed: `${where}: Network is unreachable\n` };
    if (code !== 'ETIMEDOUT') throw error;
    await work.outside(clock.sleep(Math.min(tcpPatience, options.connectTimeout === undefined ? tcpPatience : options.connectTimeout * 1000), signal));
    return { failed: `${where}: Connection timed out\n` };
  }
  const host = options.port === 22 ? options.hostName : `[${options.hostName}]:${options.port}`;
  const check = hostKeyCheck(session, options, options.host.toLowerCase() === options.hostName ? host : options.host);
  const { keys, notice } = await identitiesOf(session, options);
  const client = new Client();
  const ready = new Promise<string | undefined>((resolve) => {
    const stop = (): void => {
      client.destroy();
      resolve('');
    };
    signal.addEventListener('abort', stop, { once: true });
    client.once('ready', () => {
      signal.removeEventListener('abort', stop);
      resolve(undefined);
    });
    client.once('error', (error: Error & { level?: string }) => {
      if (check.refusal !== undefined) resolve(check.refusal);
      else if (error.level === 'client-authentication') resolve(`${options.user}@${options.hostName}: Permission denied (publickey).\n`);
      else resolve(`kex_exchange_identification: ${error.message}\nConnection closed by ${address} port ${options.port}\n`);
    });
    client.once('close', () => resolve(`Connection closed by ${address} port ${options.port}\n`));
  });
  client.connect({
    sock: socket,
    username: options.user,
    hostVerifier: (key: Buffer, answer: (trusted: boolean) => void) => void check.verify(key).then(answer, () => answer(false)),
    // Types that are known already come first, as in OpenSSH.
    algorithms: {
      serverHostKey: check.order,
      cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'chacha20-poly1305@openssh.com'],
    },
    readyTimeout: 0,
    authHandler: keys.length > 0 ? keys.map((key) => ({ type: 'publickey', username: options.user, key })) : [{ type: 'none', username: options.user }],
  });
  const failed = await work.outside(ready);
  if (failed !== undefined) {
    client.on('error', () => {});
    client.destroy();
    return { failed: options.quiet && !failed.includes('denied') ? '' : notice + failed };
  }
  client.on('error', () => {});
  return { client, notice: options.quiet ? '' : notice + (await check.keep()) };
}

interface HostKeyCheck {
  verify(key: Buffer): Promise<boolean>;
  readonly order: ServerHostKeyAlgorithm[];
  /** Why it was refused, in OpenSSH's words. */
  readonly refusal: string | undefined;
  /** Writes a key that was accepted unseen to the first known_hosts file; answers OpenSSH's warning. */
  keep(): Promise<string>;
}

function hostKeyCheck({ fs, terminal }: Session, { strict, knownHosts, batch }: ClientOptions, host: string): HostKeyCheck {
  const known = knownHosts
    .flatMap((file) => (fs.may(file, 'read') ? knownHostsIn(fs.readBytes(file).toString()).map((line) => ({ ...line, file })) : []))
    .filter((line) => speaksOf(line, host));
  let refusal: string | undefined;
  let learnt: { type: string; base64: string } | undefined;
  const types: ServerHostKeyAlgorithm[] = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256'];
  const isKnown = (type: string): boolean => known.some((line) => line.type === type);
  return {
    order: [...types.filter(isKnown), ...types.filter((type) => !isKnown(type))],
    get refusal() {
      return refusal;
    },
    verify: async (key) => {
      const type = key.subarray(4, 4 + key.readUInt32BE()).toString();
      const base64 = key.toString('base64');
      if (known.some((line) => line.revoked && line.key === base64)) {
        refusal = 'Host key verification failed.\n';
        return false;
      }
      if (known.some((line) => line.type === type && line.key === base64)) return true;
      const other = known.find((line) => line.type === type) ?? known[0];
      if (other) {
        const warning = changed(type, key, other, host);
        if (strict === 'no') return true;
        refusal = `${warning}${`Host key for ${host} has changed and you have requested strict checking.\n`}Host key verification failed.\n`;
        return false;
      }
      if (strict === 'accept-new' || strict === 'no') {
        learnt = { type, base64 };
        return true;
      }
      if (strict === 'ask' && terminal && !batch) {
        const answer = await terminal.ask(
          `The authenticity of host '${host}' can't be established.\n${typeName(type)} key fingerprint is SHA256:${fingerprintOf(key)}.\nThis key is not known by any other names.\n` +
            'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
        );
        if (answer === 'yes' || answer === `SHA256:${fingerprintOf(key)}`) {
          learnt = { type, base64 };
          return true;
        }
      }
      // Nobody is there to be asked, or they said no.
      refusal = `${strict === 'yes' ? `No ${typeName(type)} host key is known for ${host} and you have requested strict checking.\n` : ''}Host key verification failed.\n`;
      return false;
    },
    keep: async () => {
      if (!learnt) return '';
      const [file = '/dev/null'] = knownHosts;
      if (file !== '/dev/null') {
        await fs.mkdir(posix.dirname(file), { recursive: true });
        await fs.appendFile(file, `${host} ${learnt.type} ${learnt.base64}\n`);
        await fs.chmod(file, 0o600);
      }
      return `Warning: Permanently added '${host}' (${typeName(learnt.type)}) to the list of known hosts.\n`;
    },
  };
}

function changed(type: string, key: Buffer, other: { file: string; line: number; type: string }, host: string): string {
  const line = '@'.repeat(59);
  return (
    `${line}\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n${line}\n` +
    'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\n' +
    'Someone could be eavesdropping on you right now (man-in-the-middle attack)!\n' +
    'It is also possible that a host key has just been changed.\n' +
    `The fingerprint for the ${typeName(type)} key sent by the remote host is\nSHA256:${fingerprintOf(key)}.\n` +
    'Please contact your system administrator.\n' +
    `Add correct host key in ${other.file} to get rid of this message.\nOffending ${typeName(other.type)} key in ${other.file}:${other.line}\n` +
    `  remove with:\n  ssh-keygen -f "${other.file}" -R "${host}"\n`
  );
}

/** SHA-256 of a key as OpenSSH shows it, without `SHA256:`. */
export const fingerprintOf = (key: Buffer): string => createHash('sha256').update(key).digest('base64').replace(/=+$/, '');

/** The user's private keys that OpenSSH would offer, and what it says of those that it would not. */
async function identitiesOf({ fs, user }: Session, { identities }: ClientOptions): Promise<{ keys: ParsedKey[]; notice: string }> {
  const keys: ParsedKey[] = [];
  let notice = '';
  for (const name of identities) {
    const path = posix.resolve(user.home, name);
    if (!(await fs.exists(path))) {
      if (!name.startsWith(`${user.home}/.ssh/id_`)) notice += `Warning: Identity file ${name} not accessible: No such file or directory.\n`;
      continue;
    }
    const { mode } = await fs.stat(path);
    if ((mode & 0o077) !== 0) {
      notice += unprotected(name, mode);
      continue;
    }
    if (!fs.may(path, 'read')) {
      notice += `Load key "${name}": Permission denied\n`;
      continue;
    }
    const parsed = utils.parseKey(fs.readBytes(path));
    if (parsed instanceof Error) notice += `Load key "${name}": error in libcrypto\n`;
    else keys.push(parsed);
  }
  return { keys, notice };
}

export function unprotected(path: string, mode: number): string {
  const line = '@'.repeat(59);
  return (
    `${line}\n@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\n${line}\n` +
    `Permissions ${(mode & 0o7777).toString(8).padStart(4, '0')} for '${path}' are too open.\n` +
    'It is required that your private key files are NOT accessible by others.\n' +
    `This private key will be ignored.\nLoad key "${path}": bad permissions\n`
  );
}
