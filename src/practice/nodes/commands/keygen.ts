import { posix } from 'node:path';
import { utils } from 'ssh2';
import { latin1FromBytes } from 'just-bash';
import { fingerprintOf, unprotected } from '../ssh/client.ts';
import { makeKeyPair } from '../ssh/key-pair.ts';
import { knownHostsIn, speaksOf, typeName } from '../ssh/known-hosts.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';
import { failureWords, isFailure } from '../disk/failure.ts';

/** `ssh-keygen`: keys, fingerprints, public halves, and known_hosts. */
const keygen: Program = async (args, context, session) => {
  const valued = 'tfNCbPFRaIOsVwZ';
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] as string;
    if (!word.startsWith('-'))
      return { stderr: 'Too many arguments.\nusage: ssh-keygen [-q] [-a rounds] [-b bits] [-C comment] [-f output_keyfile]\n', exitCode: 1 };
    for (let letters = word.slice(1); letters !== ''; letters = letters.slice(1)) {
      const letter = letters[0] as string;
      if (!valued.includes(letter)) flags.add(letter);
      else {
        values.set(letter, letters.length > 1 ? letters.slice(1) : (args[index + 1] ?? ''));
        if (letters.length === 1) index += 1;
        break;
      }
    }
  }
  const file = values.get('f');
  const place = (path: string): string => posix.resolve(context.cwd, path.replace(/^~(?=\/)/, session.user.home));
  const known = place(file ?? `${session.user.home}/.ssh/known_hosts`);
  if (flags.has('l')) return fingerprints(session, file ?? `${session.user.home}/.ssh/id_ed25519`, place);
  if (flags.has('y')) return publicHalf(session, file ?? `${session.user.home}/.ssh/id_ed25519`, place);
  if (values.has('F')) return find(session, values.get('F') ?? '', known, file ?? known);
  if (values.has('R')) return removeHost(session, values.get('R') ?? '', known, file ?? known);
  return make(session, { values, quiet: flags.has('q'), answer: latin1FromBytes(context.stdin), place });
};

async function make(
  session: Session,
  { values, quiet, answer, place }: { values: ReadonlyMap<string, string>; quiet: boolean; answer: string; place(path: string): string },
): Promise<CommandResult> {
  const { fs, user, node } = session;
  const type = values.get('t') ?? 'ed25519';
  if (type === 'rsa') return { stderr: 'ssh-keygen: the practice cloud makes ed25519 and ecdsa keys only\n', exitCode: 1 };
  if (type !== 'ed25519' && type !== 'ecdsa') return { stderr: `unknown key type ${type}\n`, exitCode: 255 };
  if (values.has('N') && values.get('N') !== '') return { stderr: 'ssh-keygen: the practice cloud makes keys without a passphrase only: -N ""\n', exitCode: 1 };
  const shown = values.get('f') ?? `${user.home}/.ssh/id_${type}`;
  const path = place(shown);
  const begin = quiet ? '' : `Generating public/private ${type} key pair.\n`;
  if (await fs.exists(path)) {
    const question = `${begin}${shown} already exists.\nOverwrite (y/n)? `;
    if (!/^y/i.test(answer)) return { stdout: question, exitCode: 1 };
  }
  const { privateKey, publicKey } = makeKeyPair(type, values.get('C') ?? `${user.name}@${node.spec().computerName}`);
  try {
    if (!values.has('f')) await fs.mkdir(`${user.home}/.ssh`, { recursive: true });
    await fs.writeFile(path, privateKey);
    await fs.chmod(path, 0o600);
    await fs.writeFile(`${path}.pub`, `${publicKey}\n`);
    await fs.chmod(`${path}.pub`, 0o644);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { stdout: begin, stderr: `Saving key "${shown}" failed: ${failureWords(error)}\n`, exitCode: 1 };
  }
  if (quiet) return {};
  const [, base64 = '', ...comment] = publicKey.split(' ');
  return {
    stdout:
      `${begin}Your identification has been saved in ${shown}\nYour public key has been saved in ${shown}.pub\n` +
      `The key fingerprint is:\nSHA256:${fingerprintOf(Buffer.from(base64, 'base64'))} ${comment.join(' ')}\n`,
  };
}

