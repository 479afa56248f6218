import type { VirtualMachineImage } from '@azure/arm-compute';
import type { Choices } from '../../state/choices.ts';
import { ProblemError, usageError } from '../../state/problem.ts';
import type { Azure } from '../azure.ts';
import { az } from '../commands.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { nearest } from './nearest.ts';
import type { SizeOffer } from './sizes.ts';

export interface ImageReference {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
  readonly version: string;
}

/** An image that exists in the region and fits the size. */
export interface ResolvedImage {
  readonly reference: ImageReference;
  /** The version that `latest` stands for now. */
  readonly exactVersion: string;
  readonly generation: string;
  readonly architecture: string;
  /** Whether the machine gets Trusted Launch: image and size both allow it. */
  readonly securityType: 'TrustedLaunch' | undefined;
  readonly warnings: readonly string[];
}

/** What an image says of itself, as far as a size has to fit it. */
export interface ImageTraits {
  readonly generation: string;
  readonly architecture: string;
  /** Disk controllers that it names; undefined where it names none. */
  readonly controllers: readonly string[] | undefined;
  readonly trustedLaunch: boolean;
  /** Day of its retirement, where one is set. */
  readonly retires?: string;
}

/** Ubuntu by its number: offer and the SKUs of its kinds (azure-facts 1.1). */
const releases: Readonly<Record<string, { offer: string; V2: string; V1: string; Arm64: string }>> = {
  '22.04': { offer: '0001-com-ubuntu-server-jammy', V2: '22_04-lts-gen2', V1: '22_04-lts', Arm64: '22_04-lts-arm64' },
  '24.04': { offer: 'ubuntu-24_04-lts', V2: 'server', V1: 'server-gen1', Arm64: 'server-arm64' },
  '26.04': { offer: 'ubuntu-26_04-lts', V2: 'server', V1: 'server-gen1', Arm64: 'server-arm64' },
};

/** `az`'s alias, and its natural sisters (azure-facts 1.1: the CLI itself has only Ubuntu2204). */
const aliases: Readonly<Record<string, string>> = { ubuntu2204: '22.04', ubuntu2404: '24.04', ubuntu2604: '26.04' };

const releaseOf = (text: string) => releases[text] ?? releases[aliases[text.toLowerCase()] ?? ''];

/** The line that shows what the image task looks at: of a word all kinds, because the size decides between them. */
export function imageCommand({ image, location }: { readonly image: string; readonly location: string }): string {
  const release = releaseOf(image);
  if (!release) return az('vm', 'image', 'show', '--location', location, '--urn', image);
  return az('vm', 'image', 'list', '--location', location, '--publisher', 'Canonical', '--offer', release.offer, '--all', '--output', 'table');
}

/**
 * The reference that a word, an alias or a URN stands for; of a word, the kind that fits the size.
 * @throws ProblemError exit code 2 for a word that is none, and for `UbuntuLTS` with what became of it.
 */
export function imageReference(text: string, size: Pick<SizeOffer, 'generations' | 'architecture'>): ImageReference {
  const release = releaseOf(text);
  if (release) {
    const kind = size.architecture === 'Arm64' ? 'Arm64' : size.generations.includes('V2') ? 'V2' : 'V1';
    return { publisher: 'Canonical', offer: release.offer, sku: release[kind], version: 'latest' };
  }
  if (/^ubuntu-?lts$/i.test(text)) {
    throw usageError(
      'image-alias-gone',
      `--image ${text}: this alias is gone`,
      'UbuntuLTS meant Ubuntu 18.04. Azure took it out of az in November 2023, together with all aliases without a version, because the release had ended.',
      [{ label: 'Use its successor', command: 'rank0 up --image 24.04' }],
    );
  }
  const parts = text.split(':');
  if (parts.length === 4 && parts.every((part) => /^[\w.-]+$/.test(part))) {
    const [publisher, offer, sku, version] = parts as [string, string, string, string];
    return { publisher, offer, sku, version };
  }
  const words = [...Object.keys(releases), 'Ubuntu2204', 'Ubuntu2404', 'Ubuntu2604'];
  throw usageError(
    'image-unknown',
    `--image ${text}: ${parts.length > 1 ? 'not a URN of four parts' : 'unknown'}`,
    `Allowed: ${Object.keys(releases).join(', ')}, Ubuntu2204, Ubuntu2404, Ubuntu2604, or a URN publisher:offer:sku:version.`,
    nearest(text, words, 1).map((word) => ({ label: 'Did you mean', command: `rank0 up --image ${word}` })),
  );
}

