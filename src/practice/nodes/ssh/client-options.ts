import { posix } from 'node:path';
import type { Session } from '../shell/session.ts';

/** How a login from a machine is to be made: from the command line and ~/.ssh/config. */
export interface ClientOptions {
  /** As typed. */
  readonly host: string;
  /** What is connected to (`HostName`), in small letters as OpenSSH makes it. */
  readonly hostName: string;
  readonly user: string;
  readonly port: number;
  readonly identities: readonly string[];
  readonly batch: boolean;
  readonly strict: 'yes' | 'ask' | 'accept-new' | 'no';
  readonly knownHosts: readonly string[];
  /** Seconds; undefined = as long as TCP tries. */
  readonly connectTimeout?: number;
  readonly quiet: boolean;
  readonly tty: boolean;
}

export interface Words {
  readonly user?: string;
  readonly port?: number;
  readonly identities: readonly string[];
  /** `-o` options, in their order: the first of a name counts. */
  readonly options: readonly string[];
  readonly quiet: boolean;
  readonly tty: boolean;
}

const switches = { yes: 'yes', true: 'yes', ask: 'ask', 'accept-new': 'accept-new', no: 'no', off: 'no', false: 'no' } as const;
const standardIdentities = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk'];

/** OpenSSH's own order: the command line, then ~/.ssh/config; the first value of a name counts. */
export async function clientOptions(host: string, words: Words, { fs, user }: Session): Promise<ClientOptions> {
  const file = `${user.home}/.ssh/config`;
  const config = fs.may(file, 'read') ? configFor(fs.readBytes(file).toString(), host) : [];
  const settings = [...words.options.map(split), ...config];
  const first = (name: string): string | undefined => settings.find(([key]) => key === name)?.[1];
  const all = (name: string): string[] => settings.flatMap(([key, value]) => (key === name ? [value] : []));
  const place = (path: string): string => posix.resolve(user.home, path.replace(/^~(?=\/|$)/, user.home).replaceAll('%d', user.home));
  const own = [...words.identities, ...all('identityfile')].map((path) => (words.identities.includes(path) && !/^[~/]/.test(path) ? path : place(path)));
  const timeout = first('connecttimeout');
  return {
    host,
    hostName: (first('hostname')?.replaceAll('%h', host) ?? host).toLowerCase(),
    user: words.user ?? first('user') ?? user.name,
    port: words.port ?? Number(first('port') ?? 22),
    identities: own.length > 0 ? own : standardIdentities.map((name) => `${user.home}/.ssh/${name}`),
    batch: first('batchmode') === 'yes',
    strict: switches[(first('stricthostkeychecking') ?? 'ask') as keyof typeof switches] ?? 'ask',
    knownHosts: (first('userknownhostsfile')?.split(/\s+/) ?? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']).map((path) =>
      path === '/dev/null' ? path : place(path),
    ),
    ...(timeout === undefined ? {} : { connectTimeout: Number(timeout) }),
    quiet: words.quiet || /^(quiet|fatal|error)$/i.test(first('loglevel') ?? ''),
    tty: words.tty,
  };
}

/** `Name=value` and `Name value`. */
function split(text: string): readonly [name: string, value: string] {
  const match = /^\s*([A-Za-z]+)\s*(?:=|\s)\s*"?(.*?)"?\s*$/.exec(text);
  return match ? [(match[1] as string).toLowerCase(), match[2] as string] : [text.trim().toLowerCase(), ''];
}

function configFor(text: string, host: string): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  let counts = true;
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [name, value] = split(line);
    if (name === 'match') counts = value.trim() === 'all';
    else if (name === 'host') counts = matches(value.split(/\s+/), host);
    else if (counts) found.push([name, value]);
  }
  return found;
}

function matches(patterns: readonly string[], host: string): boolean {
  const fits = (pattern: string): boolean =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    ).test(host);
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern)) && !patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))
  );
}