function fingerprints({ fs }: Session, file: string, place: (path: string) => string): CommandResult {
  const path = place(file);
  const real = fs.may(`${path}.pub`, 'read') && !path.endsWith('.pub') ? `${path}.pub` : path;
  if (!fs.may(real, 'read')) return { stderr: `ssh-keygen: ${file}: No such file or directory\n`, exitCode: 255 };
  const rows = fs
    .readBytes(real)
    .toString()
    .split('\n')
    .flatMap((line) => {
      const match = /(?:^|\s)(ssh-ed25519|ssh-rsa|ecdsa-sha2-\S+)\s+([A-Za-z0-9+/=]+)(?:\s+(.*))?$/.exec(line);
      if (!match || line.startsWith('#')) return [];
      const [, type = '', base64 = '', comment = ''] = match;
      const before = line.slice(0, match.index).trim();
      const bits = type === 'ssh-rsa' ? Buffer.from(base64, 'base64').length * 8 - 300 : 256;
      return [`${bits} SHA256:${fingerprintOf(Buffer.from(base64, 'base64'))} ${comment || (before === '' ? 'no comment' : before)} (${typeName(type)})\n`];
    });
  return rows.length > 0 ? { stdout: rows.join('') } : { stderr: `${file} is not a public key file.\n`, exitCode: 255 };
}

async function publicHalf({ fs }: Session, file: string, place: (path: string) => string): Promise<CommandResult> {
  const path = place(file);
  if (!(await fs.exists(path))) return { stderr: `${file}: No such file or directory\n`, exitCode: 255 };
  const { mode } = await fs.stat(path);
  if ((mode & 0o077) !== 0) return { stderr: unprotected(file, mode), exitCode: 255 };
  const parsed = utils.parseKey(fs.readBytes(path));
  if (parsed instanceof Error) return { stderr: `Load key "${file}": invalid format\n`, exitCode: 255 };
  return { stdout: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}${parsed.comment ? ` ${parsed.comment}` : ''}\n` };
}

function find({ fs }: Session, host: string, path: string, shown: string): CommandResult {
  if (!fs.may(path, 'read')) return { stderr: `Cannot stat ${shown}: No such file or directory\n`, exitCode: 255 };
  const text = fs.readBytes(path).toString();
  const lines = text.split('\n');
  const found = knownHostsIn(text).filter((line) => speaksOf(line, host));
  if (found.length === 0) return { stderr: `Host ${host} not found in ${shown}\n`, exitCode: 1 };
  return { stdout: found.map(({ line }) => `# Host ${host} found: line ${line} \n${lines[line - 1]}\n`).join('') };
}

async function removeHost({ fs }: Session, host: string, path: string, shown: string): Promise<CommandResult> {
  if (!fs.may(path, 'read')) return { stderr: `Cannot stat ${shown}: No such file or directory\n`, exitCode: 255 };
  const text = fs.readBytes(path).toString();
  const found = knownHostsIn(text).filter((line) => speaksOf(line, host));
  if (found.length === 0) return { stderr: `Host ${host} not found in ${shown}\n` };
  const gone = new Set(found.map(({ line }) => line));
  await fs.writeFile(`${path}.old`, text);
  await fs.writeFile(
    path,
    text
      .split('\n')
      .filter((_, index) => !gone.has(index + 1))
      .join('\n'),
  );
  return {
    stdout: `${found.map(({ line }) => `# Host ${host} found: line ${line}\n`).join('')}${shown} updated.\nOriginal contents retained as ${shown}.old\n`,
  };
}

export const keygenProgram: Programs = { 'ssh-keygen': keygen };