/** What an image's description says. */
export function traitsOf(image: VirtualMachineImage): ImageTraits {
  const feature = (name: string): string | undefined => image.features?.find((one) => one.name?.toLowerCase() === name.toLowerCase())?.value;
  const controllers = feature('DiskControllerTypes');
  const retires = image.imageDeprecationStatus?.scheduledDeprecationTime?.toISOString().slice(0, 10);
  return {
    generation: image.hyperVGeneration ?? 'V1',
    architecture: image.architecture ?? 'x64',
    controllers: controllers?.split(',').map((one) => one.trim()),
    trustedLaunch: /^TrustedLaunch(Supported|AndConfidentialVmSupported)?$/.test(feature('SecurityType') ?? ''),
    ...(retires === undefined ? {} : { retires }),
  };
}

/** Why an image cannot run on a size: nothing where it can. */
export function misfits(image: ImageTraits, size: Pick<SizeOffer, 'name' | 'generations' | 'controllers' | 'architecture'>): string[] {
  const words: string[] = [];
  if (image.architecture !== size.architecture) words.push(`the image is made for ${image.architecture}, ${size.name} is ${size.architecture}`);
  if (!size.generations.includes(image.generation))
    words.push(`the image is of generation ${image.generation}, ${size.name} takes ${size.generations.join(' and ')}`);
  const offered = image.controllers ?? (image.generation === 'V2' ? undefined : ['SCSI']);
  if (offered !== undefined && !size.controllers.some((one) => offered.includes(one))) {
    words.push(`the image has no driver for the disk controller of ${size.name} (${size.controllers.join(', ')})`);
  }
  return words;
}

/**
 * The image of a text, asked of Azure: it exists in the region, has the version, and fits the size.
 * @throws ProblemError exit code 2 for what no region has, 3 for a version that is gone or an image that does not fit.
 */
export async function resolveImage(
  azure: Azure,
  { image: text, location, network }: Pick<Choices, 'image' | 'location' | 'network'>,
  size: SizeOffer,
  signal?: AbortSignal,
): Promise<ResolvedImage> {
  const reference = imageReference(text, size);
  const { publisher, offer, sku } = reference;
  const hpc = /^ubuntu-hpc$|-hpc$/i.test(offer);
  if (hpc && network === 'ethernet') throw ownMpi(text);
  const urn = `${publisher}:${offer}:${sku}:${reference.version}`;
  const options = signal ? { abortSignal: signal } : {};
  const images = azure.compute.virtualMachineImages;
  const found = await askAzureIfThere(`image ${urn}`, signal, () => images.list(location, publisher, offer, sku, options));
  const versions = (found ?? []).flatMap(({ name }) => name ?? []).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const newest = versions.at(-1);
  if (newest === undefined) throw await unknownImage(azure, reference, location, signal);
  const exactVersion = reference.version.toLowerCase() === 'latest' ? newest : reference.version;
  if (!versions.includes(exactVersion)) throw noVersion(urn, location, versions);
  const image = await askAzure(`image ${urn}`, signal, () => images.get(location, publisher, offer, sku, exactVersion, options));
  const traits = traitsOf(image);
  const wrong = misfits(traits, size);
  if (wrong.length > 0) throw doesNotFit(urn, size, wrong);
  const warnings = [
    ...(/^canonical$/i.test(publisher) || hpc ? [] : [`${urn} is not one of Ubuntu's: the packages that are installed at first boot have Ubuntu's names`]),
    ...(traits.retires === undefined ? [] : [`the image is taken away on ${traits.retires}`]),
    ...(size.controllers.includes('SCSI') || traits.controllers !== undefined
      ? []
      : [`${size.name} has NVMe disks, and the image does not say whether it knows them`]),
    ...(image.plan ? [`the image has terms that must be accepted first: az vm image terms accept --urn ${urn}`] : []),
  ];
  // Secure Boot would keep the InfiniBand drivers out (azure-facts 1.3).
  const securityType = network === 'ethernet' && traits.trustedLaunch && size.trustedLaunch ? 'TrustedLaunch' : undefined;
  return { reference, exactVersion, generation: traits.generation, architecture: traits.architecture, securityType, warnings };
}

