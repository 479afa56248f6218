import { Client, type ServerHostKeyAlgorithm } from 'ssh2';
import { latin1FromBytes } from 'just-bash';
import { posix } from 'node:path';
import { createHmac, randomBytes } from 'node:crypto';
import type { Program, Programs, Session } from '../shell/session.ts';
import { sshLine } from './ssh-words.ts';

const algorithms = { ed25519: 'ssh-ed25519', ecdsa: 'ecdsa-sha2-nistp256', rsa: 'rsa-sha2-512' } as const satisfies Record<string, ServerHostKeyAlgorithm>;

/** How long a host that does not answer is waited for, in seconds. */
const patience = 5;

/** `ssh-keyscan`: takes whatever key each host shows, and so trusts whoever answers. */
const keyscan: Program = async (args, context, session) => {
  const timeoutAt = args.indexOf('-T');
  const typesAt = args.indexOf('-t');
  const fileAt = args.indexOf('-f');
  const line = sshLine(args, 'ftTpO', '46cDHqv');
  const seconds = timeoutAt >= 0 ? Number(args[timeoutAt + 1]) : patience;
  const types = (typesAt >= 0 ? (args[typesAt + 1] ?? '').split(',') : ['rsa', 'ecdsa', 'ed25519']).filter(
    (type): type is keyof typeof algorithms => type in algorithms,
  );
  const unknown = typesAt >= 0 ? (args[typesAt + 1] ?? '').split(',').find((type) => !(type in algorithms) && type !== 'dsa') : undefined;
  if (unknown !== undefined) return { stderr: `Unknown key type "${unknown}"\n`, exitCode: 1 };
  const listed = fileAt >= 0 ? listIn(args[fileAt + 1] ?? '', context.cwd, latin1FromBytes(context.stdin), session) : [];
  const hosts = [...line.rest.flatMap((each) => each.split(',').map((name) => ({ connect: name, name }))), ...listed];
  if (hosts.length === 0)
    return {
      stderr: 'usage: ssh-keyscan [-46cDHqv] [-f file] [-O option] [-p port] [-T timeout]\n                   [-t type] [host | addrlist namelist]\n',
      exitCode: 1,
    };
  const signal = context.signal ?? session.signal;
  let stdout = '';
  let stderr = '';
  const lines = hosts.map(({ connect, name }) => session.work.inside(() => scanHost(session, connect, name, types, seconds, line.flags, signal)));
  for (const each of await session.work.outside(Promise.all(lines))) {
    stdout += each.stdout;
    stderr += each.stderr;
  }
  // Like the real one it ends with 0 where at least one host answered.
  return { stdout, stderr, exitCode: stdout === '' ? 1 : 0 };
};

function listIn(file: string, cwd: string, stdin: string, { fs }: Session): { connect: string; name: string }[] {
  const text = file === '-' ? stdin : fs.readBytes(posix.resolve(cwd, file)).toString();
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [addresses = '', names = addresses] = line.split(/\s+/);
      return { connect: addresses.split(',')[0] as string, name: names };
    });
}

async function scanHost(
  session: Session,
  host: string,
  name: string,
  types: readonly (keyof typeof algorithms)[],
  seconds: number,
  flags: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ stdout: string; stderr: string }> {
  const { network, node } = session;
  const address = network.resolve(node, host);
  if (address === undefined) return { stdout: '', stderr: types.map(() => `getaddrinfo ${host}: Name or service not known\n`).join('') };
  let stdout = '';
  let stderr = '';
  for (const type of types) {
    const key = await scanned(session, address, algorithms[type], seconds, signal);
    if (key === 'refused' || key === 'silent') return { stdout, stderr: key === 'refused' ? `${host}: Connection refused\n` : '' };
    if (!flags.has('q')) stderr += `# ${host}:22 SSH-2.0-${session.node.release.ssh}\n`;
    if (key === undefined) continue;
    const shown = flags.has('H') ? hashed(name.toLowerCase()) : name.toLowerCase();
    stdout += `${shown} ${key.subarray(4, 4 + key.readUInt32BE()).toString()} ${key.toString('base64')}\n`;
  }
  return { stdout, stderr };
}

function hashed(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

async function scanned(
  { network, node, work, clock }: Session,
  address: string,
  algorithm: ServerHostKeyAlgorithm,
  seconds: number,
  signal: AbortSignal,
): Promise<Buffer | 'refused' | 'silent' | undefined> {
  let socket: import('node:stream').Duplex;
  try {
    socket = await work.outside(network.connect(node, address, 22));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return 'refused';
    await work.outside(clock.sleep(seconds * 1000, signal));
    return 'silent';
  }
  const client = new Client();
  return work.outside(
    new Promise((resolve) => {
      client.on('error', () => resolve(undefined));
      client.on('close', () => resolve(undefined));
      client.connect({
        sock: socket,
        username: 'keyscan',
        algorithms: { serverHostKey: [algorithm] },
        readyTimeout: 0,
        hostVerifier: (key: Buffer) => {
          resolve(key);
          setImmediate(() => client.destroy());
          return false;
        },
      });
    }),
  );
}

export const keyscanProgram: Programs = { 'ssh-keyscan': keyscan };
