import { type SharedFiles, sharedFilesKinds } from '../state/choices.ts';
import { usageError } from '../state/problem.ts';
import { adminUsernameProblem, clusterNameProblem, locationNameProblem, resourceGroupNameProblem } from './names.ts';
import { checkSshSource } from './ssh-source.ts';

/** What a person gave so far, by flag, file or prompt. Nothing is filled in. The keys are those of the file (design 4). */
export interface Given {
  name?: string;
  resourceGroup?: string;
  location?: string;
  network?: 'ethernet' | 'infiniband';
  size?: string;
  count?: number;
  image?: string;
  adminUsername?: string;
  sshKey?: string;
  sshSource?: string;
  allowWideSource?: boolean;
  customData?: string;
  packageUpgrade?: boolean;
  useExistingGroup?: boolean;
  benchmark?: boolean;
  osuSource?: string;
  sharedFiles?: SharedFiles;
  rootWrites?: boolean;
  prune?: boolean;
  natGateway?: boolean;
  subscription?: string;
  tenant?: string;
  cloud?: string;
}

/** One definition of a question: the prompt, the flag, the file key, `--yes` and the documentation all read it. */
export interface Question {
  readonly key: keyof Given;
  /** `--resource-group`. */
  readonly flag: string;
  /** What stands for the value in help, `NAME`; none for a switch. */
  readonly placeholder?: string;
  readonly values?: readonly string[];
  /** One line for help and documentation. */
  readonly help: string;
  /** The default in words. */
  readonly standard: string;
  /** Checks and brings to its canonical form what is wrong or right in itself, whatever Azure says. Throws usage errors (2). */
  check(text: string, given: Given): string | number | boolean;
}

/** Nodes of a cluster: 2 at least (MPI over a network needs two), 250 at most (azure-facts 5.1). */
export const countRange = { least: 2, most: 250 } as const;

const text =
  (problemIn: (value: string) => string | undefined, flag: string) =>
  (value: string): string => {
    const problem = problemIn(value);
    if (problem) throw usageError(`${flag.slice(2)}-not-allowed`, `${flag} ${JSON.stringify(value)}: not allowed`, problem);
    return value;
  };

const yesNo =
  (flag: string) =>
  (value: string): boolean => {
    if (/^(true|yes)$/i.test(value)) return true;
    if (/^(false|no)$/i.test(value)) return false;
    throw usageError('not-yes-or-no', `${flag} ${value}: neither true nor false`, 'Allowed: true, false.');
  };

const oneOf =
  (flag: string, values: readonly string[]) =>
  (value: string): string => {
    if (values.includes(value)) return value;
    throw usageError('not-one-of', `${flag} ${value}: not one of ${values.join(', ')}`, `Allowed: ${values.join(', ')}.`);
  };

