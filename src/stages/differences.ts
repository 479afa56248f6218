import type { MachineState } from '../azure/live.ts';
import { nodeNames, resourceNames } from '../azure/blueprint.ts';
import type { Choices } from '../state/choices.ts';
import type { Session } from '../state/session.ts';
import { type StageId, stageIds } from '../state/stage-id.ts';
import { few } from '../state/words.ts';
import { addresses, wasPruned } from './address-differences.ts';
import { adoptedResources, over, wasThere } from './adopted-resources.ts';
import { namesOf as namesOfNodes } from './node-names.ts';
import { spentBy } from './spent.ts';
import { sourceAllows } from './ssh-source.ts';

/** What Azure was found to have of a cluster, when somebody came back to it. */
export interface Looked {
  /** Milliseconds on the world's clock. */
  readonly at: number;
  /** Whether this sign-in still has the subscription: its state, or `unseen`. */
  readonly subscription: { readonly is: 'usable' | 'disabled' | 'unseen'; readonly words: string };
  readonly group: 'absent' | 'ours' | 'existing' | 'deleting';
  /** Machines that Azure lists, by name. */
  readonly machines: ReadonlyMap<string, Pick<MachineState, 'power' | 'provisioning'>>;
  /** Addresses that Azure lists, by name of the machine. */
  readonly addresses: ReadonlyMap<string, { readonly privateAddress?: string; readonly publicAddress?: string }>;
  /** Names of the cluster's own resources. */
  readonly own: readonly string[];
  /** What else is in its group, as `disks scratch`. */
  readonly foreign: readonly string[];
  /** Whom the rule for port 22 lets in; undefined where there is no such rule. */
  readonly source?: string;
  /** The address that the person comes from; undefined where it could not be found out. */
  readonly caller?: string;
}

/** One thing as it was and as it is. The word says what the sign beside it shows. */
export interface Compared {
  readonly subject: string;
  readonly before: string;
  readonly now: string;
  readonly is: 'same' | 'changed' | 'gone' | 'new' | 'unknown';
}

/** What was true when one left, held against what is true now. */
export interface Comparison {
  /** `asking` before Azure answered; `gone` where nothing of the cluster is left; `lost` where this sign-in has not its subscription. */
  readonly is: 'asking' | 'same' | 'differs' | 'gone' | 'lost';
  /** What differs first. */
  readonly rows: readonly Compared[];
  /** The earliest stage that has something to mend; undefined where nothing has. */
  readonly mendFrom?: StageId;
  /** An address of the person's that the rule for port 22 does not let in. */
  readonly notLetIn?: string;
  /** When the journal was last written, and now; milliseconds on the world's clock. */
  readonly left?: number;
  readonly now?: number;
  /** Dollars since then, at the plan's price. */
  readonly spentSince?: number;
  /** Why the subscription cannot be used. */
  readonly why?: string;
}

/** What was found, and the stage that mends it. */
export interface Found extends Compared {
  readonly mends?: StageId;
}

/** Holds a session against what was found; without `looked` only what was true stands there. Pure. */
export function comparison(session: Session, choices: Choices, looked?: Looked): Comparison {
  const left = session.updatedAt === undefined ? undefined : Date.parse(session.updatedAt);
  const when = left === undefined ? {} : { left };
  if (!looked) return { is: 'asking', rows: remembered(session, choices), ...when };
  const since = { ...when, now: looked.at, spentSince: spentBy(session, looked.at) - spentBy(session, left ?? looked.at) };
  if (looked.subscription.is !== 'usable') {
    const rows: Compared[] = [
      { subject: 'subscription', before: choices.subscription, now: looked.subscription.words, is: looked.subscription.is === 'unseen' ? 'gone' : 'changed' },
      ...remembered(session, choices).map((row) => ({ ...row, now: 'cannot be asked' })),
    ];
    return { is: 'lost', rows, ...since, why: looked.subscription.words };
  }
  const found = [
    group(session, choices, looked),
    ...machines(session, choices, looked),
    ...addresses(session, looked),
    ...resources(session, choices, looked),
    ...rule(session, choices, looked),
    caller(choices, looked),
  ];
  const differing = found.filter(({ is }) => is !== 'same' && is !== 'unknown');
  const plain = ({ mends: _, ...row }: Found): Compared => row;
  const rows = [...differing, ...found.filter((row) => !differing.includes(row))].map(plain);
  if (nothingLeft(session, looked)) return { is: 'gone', rows: rows.filter(({ subject }) => subject !== 'you come from'), ...since };
  const mends = differing.flatMap((row) => (row.mends === undefined ? [] : [row.mends]));
  const [mendFrom] = stageIds.filter((stage) => mends.includes(stage));
  return {
    is: differing.length === 0 ? 'same' : 'differs',
    rows,
    ...since,
    ...(mendFrom === undefined ? {} : { mendFrom }),
    ...(isLetIn(choices, looked) === false ? { notLetIn: looked.caller as string } : {}),
  };
}

