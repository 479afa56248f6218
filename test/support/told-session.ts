import { completeChoices } from '../../src/stages/choices.ts';
import type { Remembered } from '../../src/stages/export/definitions.ts';
import type { Person } from '../../src/stages/export/redact.ts';
import type { Choices } from '../../src/state/choices.ts';
import type { JournalEvent, TaskEvent } from '../../src/state/events.ts';
import type { Measurement } from '../../src/state/measurement.ts';
import { emptySession, fold } from '../../src/state/session.ts';
import type { StageId } from '../../src/state/stage-id.ts';
import { price } from './fake-records.ts';

/** Somebody whose names are all of a kind that a search finds, and their machine. */
export const annika: Person = { user: 'annikaweber', host: 'annikas-laptop', home: '/home/annikaweber' };

const subscription = '11111111-2222-4333-8444-555555555555';
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIANNIKAANNIKAANNIKA annikaweber@annikas-laptop';

/** All that names Annika or her machines, as it is in the sessions of this file. */
export const somebodys: Readonly<Record<string, string>> = {
  user: annika.user,
  host: annika.host,
  home: annika.home,
  subscription,
  tenant: '99999999-8888-4777-8666-555555555555',
  mail: 'annika.weber@uni.example',
  'her address': '198.51.100.24',
  'an address of before': '198.51.100.99',
  "a node's address": '203.0.113.7',
  "a node's inner address": '10.0.0.5',
  'a strange address': '192.0.2.77',
  'an IPv6 address': '2001:db8::7',
  'another id': 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
  'a public key': 'AAAAC3NzaC1lZDI1NTE5AAAAIANNIKAANNIKAANNIKA',
};

interface TaskHow {
  readonly state?: TaskEvent['state'];
  readonly message?: string;
  readonly node?: string;
  readonly title?: string;
  readonly commands?: readonly string[];
  readonly explain?: string;
  readonly error?: TaskEvent['error'];
}

/** A journal that is written line by line, a minute apart. */
export function journal(given: Partial<Choices> = {}) {
  const choices: Choices = {
    ...completeChoices(
      { name: 'glocluster', cloud: 'practice', count: 2, adminUsername: annika.user },
      { localUser: annika.user, publicKeys: [key], callerSource: '198.51.100.24/32', subscription },
    ),
    tenant: somebodys['tenant'] as string,
    ...given,
  };
  const events: JournalEvent[] = [];
  let minute = 0;
  const time = (): string => new Date(Date.UTC(2026, 10, 25, 9, minute)).toISOString();
  const cluster = choices.name;
  const say = (event: JournalEvent): void => {
    events.push(event);
    minute += 1;
  };
  const chosen = (more: Partial<Choices> = {}): void => say({ type: 'begun', time: time(), cluster, choices: { ...choices, ...more } });
  const told = {
    events,
    choices,
    chosen,
    task: (stage: StageId, task: string, { state = 'done', message, node, title = task, commands, explain, error }: TaskHow = {}): void => {
      const about = { type: 'task' as const, cluster, stage, task, title, ...(node === undefined ? {} : { node }) };
      say({ ...about, time: time(), state: 'observing' });
      if (state === 'done' || state === 'failed') say({ ...about, time: time(), state: 'making' });
      const how = commands === undefined ? {} : { how: { commands: [...commands], ...(explain === undefined ? {} : { explain }) } };
      say({ ...about, time: time(), state, ...(message === undefined ? {} : { message }), ...(error === undefined ? {} : { error }), ...how });
    },
    node: (index: number, { addressed = true } = {}): void =>
      say({
        type: 'node',
        time: time(),
        cluster,
        node: {
          name: `${cluster}${index}`,
          role: index === 0 ? 'head' : 'node',
          machineId: `/subscriptions/${subscription}/resourceGroups/${cluster}-rg/providers/Microsoft.Compute/virtualMachines/${cluster}${index}`,
          privateAddress: `10.0.0.${4 + index}`,
          ...(addressed ? { publicAddress: `203.0.113.${6 + index}` } : {}),
          hostKeys: ['ssh-ed25519 AAAA'],
        },
      }),
    priced: (): void => say({ type: 'priced', time: time(), cluster, price }),
    scaling: (from: number, to: number): void => say({ type: 'scaling', time: time(), cluster, is: 'begun', from, to }),
    shared: (kind: Choices['sharedFiles']): void => say({ type: 'shared', time: time(), cluster, shared: { kind } }),
    measured: (measurement: Measurement): void => say({ type: 'measured', time: time(), cluster, measurement: { ...measurement, at: time() } }),
    ended: (result: Extract<JournalEvent, { type: 'ended' }>['result']): void => say({ type: 'ended', time: time(), cluster, result }),
    /** What of a session an export is made from. */
    remembered: (): Remembered => {
      const session = events.reduce(fold, emptySession(cluster));
      return { choices: session.choices ?? choices, session, folder: `${annika.home}/.config/rank0/clusters/practice/${cluster}`, readFile: () => undefined };
    },
  };
  return told;
}

/** The way to a ready cluster of two nodes, in short; what it printed names everybody. */
export function built(given: Partial<Choices> = {}) {
  const told = journal(given);
  told.chosen({ sshSource: '198.51.100.99/32' });
  told.chosen();
  told.task('sign-in', 'sign-in', { state: 'unchanged', message: `${somebodys['mail']}: Physics (${subscription}), tenant ${somebodys['tenant']}` });
  told.task('plan', 'plan/quota', { state: 'unchanged', message: '4 of 20 left' });
  told.priced();
  told.task('resource-group', 'group', { commands: ['az group create --name glocluster-rg'], explain: 'The folder of it all: `rank0 down` deletes it.' });
  told.task('nodes', 'security-group', { message: 'port 22 open to 198.51.100.24/32', commands: ['az network nsg create --source 198.51.100.24/32'] });
  for (const index of [0, 1]) {
    told.node(index);
    told.task('nodes', `machine/glocluster${index}`, {
      node: `glocluster${index}`,
      commands: [`az vm create --name glocluster${index} --admin-username annikaweber`],
    });
  }
  told.task('log-in', 'login/glocluster0', {
    node: 'glocluster0',
    commands: ['ssh -i login_key annikaweber@203.0.113.6 uname -n'],
    message: 'Last login: Wed from 192.0.2.77, fe80::1%eth0 and 2001:db8::7\n-rw-r--r-- 1 annikaweber annikaweber 0 hello, from annikas-laptop',
  });
  told.task('hello-mpi', 'hello/run', {
    commands: ['mpirun -np 2 ./hello'],
    message: 'Hello from rank 0 of 2 running on glocluster0\nHello from rank 1 of 2 running on glocluster1',
  });
  told.ended('ready');
  return told;
}
