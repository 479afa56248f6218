import { isIPv6 } from 'node:net';
import { networkPlan } from '../../azure/blueprint.ts';
import { idForm, mailForm, perhapsIPv6, safeText } from '../../azure/redaction.ts';
import type { JournalEvent } from '../../state/events.ts';
import type { Remembered } from './definitions.ts';

/** Addresses that are nobody's: of networks, of this machine, of Azure itself inside every network. */
const nobodys = new Set(['10.0.0.0', '127.0.0.1', '0.0.0.0', '255.255.255.255', '169.254.169.254', '168.63.129.16', prefix(networkPlan.networkPrefix)]);

function prefix(cidr: string): string {
  return cidr.split('/')[0] as string;
}

const ipv4 = /(?<![\w.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\w]|\.\d)/g;

/**
 * What makes any text of an export safe to hand on: no secret whatever is asked for, and without `withAddresses` no address of the person or of
 * the nodes, no subscription, tenant, mail address or folder of theirs. A word in capitals stands for each, the same for the same.
 */
export function redactorOf({ choices, session, folder }: Remembered, events: readonly JournalEvent[], withAddresses: boolean): (text: string) => string {
  if (withAddresses) return safeText;
  const words = new Map<string, string>();
  const say = (value: string | undefined, word: string): void => {
    if (value !== undefined && value.length > 3 && !words.has(value)) words.set(value, word);
  };
  say(choices.subscription, 'YOUR-SUBSCRIPTION');
  say(choices.tenant, 'YOUR-TENANT');
  for (const event of events) {
    if (event.type === 'begun') {
      say(prefix(event.choices.sshSource), 'YOUR-ADDRESS');
      for (const key of event.choices.publicKeys) say(key, 'YOUR-PUBLIC-KEY');
      say(event.choices.subscription, 'YOUR-SUBSCRIPTION');
      say(event.choices.tenant, 'YOUR-TENANT');
    }
    if (event.type === 'node') {
      say(event.node.publicAddress, `ADDRESS-OF-${event.node.name}`);
      say(event.node.privateAddress, `INNER-ADDRESS-OF-${event.node.name}`);
    }
  }
  const places = [folder, homeOf(folder)].filter((place) => place.length > 1);
  const literal = [...words].filter(([value]) => !/^[\d.]+$/.test(value)).sort(([a], [b]) => b.length - a.length);
  return (text) => {
    let safe = safeText(text);
    for (const place of places) safe = safe.replaceAll(place, '~/CLUSTER-FOLDER');
    for (const [value, word] of literal) safe = safe.replaceAll(value, word);
    safe = safe.replace(ipv4, (value) => words.get(value) ?? (nobodys.has(value) ? value : 'AN-ADDRESS'));
    safe = safe.replace(perhapsIPv6, (value) => (isIPv6(value) && value !== '::1' && value !== '::' ? 'AN-ADDRESS' : value));
    safe = safe.replace(idForm, (value) => (value === session.clusterId ? value : 'AN-ID'));
    return safe.replace(mailForm, (value) => (value.startsWith('git@') ? value : 'A-MAIL-ADDRESS'));
  };
}

/** The person's home, where the cluster's folder lies in one. */
function homeOf(folder: string): string {
  return /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:\\Users\\[^\\]+)(?=[/\\])/.exec(folder)?.[0] ?? '';
}

/** Every text in a value, made safe; names of properties stay. */
export function redacted<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((one) => redacted(one, redact)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redacted(inner, redact)])) as T;
}