/** Something was there, and no resource of it is any more, in whatever group. */
function nothingLeft(session: Session, looked: Looked): boolean {
  const was = session.nodes.length > 0 || wasThere(session, 'group');
  return was && looked.own.length === 0 && looked.machines.size === 0 && (looked.group === 'absent' || session.nodes.length > 0);
}

/** What was true when one left, with nothing beside it yet. */
function remembered(session: Session, choices: Choices): Compared[] {
  const row = (subject: string, before: string): Compared => ({ subject, before, now: '', is: 'unknown' });
  const ran = session.nodes.length;
  return [
    row('group', wasThere(session, 'group') ? 'there' : 'not made yet'),
    row('machines', `${ran} of ${choices.count} ran`),
    row('port 22', `open to ${choices.sshSource}`),
  ];
}

function group(session: Session, choices: Choices, looked: Looked): Found {
  const subject = `group ${choices.resourceGroup}`;
  const was = wasThere(session, 'group');
  const before = was ? 'there' : 'not made yet';
  switch (looked.group) {
    case 'absent':
      return was ? { subject, before, now: 'not there', is: 'gone', mends: 'resource-group' } : { subject, before, now: 'not there', is: 'same' };
    case 'deleting':
      return { subject, before, now: 'being deleted', is: 'changed', mends: 'resource-group' };
    case 'ours':
      return was ? { subject, before, now: 'there', is: 'same' } : { subject, before, now: 'there: Azure made it meanwhile', is: 'new' };
    case 'existing':
      return choices.useExistingGroup
        ? { subject, before: was ? 'there' : 'not looked at yet', now: 'there', is: 'same' }
        : { subject, before, now: "there, without the cluster's tags", is: 'changed', mends: 'resource-group' };
    default: {
      const never: never = looked.group;
      return never;
    }
  }
}

/** Machines that are the same in both are one row, however many they are. */
function machines(session: Session, choices: Choices, looked: Looked): readonly Found[] {
  const each = expectedNames(session, choices, looked).map((name) => ({ name, ...machineRow(session, looked, name) }));
  const kinds = Map.groupBy(each, ({ before, now, is }) => JSON.stringify([before, now, is]));
  return [...kinds.values()].map((ones): Found => {
    const { name: _, ...first } = ones[0] as (typeof each)[number];
    return {
      ...first,
      subject: namesOf(
        ones.map(({ name }) => name),
        choices.count,
      ),
    };
  });
}

/** On the Ethernet road names are chosen; of a scale set, those that are known and those that Azure has now. */
function expectedNames(session: Session, choices: Choices, looked: Looked): readonly string[] {
  if (choices.network === 'ethernet') return nodeNames(choices.name, choices.count);
  return [...new Set([...namesOfNodes(choices, session), ...looked.machines.keys()])];
}

function machineRow(session: Session, looked: Looked, name: string): Omit<Found, 'subject'> {
  const known = session.nodes.some((node) => node.name === name);
  const task = session.tasks[`machine/${name}`]?.state;
  const before = known ? 'ran' : task === 'making' ? 'being made' : task === 'failed' ? 'failed' : 'not made yet';
  const machine = looked.machines.get(name);
  if (!machine) {
    if (known) return { before, now: 'deleted, and not by rank0 here', is: 'gone', mends: 'nodes' };
    return task === 'making' ? { before, now: 'not there: it was never made', is: 'changed', mends: 'nodes' } : { before, now: 'not there', is: 'same' };
  }
  if (/fail|cancel/i.test(machine.provisioning)) {
    return { before, now: `Azure says ${machine.provisioning}`, is: before === 'failed' ? 'same' : 'changed', mends: 'nodes' };
  }
  const now = powerWords(machine);
  if (machine.power === 'running') return known ? { before, now, is: 'same' } : { before, now: `${now}: Azure went on meanwhile`, is: 'new' };
  if (!known && (machine.power === 'unknown' || machine.power === 'starting'))
    return { before, now: 'being made', is: before === 'being made' ? 'same' : 'new' };
  return { before, now, is: 'changed', mends: 'nodes' };
}

