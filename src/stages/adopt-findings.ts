import { az } from '../azure/commands.ts';
import { deleteLine, type Leftover } from '../azure/leftovers.ts';
import type { StandingCluster } from '../azure/standing-cluster.ts';
import { roundedDollars } from '../state/money.ts';
import type { NextStep } from '../state/problem.ts';
import { few } from '../state/words.ts';
import type { Finding, Shown } from './adopt-finding.ts';

/** What is wrong with it as Azure and its nodes show it now. */
export function findingsOf(standing: StandingCluster, shown: Shown): Finding[] {
  const all = [
    worldFinding,
    keyFinding,
    passwordFinding,
    optionsFinding,
    basicFinding,
    leftoverFinding,
    placementFinding,
    cardFinding,
    driverFinding,
    imageFinding,
  ];
  return all.flatMap((one) => one(standing, shown) ?? []);
}

const nodesWords = (count: number): string => `${count} ${count === 1 ? 'node' : 'nodes'}`;

type Look = (standing: StandingCluster, shown: Shown) => Finding | undefined;

const worldFinding: Look = ({ name, source }) =>
  source === undefined || !isWorld(source)
    ? undefined
    : {
        kind: 'open-to-world',
        is: 'unsafe',
        about: [`${name}NSG`],
        title: 'port 22 is open to the whole world',
        means: 'Anybody may try to log in, and within minutes somebody does. It need be open to you alone.',
        mendable: true,
        how: 'The one rule is changed to the address that you come from now. Who is logged in stays logged in; it costs nothing, and rank0 address changes it when your address does.',
        next: [],
      };

const keyFinding: Look = (_, { lying, ownPublicKeys }) => {
  if (lying.length === 0) return undefined;
  const yours = lying.some(({ publicKey }) => publicKey !== undefined && ownPublicKeys.includes(publicKey));
  const nodes = [...new Set(lying.map(({ node }) => node))];
  return {
    kind: 'private-key',
    is: 'unsafe',
    about: nodes,
    title: `${yours ? 'your own private key' : 'a private key that is not the cluster’s own'} lies on ${nodesWords(nodes.length)} (${[...new Set(lying.map(({ file }) => file.split('/').at(-1)))].join(', ')})`,
    means:
      'Whoever got into one of these machines, or copies one of their disks, has that key and gets in wherever it is accepted: take it for exposed. ' +
      'Replace it first, everywhere it is accepted (other servers, GitHub); then let it be taken off the nodes, which get a key of their own.',
    mendable: true,
    how: 'The nodes get a key of their own, good inside their network alone, and are tried with it. Then a login with rank0’s own key is tried anew on each, and only then the files go. It costs nothing.',
    next: [
      { label: 'Make a new key', command: 'ssh-keygen -t ed25519' },
      { label: 'Then put its public half in the place of the old one, on every machine and service that knows that' },
    ],
  };
};

const passwordFinding: Look = ({ passwords }, { withoutPasswords = [] }) => {
  const open = passwords.filter((name) => !withoutPasswords.includes(name));
  if (open.length === 0) return undefined;
  return {
    kind: 'password-login',
    is: 'unsafe',
    about: open,
    title: `${nodesWords(open.length)} ${open.length === 1 ? 'lets' : 'let'} in whoever knows the password`,
    means: 'A password can be guessed, and is tried by the thousand wherever port 22 is open. A key cannot be guessed.',
    mendable: true,
    how: 'After a login with rank0’s own key, sshd of each node is told to take keys alone. The password itself stays, for sudo and the serial console. It costs nothing.',
    next: [],
  };
};

const optionsFinding: Look = ({ outliving }) =>
  outliving.length === 0
    ? undefined
    : {
        kind: 'delete-options',
        is: 'costly',
        about: outliving,
        title: `${outliving.length === 1 ? 'a machine leaves' : `${outliving.length} machines leave`} disk, card or address behind when deleted`,
        means: 'Azure keeps them and bills them, unless each is told to go with its machine. az does not say that by itself.',
        mendable: true,
        how: 'Machines and cards are told so while everything runs on. It costs nothing.',
        next: [],
      };

