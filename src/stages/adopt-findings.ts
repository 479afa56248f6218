import type { StandingCluster } from '../azure/adoption.ts';
import type { LyingKey } from '../remote/tasks/mend-private-key.ts';
import type { NextStep } from '../state/problem.ts';

/** What can be wrong with a cluster that was made by hand, in the order in which it is mended: what is unsafe first. */
export const findingKinds = [
  'open-to-world',
  'private-key',
  'delete-options',
  'basic-address',
  'placement-group',
  'accelerated-networking',
  'old-image',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Those that rank0 mends where it is asked to, while everything runs on. */
export const mendable: readonly FindingKind[] = ['open-to-world', 'private-key', 'delete-options'];

/** One thing that is unsafe, costly or slow about it. */
export interface Finding {
  readonly kind: FindingKind;
  readonly is: 'unsafe' | 'costly' | 'slow' | 'old';
  readonly title: string;
  readonly means: string;
  /** Nodes or resources that it is about. */
  readonly about: readonly string[];
  readonly mendable: boolean;
  /** What only the person can do, the first thing first. */
  readonly next: readonly NextStep[];
}

/** What is wrong with it as Azure and its nodes show it now. `ownPublicKeys`: of the person, to say whose a key on the nodes is. */
export function findingsOf(standing: StandingCluster, lying: readonly LyingKey[], ownPublicKeys: readonly string[]): Finding[] {
  const { name, source, outliving, basic, slowCards, network, placementGroup, image, nodes, size } = standing;
  const found: Finding[] = [];
  const add = (kind: FindingKind, is: Finding['is'], about: readonly string[], title: string, means: string, next: readonly NextStep[] = []): void => {
    found.push({ kind, is, title, means, about, mendable: mendable.includes(kind), next });
  };
  if (source !== undefined && isWorld(source)) {
    add(
      'open-to-world',
      'unsafe',
      [`${name}NSG`],
      'port 22 is open to the whole world',
      'Anybody may try to log in, and within minutes somebody does. It need be open to you alone.',
    );
  }
  if (lying.length > 0) {
    const yours = lying.some(({ publicKey }) => publicKey !== undefined && ownPublicKeys.includes(publicKey));
    add(
      'private-key',
      'unsafe',
      [...new Set(lying.map(({ node }) => node))],
      `${yours ? 'your own private key' : 'a private key that is not the cluster’s own'} lies on ${new Set(lying.map(({ node }) => node)).size} nodes (${[...new Set(lying.map(({ file }) => file.split('/').at(-1)))].join(', ')})`,
      'Whoever got into one of these machines, or copies one of their disks, has that key and gets in wherever it is accepted: take it for exposed. ' +
        'Replace it first, everywhere it is accepted (other servers, GitHub); then let it be taken off the nodes, which get a key of their own.',
      [
        { label: 'Make a new key', command: 'ssh-keygen -t ed25519' },
        { label: 'Then put its public half in the place of the old one, on every machine and service that knows that' },
      ],
    );
  }
  if (outliving.length > 0) {
    add(
      'delete-options',
      'costly',
      outliving,
      `${outliving.length === 1 ? 'a machine leaves' : `${outliving.length} machines leave`} disk, card or address behind when deleted`,
      'Azure keeps them and bills them, unless each is told to go with its machine. az does not say that by itself.',
    );
  }
  if (basic.length > 0) {
    add(
      'basic-address',
      'old',
      basic,
      `public addresses of the retired Basic kind: ${basic.join(', ')}`,
      'Azure ended Basic addresses on 30 September 2025. New machines cannot have one.',
      [
        { label: 'Take them away, and get Standard ones instead', command: `rank0 prune ${name}` },
        { label: 'Then', command: `rank0 prune ${name} --restore` },
      ],
    );
  }
  if (network === 'ethernet' && placementGroup === '' && nodes.length > 1) {
    add(
      'placement-group',
      'slow',
      nodes.map((node) => node.name),
      'no proximity placement group',
      'The machines may stand in different datacentres of the region, and a message then takes hundreds of microseconds. A machine gets into a group only while it is deallocated.',
      rebuild(name),
    );
  }
  if (slowCards.length > 0) {
    add(
      'accelerated-networking',
      'slow',
      slowCards,
      `accelerated networking is off on ${slowCards.length} nodes`,
      `Every packet passes the host. Where ${size} allows it, it costs nothing; a card is changed only while its machine is deallocated.`,
      network === 'ethernet' ? accelerate(standing) : [],
    );
  }
  const old = supportEnd(image);
  if (old)
    add(
      'old-image',
      'old',
      [image],
      `the image ${old.what} ${old.says}`,
      'A machine keeps its image for life; only new machines have a newer one.',
      rebuild(name),
    );
  return found.sort((a, b) => findingKinds.indexOf(a.kind) - findingKinds.indexOf(b.kind));
}

const rebuild = (name: string): NextStep[] => [
  { label: 'Build a new one beside it, and let this one go when you have moved', command: `rank0 up --name ${name}2` },
];

const accelerate = ({ resourceGroup, name, nodes }: StandingCluster): NextStep[] => [
  { label: 'Stop it', command: `rank0 stop ${name}` },
  ...nodes.map((node) => ({
    label: `Switch it on at the card of ${node.name}`,
    command: `az resource update --name ${name}VMNic${node.name.slice(name.length)} --resource-group ${resourceGroup} --resource-type Microsoft.Network/networkInterfaces --set properties.enableAcceleratedNetworking=true`,
  })),
  { label: 'Start it', command: `rank0 start ${name}` },
];

/** Whether a rule's source is everybody. */
export const isWorld = (source: string): boolean => /^(\*|0\.0\.0\.0(\/0)?|any|internet|::\/0)$/i.test(source) || /\/[0-7]$/.test(source);

/** Ubuntu's standard support ends five years after a release. */
function supportEnd(image: string): { readonly what: string; readonly says: string } | undefined {
  if (/UbuntuServer:1[468]|:1[468][._]04/i.test(image))
    return { what: image, says: 'is out of Ubuntu’s standard support since 2023 or longer, and gets no updates' };
  if (/focal|20[._]04/i.test(image)) return { what: image, says: 'is out of Ubuntu’s standard support since May 2025, and gets no updates' };
  if (/jammy|:22[._]04-lts/i.test(image)) return { what: image, says: 'gets updates until April 2027 only' };
  return undefined;
}
