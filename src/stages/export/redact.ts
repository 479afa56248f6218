import { isIPv6 } from 'node:net';
import { networkPlan } from '../../azure/blueprint.ts';
import { idForm, mailForm, perhapsIPv6, safeText } from '../../azure/redaction.ts';
import type { JournalEvent } from '../../state/events.ts';
import type { Remembered } from './definitions.ts';

/** Whose machine this is: none of it is handed on unless addresses are asked for. */
export interface Person {
  /** The name that they are logged in with here. */
  readonly user: string;
  readonly host: string;
  readonly home: string;
}

/** Makes texts of an export safe to hand on. A word in capitals stands for each thing that is left out, the same for the same. */
export interface Redactor {
  /** What we wrote, and lines to be typed: names of people are told by what stands around them, as `will` may be one. */
  text(text: string): string;
  /** What a machine printed: a name is left out wherever it stands as a word. */
  output(text: string): string;
  /** A value that is nothing but a name, an address or a folder. */
  value(value: string): string;
}

/** Addresses that are nobody's: of networks, of this machine, of Azure itself inside every network. */
const nobodys = new Set(['10.0.0.0', '127.0.0.1', '0.0.0.0', '255.255.255.255', '169.254.169.254', '168.63.129.16', prefix(networkPlan.networkPrefix)]);

/** Names of users that images and Azure bring, and that are nobody's. */
const nobodysNames = new Set(['azureuser', 'root', 'ubuntu']);

function prefix(cidr: string): string {
  return cidr.split('/')[0] as string;
}

const ipv4 = /(?<![\w.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\w]|\.\d)/g;

/**
 * The redactor of a cluster's export: no secret whatever is asked for, and without `withAddresses` no address of the person or of the
 * nodes, no subscription, tenant, mail address, folder, user name or machine name of theirs.
 */
export function redactorOf(
  { choices, session, folder }: Remembered,
  events: readonly JournalEvent[],
  { withAddresses, person }: { readonly withAddresses: boolean; readonly person: Person },
): Redactor {
  if (withAddresses) return { text: safeText, output: safeText, value: safeText };
  const words = wordsFor(events);
  const literal = [...words].filter(([value]) => !/^[\d.]+$/.test(value)).sort(([a], [b]) => b.length - a.length);
  const names = namesOf(events, choices.adminUsername, person);

  const text = (given: string): string => {
    let safe = safeText(given);
    if (folder.length > 1) safe = safe.replaceAll(folder, '~/CLUSTER-FOLDER');
    if (person.home.length > 1) safe = safe.replace(new RegExp(`(?<![\\w./-])${escaped(person.home)}(?![\\w-])`, 'g'), '~');
    safe = safe.replace(homes, '~');
    for (const [value, word] of literal) safe = safe.replaceAll(value, word);
    for (const { where, word } of names) safe = safe.replace(where, word);
    safe = safe.replace(ipv4, (value) => words.get(value) ?? (nobodys.has(value) ? value : 'AN-ADDRESS'));
    safe = safe.replace(perhapsIPv6, (value) => (isIPv6(value) && value !== '::1' && value !== '::' ? 'AN-ADDRESS' : value));
    safe = safe.replace(idForm, (value) => (value === session.clusterId ? value : 'AN-ID'));
    return safe.replace(mailForm, (value) => (value.startsWith('git@') ? value : 'A-MAIL-ADDRESS'));
  };
  const output = (given: string): string => {
    let safe = text(given);
    for (const { anywhere, word } of names) safe = safe.replace(anywhere, word);
    return safe;
  };
  return { text, output, value: output };
}

/** Homes of people on machines of any kind; the folder of the user whom the nodes have is told by its name. */
const homes = /(?<![\w~])(?:\/Users\/[^/\s"']+|[A-Za-z]:\\Users\\[^\\\s"']+)/g;

/** What is left out as it stands, and the word for it. */
function wordsFor(events: readonly JournalEvent[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const say = (value: string | undefined, word: string): void => {
    if (value !== undefined && value.length > 3 && !words.has(value)) words.set(value, word);
  };
  for (const event of events) {
    if (event.type === 'begun') {
      const { sshSource, publicKeys, subscription, tenant } = event.choices;
      for (const source of sshSource.split(',')) if (/\d/.test(source)) say(prefix(source.trim()), 'YOUR-ADDRESS');
      for (const key of publicKeys) say(key, 'YOUR-PUBLIC-KEY');
      say(subscription, 'YOUR-SUBSCRIPTION');
      say(tenant, 'YOUR-TENANT');
    }
    if (event.type === 'node') {
      say(event.node.publicAddress, `ADDRESS-OF-${event.node.name}`);
      say(event.node.privateAddress, `INNER-ADDRESS-OF-${event.node.name}`);
    }
  }
  return words;
}

interface Name {
  readonly word: string;
  /** Where a line or a sentence names it: as a login, in a path, after an option. */
  readonly where: RegExp;
  readonly anywhere: RegExp;
}

/** Names of people and of their machines, longest first: one may be within another. */
function namesOf(events: readonly JournalEvent[], admin: string, { user, host }: Person): readonly Name[] {
  const words = new Map<string, string>();
  const say = (name: string, word: string): void => {
    // Two letters are a word of their own (`vm`, `me`) and name nobody.
    if (name.length > 2 && !nobodysNames.has(name) && !words.has(name)) words.set(name, word);
  };
  say(admin, 'YOUR-USER');
  for (const event of events) {
    if (event.type !== 'begun') continue;
    say(event.choices.adminUsername, 'YOUR-USER');
    // The comment of a key is mostly who made it, and where.
    for (const key of event.choices.publicKeys) {
      const comment = key.trim().split(/\s+/).slice(2).join(' ');
      if (comment !== '') say(comment, 'YOUR-KEY-COMMENT');
    }
  }
  say(user, 'YOUR-LOGIN');
  say(host, 'YOUR-MACHINE');
  if (host.includes('.')) say(host.split('.')[0] as string, 'YOUR-MACHINE');
  return [...words]
    .sort(([a], [b]) => b.length - a.length)
    .map(([name, word]) => {
      const one = escaped(name);
      const end = '(?![A-Za-z0-9_-])';
      return {
        word,
        where: new RegExp(
          `(?<=[/~@]|--admin-username |--user |-[lo] |-o '|[Uu]ser[ =]|chown (?:-R )?)${one}${end}|(?<![A-Za-z0-9_-])${one}(?=@|:${one}${end})|(?<=:)${one}(?= [/~])`,
          'g',
        ),
        anywhere: new RegExp(`(?<![A-Za-z0-9_-])${one}${end}`, 'g'),
      };
    });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Properties of a story that hold nothing but a name or an address. */
const values = new Set(['adminUsername', 'sshSource', 'privateAddress', 'publicAddress']);
/** Those that hold what machines said. */
const outputs = new Set(['output', 'message']);
/** Texts of ours in which only the names were put in, and those are safe. */
const ours = new Set(['why', 'page']);

/** Every text in a value, made safe by what its property holds; names of properties stay. */
export function redacted<T>(value: T, redactor: Redactor, property = ''): T {
  if (typeof value === 'string') {
    if (ours.has(property)) return value;
    return (values.has(property) ? redactor.value(value) : outputs.has(property) ? redactor.output(value) : redactor.text(value)) as T;
  }
  if (Array.isArray(value)) return value.map((one) => redacted(one, redactor, property)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redacted(inner, redactor, name)])) as T;
}