const basicFinding: Look = ({ name, basic, nodes }) => {
  if (basic.length === 0) return undefined;
  // Cut off in between, an address is found again by its name alone.
  const known = basic.every((one) => one.name === `${name}PublicIP${one.node.slice(name.length)}`);
  return {
    kind: 'basic-address',
    is: 'old',
    about: basic.map((one) => one.name),
    title: `public addresses of the retired Basic kind: ${few(
      basic.map((one) => one.name),
      3,
    )}`,
    means: 'Azure ended Basic addresses on 30 September 2025. New machines cannot have one, and those that are left may be taken away.',
    mendable: known,
    ...(known
      ? {
          how: `Each is fixed, taken off its card, upgraded to Standard and put back: it keeps its number. A node is not reached from outside for some seconds. A Standard address is about 0.005 $ an hour${nodes.length > 1 ? ' each' : ''}.`,
        }
      : {}),
    next: known
      ? []
      : [
          { label: 'Take them away, and get Standard ones instead', command: `rank0 prune ${name}` },
          { label: 'Then', command: `rank0 prune ${name} --restore` },
        ],
  };
};

const priceWords = (leftovers: readonly Leftover[]): string => {
  const known = leftovers.flatMap(({ perHour }) => perHour ?? []);
  const sum = roundedDollars(known.reduce((total, one) => total + one, 0));
  return `about ${sum} $ an hour${known.length < leftovers.length ? ', and what disks of an unknown price cost' : ''}`;
};

const leftoverFinding: Look = ({ leftovers }) => {
  if (leftovers.length === 0) return undefined;
  const own = leftovers.filter(({ ofCluster }) => ofCluster);
  const others = leftovers.filter(({ ofCluster }) => !ofCluster);
  const disks = own.filter(({ kind }) => kind === 'disk');
  const words = (one: Leftover): string => `${one.kind} ${one.resource.name}${one.size ? ` (${one.size})` : ''}`;
  return {
    kind: 'leftovers',
    is: 'costly',
    about: leftovers.map(({ resource }) => resource.name),
    title: `${leftovers.length} ${leftovers.length === 1 ? 'thing belongs to no machine, and costs' : 'things belong to no machine, and cost'} ${priceWords(leftovers)}`,
    means: `${few(leftovers.map(words), 6)}. What a machine leaves behind is billed until somebody deletes it.`,
    mendable: own.length > 0,
    asks: 'deletes',
    ...(own.length > 0
      ? {
          how: `Those whose names the machines of this cluster had are deleted: ${few(own.map(words), 6)}.${disks.length > 0 ? ' What is on a disk goes with it, for good.' : ''}`,
        }
      : {}),
    next: others.map((one) => ({ label: `If nobody needs ${words(one)}`, command: deleteLine(one) })),
  };
};

const stopWords =
  'All nodes are stopped and deallocated for it, and started again: programs that run end, what is in /tmp is lost, and a start may find no room for a while. Addresses and disks stay. It costs nothing.';

const placementFinding: Look = ({ network, placementGroup, nodes }) =>
  network !== 'ethernet' || placementGroup !== '' || nodes.length < 2
    ? undefined
    : {
        kind: 'placement-group',
        is: 'slow',
        about: nodes.map((node) => node.name),
        title: 'no proximity placement group',
        means: 'The machines may stand in different datacentres of the region, and a message then takes hundreds of microseconds.',
        mendable: true,
        asks: 'stops',
        how: `A group is made, and the machines are put into it; Azure then starts them in one datacentre. ${stopWords}`,
        next: [],
      };