/** Which part of a URN does not exist, with the nearest that do. */
async function unknownImage(azure: Azure, { publisher, offer, sku }: ImageReference, location: string, signal?: AbortSignal): Promise<ProblemError> {
  const options = signal ? { abortSignal: signal } : {};
  const images = azure.compute.virtualMachineImages;
  const names = async (about: string, list: () => Promise<{ name?: string }[]>): Promise<string[]> =>
    ((await askAzureIfThere(about, signal, list)) ?? []).flatMap(({ name }) => name ?? []);
  const levels = [
    {
      part: 'sku',
      value: sku,
      list: () => images.listSkus(location, publisher, offer, options),
      urn: (name: string) => `${publisher}:${offer}:${name}:latest`,
    },
    { part: 'offer', value: offer, list: () => images.listOffers(location, publisher, options), urn: undefined },
    { part: 'publisher', value: publisher, list: () => images.listPublishers(location, options), urn: undefined },
  ] as const;
  for (const { part, value, list, urn } of levels) {
    const known = await names(`${part}s of images in ${location}`, list);
    if (known.length === 0) continue;
    const near = nearest(value, known);
    const next = urn
      ? near.map((name) => ({ label: 'Did you mean', command: `rank0 up --image ${urn(name)}` }))
      : [{ label: `Nearest ${part}s: ${near.join(', ')}` }];
    return usageError(
      'image-unknown',
      `--image: ${location} has no ${part} ${value}`,
      `The ${part} of the URN does not exist there. Nearest: ${near.join(', ')}.`,
      [...next, standard],
    );
  }
  return usageError(
    'image-unknown',
    `--image: ${location} has no image ${publisher}:${offer}:${sku}`,
    'Neither publisher, offer nor SKU of that name exist there.',
    [standard],
  );
}

const standard = { label: 'Use the standard image', command: 'rank0 up --image 24.04' } as const;

const noVersion = (urn: string, location: string, versions: readonly string[]): ProblemError =>
  new ProblemError(
    {
      code: 'image-version-gone',
      message: `${location} does not have the image ${urn}`,
      means: `The image exists, and this version does not (any more): old versions are retired. Newest: ${versions.slice(-3).reverse().join(', ')}.`,
      next: [{ label: 'Use the newest', command: `rank0 up --image ${urn.split(':').slice(0, 3).join(':')}:latest` }, standard],
    },
    { exitCode: 3 },
  );

const doesNotFit = (urn: string, size: SizeOffer, wrong: readonly string[]): ProblemError =>
  new ProblemError(
    {
      code: 'image-does-not-fit',
      message: `the image ${urn} does not fit ${size.name}: ${wrong.join('; ')}`,
      means: 'Azure would refuse the machine after the network is built, so rank0 refuses it now.',
      next: [
        { label: 'The standard image of the kind that fits this size', command: `rank0 up --size ${size.name} --image 24.04` },
        { label: 'Another size', command: 'rank0 up --size Standard_D2s_v5' },
      ],
    },
    { exitCode: 3 },
  );

const ownMpi = (text: string): ProblemError =>
  usageError(
    'image-has-own-mpi',
    `--image ${text}: made for InfiniBand`,
    "An HPC image brings its own MPI and network drivers, and installing Ubuntu's Open MPI on it takes them out. This road is Ethernet, with Ubuntu's own packages.",
    [standard],
  );
