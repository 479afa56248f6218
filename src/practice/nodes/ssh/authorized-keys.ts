import ipaddr from 'ipaddr.js';
import { utils } from 'ssh2';
import type { NodeFileSystem } from '../disk/file-system.ts';
import type { User } from '../shell/session.ts';

/** What sshd decides of an offered key. */
export type Decision = { readonly accept: true; readonly command?: string; readonly tunnels: boolean } | { readonly accept: false; readonly why: string };

/**
 * Whether a key opens this user's account: a line of authorized_keys has it, its options allow it, and nobody else could have
 * written the file (sshd's StrictModes).
 * @param fs root's view of the machine's disk
 * @param from address that the connection comes from
 */
export async function authorize(fs: NodeFileSystem, user: User, key: Buffer, from: string): Promise<Decision> {
  const file = `${user.home}/.ssh/authorized_keys`;
  if (!(await fs.exists(file))) return { accept: false, why: 'no authorized_keys' };
  for (const path of [user.home, `${user.home}/.ssh`, file]) {
    const { mode } = await fs.stat(path);
    const { uid, gid } = fs.owner(path);
    // Debian and Ubuntu let a user's own group write (their user-group-modes patch of sshd).
    const open = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== user.gid);
    if (open || (uid !== user.uid && uid !== 0)) return { accept: false, why: `bad ownership or modes for ${path}` };
  }
  let why = 'no such key';
  for (const line of (await fs.readFile(file)).split('\n')) {
    const entry = parseLine(line);
    if (!entry?.blob.equals(key)) continue;
    const sources = entry.options.get('from');
    if (sources !== undefined && !allows(sources, from)) {
      why = `key not allowed from ${from}`;
      continue;
    }
    const command = entry.options.get('command');
    const { options } = entry;
    const tunnels = (!options.has('restrict') || options.has('port-forwarding')) && !options.has('no-port-forwarding');
    return { accept: true, tunnels, ...(command === undefined ? {} : { command }) };
  }
  return { accept: false, why };
}

interface Entry {
  readonly options: ReadonlyMap<string, string>;
  readonly blob: Buffer;
}

const types = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+|sk-\S+)$/;

function parseLine(line: string): Entry | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const [first = '', ...rest] = words(text);
  const hasOptions = !types.test(first);
  const [type = '', base64 = ''] = hasOptions ? rest : [first, ...rest];
  if (!types.test(type)) return undefined;
  const parsed = utils.parseKey(`${type} ${base64}`);
  if (parsed instanceof Error) return undefined;
  return { options: hasOptions ? optionsIn(first) : new Map(), blob: parsed.getPublicSSH() };
}

/** Words that blanks part, but for those between quotes. */
const words = (text: string): string[] => text.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];

function optionsIn(text: string): Map<string, string> {
  const parts = text.match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g) ?? [];
  return new Map(
    parts.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [
        name.toLowerCase(),
        value
          .join('=')
          .replace(/^"(.*)"$/, '$1')
          .replaceAll('\\"', '"'),
      ];
    }),
  );
}

/** A pattern list of sshd: addresses, CIDR, `*` and `?`, with `!` before what is not allowed. */
function allows(patterns: string, address: string): boolean {
  let found = false;
  for (const pattern of patterns.split(',').map((each) => each.trim())) {
    const negated = pattern.startsWith('!');
    if (!fits(negated ? pattern.slice(1) : pattern, address)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

function fits(pattern: string, address: string): boolean {
  if (ipaddr.isValidCIDR(pattern) && ipaddr.isValid(address)) {
    const parsed = ipaddr.parse(address);
    const [network, bits] = ipaddr.parseCIDR(pattern);
    return parsed.kind() === network.kind() && parsed.match(network, bits);
  }
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(address);
}
