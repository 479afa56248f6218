import { quote } from 'shell-quote';
import type { Choices } from '../state/choices.ts';
import { usageError } from '../state/problem.ts';
import { adminUsernameProblem } from './names.ts';
import { type Given, questionOf } from './questions.ts';
import { checkRoad, imageFor, roadDefaults } from './roads.ts';

/** What the person's machine and the sign-in add to what was given. */
export interface Surroundings {
  readonly localUser: string;
  /** Texts of the person's own public keys, checked. */
  readonly publicKeys: readonly string[];
  /** Text of the person's own user data, checked. */
  readonly customData?: string;
  /** CIDR of the caller, detected; undefined where it could not be. */
  readonly callerSource?: string;
  readonly subscription: string;
  readonly tenant?: string;
}

/** A choice as it is written on a command line; nothing for a switch that is off. */
function flagOf(key: keyof Given, value: string | number | boolean | undefined): string {
  const { flag, placeholder } = questionOf(key);
  if (placeholder === undefined) return value === true ? ` ${flag}` : '';
  return ` ${flag} ${quote([String(value)])}`;
}

/** The user on the nodes where none was named: the local one where Azure takes it (design 4). */
export const standardUsername = (localUser: string): string => (adminUsernameProblem(localUser) === undefined ? localUser : 'azureuser');

/** What is known without asking anyone. */
export const standardChoices = { name: 'glocluster', location: 'eastus', network: 'ethernet', ...roadDefaults.ethernet, count: 4 } as const;

/**
 * Every default filled in; size and image are those of the network between the nodes.
 * @throws ProblemError exit code 2 where the caller's address is not known and none was given, or the network cannot have what was given.
 */
export function completeChoices(given: Given, around: Surroundings): Choices {
  const name = given.name ?? standardChoices.name;
  const network = given.network ?? standardChoices.network;
  const count = given.count ?? standardChoices.count;
  checkRoad(network, given, name, count);
  const sshSource = given.sshSource ?? around.callerSource;
  if (sshSource === undefined) {
    throw usageError(
      'ssh-source-unknown',
      'the IPv4 address that you come from could not be found out',
      'Port 22 of the nodes is opened to that one address, and no service that tells it could be asked, or two of them disagreed.',
      [{ label: 'Name it', command: 'rank0 up --ssh-source 203.0.113.7/32' }],
    );
  }
  return {
    name,
    resourceGroup: given.resourceGroup ?? `${name}-rg`,
    location: given.location ?? standardChoices.location,
    network,
    size: given.size ?? roadDefaults[network].size,
    count,
    image: imageFor(network, given.image),
    adminUsername: given.adminUsername ?? standardUsername(around.localUser),
    publicKeys: [...around.publicKeys],
    sshSource,
    allowWideSource: given.allowWideSource ?? false,
    ...(around.customData === undefined ? {} : { customData: around.customData }),
    packageUpgrade: given.packageUpgrade ?? false,
    useExistingGroup: given.useExistingGroup ?? false,
    benchmark: given.benchmark ?? false,
    ...(given.osuSource === undefined ? {} : { osuSource: given.osuSource }),
    sharedFiles: given.sharedFiles ?? 'none',
    rootWrites: given.rootWrites ?? false,
    prune: given.prune ?? false,
    natGateway: given.natGateway ?? false,
    subscription: around.subscription,
    ...(around.tenant === undefined ? {} : { tenant: around.tenant }),
    cloud: given.cloud ?? 'public',
  };
}

/** Choices that may change on the way: they are a rule in Azure or on the laptop, or come after hello, and are not the shape of what is built. */
const changeable: ReadonlySet<keyof Given> = new Set([
  'sshSource',
  'allowWideSource',
  'useExistingGroup',
  'benchmark',
  'osuSource',
  'sharedFiles',
  'rootWrites',
  'prune',
  'natGateway',
  'cloud',
  'tenant',
  'subscription',
  'sshKey',
  'customData',
]);

const scaledToNothing = ({ name }: Choices) =>
  usageError(
    'scaled-to-nothing',
    `${name} was scaled to 0: it has no nodes`,
    'Its scale set and its network are there, and cost next to nothing. Nodes come by scaling it up.',
    [
      { label: 'Have nodes again', command: `rank0 scale ${name} ${standardChoices.count}` },
      { label: 'Or delete it', command: `rank0 down ${name}` },
    ],
  );

/**
 * A cluster of which something may exist goes on with what was chosen then.
 * @throws ProblemError exit code 2 naming the choice that is fixed.
 */
export function resumeChoices(saved: Choices, given: Given): Choices {
  if (saved.count === 0) throw scaledToNothing(saved);
  const differing = (Object.keys(given) as (keyof Given)[]).filter(
    (key) => (key in saved || key === 'osuSource') && given[key] !== undefined && given[key] !== (saved as Partial<Record<keyof Given, unknown>>)[key],
  );
  const fixed = differing.find((key) => !changeable.has(key));
  if (fixed !== undefined) {
    throw usageError(
      'choice-fixed',
      `${saved.name} was begun with ${fixed} ${String((saved as Partial<Record<keyof Given, unknown>>)[fixed])}, not ${String(given[fixed])}`,
      'A cluster that is being built goes on as it was begun: its machines would not fit together otherwise.',
      [
        { label: 'Go on as it was begun', command: `rank0 up --name ${saved.name} --cloud ${saved.cloud}` },
        {
          label: 'Build another beside it',
          command: `rank0 up --name ${saved.name}2 --cloud ${saved.cloud}${flagOf(fixed, given[fixed])}`,
        },
        { label: 'Or delete it first', command: `rank0 down ${saved.name}` },
      ],
    );
  }
  const taken = Object.fromEntries(differing.filter((key) => key !== 'customData').map((key) => [key, given[key]]));
  return { ...saved, ...(taken as Partial<Choices>) };
}