const webAddressProblem = (value: string): string | undefined =>
  /^https?:\/\/[^\s'"\\]+$/.test(value) && URL.canParse(value) ? undefined : 'An address that begins with https:// or http://, of a file.';

const notEmpty = (value: string): string | undefined => (value.trim() === '' ? 'It is empty.' : undefined);

function checkCount(value: string): number {
  const count = /^-?\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
  if (count >= countRange.least && count <= countRange.most) return count;
  throw usageError(
    'count-not-allowed',
    `--count ${value}: not a whole number from ${countRange.least} to ${countRange.most}`,
    `Allowed: ${countRange.least} to ${countRange.most} nodes. Two are the least that a message can travel between.`,
  );
}

/** A cloud's name, or the https URL of an ARM endpoint. */
export const cloudNames = ['public', 'china', 'usgov', 'practice'] as const;

function checkCloud(value: string): string {
  if ((cloudNames as readonly string[]).includes(value)) return value;
  if (URL.canParse(value) && new URL(value).protocol === 'https:') return value.replace(/\/+$/, '');
  throw usageError('cloud-unknown', `--cloud ${value}: unknown`, `Allowed: ${cloudNames.join(', ')}, or the https URL of an ARM endpoint.`);
}

const guid = (value: string): string | undefined =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? undefined : 'It is a GUID, as `az account list` shows it in id.';

export const questions: readonly Question[] = [
  {
    key: 'name',
    flag: '--name',
    placeholder: 'NAME',
    help: "The cluster's name; nodes are NAME0, NAME1, …",
    standard: 'glocluster',
    check: text(clusterNameProblem, '--name'),
  },
  {
    key: 'resourceGroup',
    flag: '--resource-group',
    placeholder: 'GROUP',
    help: 'The resource group to make',
    standard: 'NAME-rg',
    check: text(resourceGroupNameProblem, '--resource-group'),
  },
  { key: 'location', flag: '--location', placeholder: 'REGION', help: 'The Azure region', standard: 'eastus', check: text(locationNameProblem, '--location') },
  {
    key: 'network',
    flag: '--network',
    placeholder: 'KIND',
    values: ['ethernet', 'infiniband'],
    help: 'The network between the nodes',
    standard: 'ethernet',
    check: oneOf('--network', ['ethernet', 'infiniband']),
  },
  {
    key: 'size',
    flag: '--size',
    placeholder: 'SIZE',
    help: 'The VM size of the nodes',
    standard: 'Standard_D2s_v5; Standard_HB120rs_v3 with InfiniBand',
    check: text(notEmpty, '--size'),
  },
  { key: 'count', flag: '--count', placeholder: 'N', help: `How many nodes, ${countRange.least} to ${countRange.most}`, standard: '4', check: checkCount },
  {
    key: 'image',
    flag: '--image',
    placeholder: 'IMAGE',
    help: '22.04, 24.04, 26.04, an alias or a URN publisher:offer:sku:version',
    standard: '24.04; with InfiniBand the HPC image of 24.04',
    check: text(notEmpty, '--image'),
  },
  {
    key: 'adminUsername',
    flag: '--admin-username',
    placeholder: 'USER',
    help: 'The user on the nodes',
    standard: 'your own user name where Azure allows it, else azureuser',
    check: text(adminUsernameProblem, '--admin-username'),
  },
  {
    key: 'sshKey',
    flag: '--ssh-key',
    placeholder: 'FILE',
    help: "A public key of yours, put on the nodes beside rank0's own",
    standard: '~/.ssh/id_ed25519.pub, else ~/.ssh/id_rsa.pub, else none',
    check: text(notEmpty, '--ssh-key'),
  },
  {
    key: 'sshSource',
    flag: '--ssh-source',
    placeholder: 'CIDR',
    help: 'Who may reach port 22',
    standard: 'your own IPv4 address as /32, detected',
    check: (value, given) => checkSshSource(value, given.allowWideSource ?? false),
  },
  { key: 'allowWideSource', flag: '--allow-wide-source', help: 'Take an --ssh-source wider than /24', standard: 'false', check: yesNo('--allow-wide-source') },
  {
    key: 'customData',
    flag: '--custom-data',
    placeholder: 'FILE',
    help: "Your own cloud-init user data, merged with rank0's",
    standard: 'none',
    check: text(notEmpty, '--custom-data'),
  },
  {
    key: 'packageUpgrade',
    flag: '--package-upgrade',
    help: 'Upgrade all packages at first boot (minutes more)',
    standard: 'false',
    check: yesNo('--package-upgrade'),
  },
  {
    key: 'useExistingGroup',
    flag: '--use-existing-group',
    help: 'Build in a resource group that rank0 did not make',
    standard: 'false',
    check: yesNo('--use-existing-group'),
  },
  {
    key: 'benchmark',
    flag: '--benchmark',
    help: 'Measure latency and bandwidth after hello',
    standard: 'false',
    check: yesNo('--benchmark'),
  },
  {
    key: 'osuSource',
    flag: '--osu-source',
    placeholder: 'URL',
    help: "Where the benchmarks' source is fetched from; its sha256 is checked",
    standard: 'mvapich.cse.ohio-state.edu',
    check: text(webAddressProblem, '--osu-source'),
  },
  {
    key: 'sharedFiles',
    flag: '--shared-files',
    placeholder: 'KIND',
    values: sharedFilesKinds,
    help: 'A file system that all nodes see: from the head, or Blob NFS',
    standard: 'none',
    check: oneOf('--shared-files', sharedFilesKinds),
  },
  {
    key: 'rootWrites',
    flag: '--root-writes',
    help: 'Root of any node is root in what the head shares (no_root_squash), instead of nobody',
    standard: 'false',
    check: yesNo('--root-writes'),
  },
  {
    key: 'prune',
    flag: '--prune',
    help: 'Take the public addresses of all nodes but the head away, once everything runs',
    standard: 'false',
    check: yesNo('--prune'),
  },
  {
    key: 'natGateway',
    flag: '--nat-gateway',
    help: 'A NAT gateway, so that nodes without a public address reach the internet (about 0.05 $ an hour)',
    standard: 'false',
    check: yesNo('--nat-gateway'),
  },
  {
    key: 'subscription',
    flag: '--subscription',
    placeholder: 'ID',
    help: 'The subscription that pays',
    standard: 'asked where there is a choice',
    check: text(guid, '--subscription'),
  },
  {
    key: 'tenant',
    flag: '--tenant',
    placeholder: 'ID',
    help: 'The tenant to sign in to',
    standard: 'asked where there is a choice',
    check: text(notEmpty, '--tenant'),
  },
  { key: 'cloud', flag: '--cloud', placeholder: 'CLOUD', help: `${cloudNames.join(', ')} or an https URL`, standard: 'public', check: checkCloud },
];

/** The question with this key. */
export function questionOf(key: keyof Given): Question {
  return questions.find((question) => question.key === key) as Question;
}

/**
 * What was given as texts, checked and in canonical form. `--allow-wide-source` is looked at before the source.
 * @throws ProblemError exit code 2 at the first that is wrong in itself.
 */
export function checkGiven(texts: Partial<Record<keyof Given, string>>): Given {
  const given: Given = {};
  const order = [...questions].sort((a, b) => Number(b.key === 'allowWideSource') - Number(a.key === 'allowWideSource'));
  for (const question of order) {
    const value = texts[question.key];
    if (value !== undefined) Object.assign(given, { [question.key]: question.check(value, given) });
  }
  return given;
}