function powerWords({ power, provisioning }: Pick<MachineState, 'power' | 'provisioning'>): string {
  switch (power) {
    case 'running':
      return 'running';
    case 'deallocated':
      return 'stopped and deallocated: its disk and address still cost';
    case 'stopped':
      return 'stopped, not deallocated: it costs as before';
    case 'starting':
    case 'stopping':
    case 'deallocating':
      return power;
    case 'unknown':
      return `Azure says ${provisioning}, and nothing of its power`;
    default: {
      const never: never = power;
      return never;
    }
  }
}

/** Resources besides the machines: those that are missing, and those that are not rank0's. */
function resources(session: Session, choices: Choices, looked: Looked): readonly Found[] {
  const names = resourceNames(choices.name, choices.count);
  const own = new Set(looked.own.map((name) => name.toLowerCase()));
  const infiniband = choices.network === 'infiniband';
  const made = [
    ...(infiniband
      ? ([
          ['balancer-address', names.balancerAddress],
          ['load-balancer', names.loadBalancer],
          ['scale-set', names.scaleSet],
        ] as const)
      : ([['placement-group', names.placementGroup]] as const)),
    ['security-group', names.securityGroup],
    ['network', names.network],
    ...(infiniband ? [] : names.nodes).flatMap(({ machine, address: ip, nic }) => [
      [`address/${machine}`, ip],
      [`nic/${machine}`, nic],
    ]),
  ] as const;
  const before = [...made.filter(([task]) => over(session, task as string)), ...adoptedResources(session, names)].filter(
    ([task], index, all) => !wasPruned(task as string, session) && all.findIndex(([other]) => other === task) === index,
  );
  const missing = before.filter(([task, name]) => !own.has((name as string).toLowerCase()) && !goneWithMachine(task as string, looked, session));
  const gone: Found[] =
    missing.length === 0
      ? []
      : [
          {
            subject: 'resources',
            before: 'there',
            now: `${few(
              missing.map(([, name]) => name as string),
              most,
            )}`,
            is: 'gone',
            mends: 'nodes',
          },
        ];
  const foreign: Found[] =
    looked.foreign.length === 0 || choices.useExistingGroup
      ? []
      : [{ subject: 'others', before: 'none', now: `${few(looked.foreign, most)}: not rank0's, and left alone`, is: 'new' }];
  if (gone.length > 0 || before.length === 0) return [...gone, ...foreign];
  return [...foreign, { subject: 'resources', before: `${before.length} besides the machines`, now: 'there', is: 'same' }];
}

/** Card and address are deleted with their machine (its `deleteOption`): the machine's row says so already. */
function goneWithMachine(task: string, looked: Looked, session: Session): boolean {
  const machine = /^(?:address|nic)\/(.+)$/.exec(task)?.[1];
  return machine !== undefined && session.nodes.some(({ name }) => name === machine) && !looked.machines.has(machine);
}

function rule(session: Session, choices: Choices, looked: Looked): readonly Found[] {
  const subject = 'port 22';
  const before = `open to ${choices.sshSource}`;
  if (!wasThere(session, 'security-group')) return [];
  if (looked.source === undefined) return [{ subject, before, now: 'closed: no rule opens it', is: 'gone', mends: 'nodes' }];
  return [
    looked.source === choices.sshSource
      ? { subject, before, now: 'the same', is: 'same' }
      : { subject, before, now: `open to ${looked.source}`, is: 'changed', mends: 'nodes' },
  ];
}

/** Whether the rule lets the person in; undefined where that is not known. */
function isLetIn(choices: Choices, looked: Looked): boolean | undefined {
  if (looked.caller === undefined) return undefined;
  try {
    return sourceAllows(looked.source ?? choices.sshSource, looked.caller);
  } catch {
    // A rule that somebody wrote by hand (a service tag, a list): what it lets in is not ours to say.
    return undefined;
  }
}

function caller(choices: Choices, looked: Looked): Found {
  const subject = 'you come from';
  const before = choices.sshSource;
  if (looked.caller === undefined) return { subject, before, now: 'not found out', is: 'unknown' };
  return isLetIn(choices, looked) === false
    ? { subject, before, now: `${looked.caller}, which port 22 does not let in`, is: 'changed', mends: 'log-in' }
    : { subject, before, now: looked.caller, is: 'same' };
}

/** `4 machines`, `glocluster2`, `glocluster2, glocluster3 and 7 more`. */
const namesOf = (names: readonly string[], all: number): string => (names.length === all && all > 1 ? `${all} machines` : few(names, most));

/** How many names are listed. */
const most = 3;