const cardFinding: Look = (standing, { canAccelerate }) => {
  const { slowCards, size, network, resourceGroup, name } = standing;
  if (slowCards.length === 0) return undefined;
  const able = network === 'ethernet' && canAccelerate !== false;
  return {
    kind: 'accelerated-networking',
    is: 'slow',
    about: slowCards,
    title: `accelerated networking is off on ${nodesWords(slowCards.length)}`,
    means:
      canAccelerate === false
        ? `Every packet passes the host. ${size} cannot do otherwise: only machines of another size can.`
        : 'Every packet passes the host.',
    mendable: able,
    asks: 'stops',
    ...(able ? { how: `It is switched on at the cards of these nodes. ${stopWords.replace('All nodes', 'These nodes')}` } : {}),
    next: able
      ? []
      : canAccelerate === false
        ? rebuild(name, network)
        : [
            { label: 'Stop it', command: `rank0 stop ${name}` },
            {
              label: 'Switch it on in the model',
              command: az(
                ...['vmss', 'update', '--name', name, '--resource-group', resourceGroup],
                ...['--set', 'virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].enableAcceleratedNetworking=true'],
              ),
            },
            {
              label: 'Bring it to the instances',
              command: az('vmss', 'update-instances', '--name', name, '--resource-group', resourceGroup, '--instance-ids', '*'),
            },
            { label: 'Start it', command: `rank0 start ${name}` },
          ],
  };
};

const driverFinding: Look = ({ name, nodes }, { withoutDrivers = [] }) =>
  withoutDrivers.length === 0
    ? undefined
    : {
        kind: 'infiniband-drivers',
        is: 'broken',
        about: withoutDrivers,
        title: `${nodesWords(withoutDrivers.length)} without InfiniBand drivers`,
        means:
          'The old how-to installs Ubuntu’s openmpi packages, and on the HPC image apt takes the drivers out for them. MPI then goes over Ethernet, and that is not what these machines are paid for. ' +
          'No package brings back what the image was built with: only new disks do, and with them goes all that is on the old ones.',
        mendable: false,
        next: [
          { label: 'Bring home what you need', command: `rank0 get ${name} FILE` },
          { label: 'Then no node', command: `rank0 scale ${name} 0` },
          { label: 'And new ones, which rank0 sets up without those packages', command: `rank0 scale ${name} ${nodes.length}` },
        ],
      };

const imageFinding: Look = ({ image, name, network }) => {
  const old = supportEnd(image);
  return (
    old && {
      kind: 'old-image',
      is: 'old',
      about: [image],
      title: `${old.what} ${old.says}`,
      means: `The machines are of ${image}. A machine keeps its image for life; only new machines have a newer one.`,
      mendable: false,
      next: rebuild(name, network),
    }
  );
};

const rebuild = (name: string, network: StandingCluster['network']): NextStep[] => [
  {
    label: 'Build a new one beside it, and let this one go when you have moved',
    command: `rank0 up --name ${name}2${network === 'infiniband' ? ' --network infiniband' : ''}`,
  },
];

/** Whether a rule's source is everybody. */
export const isWorld = (source: string): boolean => /^(\*|0\.0\.0\.0(\/0)?|any|internet|::\/0)$/i.test(source) || /\/[0-7]$/.test(source);

/** Ubuntu's standard support ends five years after a release. */
function supportEnd(image: string): { readonly what: string; readonly says: string } | undefined {
  const [, year] = /UbuntuServer:(1[468])|:(1[468])[._]04/i.exec(image)?.filter((part) => part !== undefined) ?? [];
  if (year !== undefined) return { what: `the Ubuntu ${year}.04 on it`, says: 'is out of standard support since 2023 or longer, and gets no updates' };
  if (/focal|20[._]04/i.test(image)) return { what: 'the Ubuntu 20.04 on it', says: 'is out of standard support since May 2025, and gets no updates' };
  if (/jammy|:22[._]04-lts/i.test(image)) return { what: 'the Ubuntu 22.04 on it', says: 'gets updates until April 2027 only' };
  return undefined;
}
