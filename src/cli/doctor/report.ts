import { writeFileSync } from 'node:fs';
import { hostname, release, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { clusterFolders, putAwayFolders } from '../../state/home.ts';
import type { JournalEvent } from '../../state/events.ts';
import { readJournal } from '../../state/journal.ts';
import { lockHolder, staleLock } from '../../state/lock.ts';
import { usageError } from '../../state/problem.ts';
import { readSession } from '../../state/store.ts';
import { keptStacks } from '../crash.ts';
import { version } from '../version.ts';
import type { DoctorWorld, Finding } from './check.ts';
import { redactor } from './redactor.ts';

/** Events of each journal that are told, from its end. */
const tail = 150;

/**
 * Writes what a bug report needs as one JSON file: versions, findings, and the ends of the journals, with nothing in it that says
 * whose it is. Returns where it is.
 * @throws ProblemError exit code 2 where the file cannot be written.
 */
export function writeReport(file: string, about: DoctorWorld, findings: readonly Finding[]): string {
  const path = resolve(file === '' ? `rank0-report-${new Date(about.now()).toISOString().slice(0, 19).replace(/[:T]/g, '-')}.json` : file);
  try {
    writeFileSync(path, reportText(about, findings), { mode: 0o600 });
  } catch (error) {
    throw usageError('report-unwritable', `--report ${file}: ${(error as Error).message}`, 'The report could not be written there.');
  }
  return path;
}

/** The report's text, redacted as a whole and last, so that nothing comes past it. */
export function reportText(about: DoctorWorld, findings: readonly Finding[]): string {
  const folders = [
    ...clusterFolders(about.home).map(({ cloud, name, folder }) => ({ cloud, name, folder })),
    ...putAwayFolders(about.home)
      .slice(0, 3)
      .map((folder) => ({ cloud: 'put away', name: '', folder })),
  ];
  const read = folders.map((one) => ({ ...one, ...readJournal(one.folder) }));
  const redact = redactor({
    names: namesIn(
      about,
      read.flatMap(({ events }) => events),
    ),
    home: about.home,
    userHome: about.env['HOME'] ?? about.env['USERPROFILE'],
  });
  const { terminal, colourBits, cloud, env } = about;
  const report = {
    rank0: version,
    time: new Date(about.now()).toISOString(),
    node: process.versions.node,
    openssl: process.versions.openssl,
    system: `${process.platform} ${process.arch} ${release()}`,
    terminal: {
      ...terminal,
      colourBits,
      TERM: env['TERM'],
      TERM_PROGRAM: env['TERM_PROGRAM'],
      COLORTERM: env['COLORTERM'],
      LANG: env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'],
    },
    cloud,
    crashes: keptStacks(about.home),
    findings,
    clusters: read.map(({ cloud: where, name, folder, events, damagedLines }) => {
      const session = readSession(folder, name);
      return {
        cloud: where,
        name,
        stage: session?.stage,
        result: session?.result,
        nodes: session?.nodes.length,
        lock: lockHolder(folder) ? 'held' : staleLock(folder) ? 'left behind' : 'none',
        damagedLines,
        events: events.length,
        end: events.slice(-tail).map(withoutFiles),
      };
    }),
  };
  return `${redact(JSON.stringify(report, null, 1))}\n`;
}

/** What a person gave as a file is theirs: only its size is told. */
function withoutFiles(event: JournalEvent): JournalEvent {
  if (event.type !== 'begun') return event;
  const { customData, publicKeys, ...choices } = event.choices;
  return {
    ...event,
    choices: {
      ...choices,
      publicKeys: publicKeys.map((key) => key.split(' ')[0] ?? ''),
      ...(customData === undefined ? {} : { customData: `(${customData.length} characters)` }),
    },
  };
}

/** Words that name somebody: users, this machine, the names of the subscriptions. */
function namesIn(about: DoctorWorld, events: readonly JournalEvent[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const put = (kind: string, name: string | undefined): void => {
    if (name !== undefined && name.length > 1 && !common.test(name)) names.set(name, kind);
  };
  put('user', localUser());
  put('user', about.env['USER'] ?? about.env['USERNAME'] ?? about.env['LOGNAME']);
  put('host', hostname());
  put('host', hostname().split('.')[0]);
  for (const event of events) {
    if (event.type === 'begun') {
      put('user', event.choices.adminUsername);
      for (const key of event.choices.publicKeys) put('key comment', key.split(' ').slice(2).join(' '));
    }
    // `Subscription name (id)` is what the sign-in found.
    if (event.type === 'task' && event.stage === 'sign-in') put('subscription', /^(.*) \([0-9a-f-]{36}\)$/.exec(event.message ?? '')?.[1]);
  }
  return names;
}

/** Names that name nobody, and words that a report is full of. */
const common = /^(root|azureuser|localhost|ubuntu|admin|node|user|rank0|public|practice)$/i;

function localUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry (in a container): there is no name to hide.
    return undefined;
  }
}
