import type { Observation, Task, TaskRun } from '../engine/task.ts';
import type { Choices } from '../state/choices.ts';
import type { Price } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';
import { dollars } from '../state/words.ts';
import type { Azure } from './azure.ts';
import { az, word } from './commands.ts';
import { groupProblem, type GroupState } from './group-state.ts';
import { isBlob } from './blob-account.ts';
import { openFindings } from './preflight/findings.ts';
import { imageCommand, type ResolvedImage } from './preflight/images.ts';
import { outgoingSshWarning } from './preflight/outgoing-ssh.ts';
import type { QuotaLine } from './preflight/quota.ts';
import { checkQuota, checkSize } from './preflight/refusals.ts';
import type { SizeOffer } from './preflight/sizes.ts';
import { checkStorage, storageQuestions } from './preflight/storage.ts';
import { clusterPrice } from './prices.ts';
import { priceCommand } from './retail-prices.ts';

export { type ImageReference, imageReference, type ResolvedImage, resolveImage } from './preflight/images.ts';
export type { QuotaLine } from './preflight/quota.ts';
export { listLocations } from './preflight/regions.ts';
export { listSizes, type SizeOffer } from './preflight/sizes.ts';

/** Everything that the plan finds out; parts are told as they become known. */
export interface PreflightResult {
  readonly size: SizeOffer;
  readonly image: ResolvedImage;
  readonly acceleratedNetworking: boolean;
  readonly securityType: 'TrustedLaunch' | undefined;
  readonly quota: readonly QuotaLine[];
  readonly price: Price;
  readonly providers: readonly { readonly namespace: string; readonly state: string }[];
  readonly group: GroupState;
  readonly warnings: readonly string[];
}

/**
 * The plan's tasks: everything that Azure could refuse is asked before anything is made. They only look.
 * A refusal is a ProblemError with exit code 3 (2 where no region, size or image has such a name).
 */
export function preflightTasks(azure: Azure, choices: Choices, result: (part: Partial<PreflightResult>) => void): Task[] {
  const { world } = azure;
  const { sharedFiles } = choices;
  const findings = openFindings(azure, choices);
  const warnings: string[] = [];
  const warn = (more: readonly string[]): void => {
    if (more.length === 0) return;
    warnings.push(...more);
    result({ warnings: [...warnings] });
  };
  const task = (
    id: string,
    title: string,
    about: Pick<Task, 'explain' | 'commands' | 'usualSeconds'> & { needs?: string[] },
    look: (run: TaskRun) => Promise<string>,
  ): Task => ({
    id: `plan/${id}`,
    stage: 'plan',
    title,
    lane: 'free',
    needs: [],
    ...about,
    observe: async (run): Promise<Observation> => ({ is: 'so', message: await look(run) }),
  });
  return [
    task(
      'size',
      `size ${choices.size} in ${choices.location}`,
      {
        explain:
          'Not every region has every size, and Azure keeps some from some subscriptions. Asking costs nothing; finding out after the network is built costs minutes.',
        commands: [`az vm list-skus --location ${choices.location} --size ${choices.size} --all --output table`],
        usualSeconds: [2, 15],
      },
      async ({ signal }) => {
        const size = await checkSize(findings, choices, signal);
        result({ size, acceleratedNetworking: size.acceleratedNetworking, warnings: [...warnings] });
        const unused = size.rdma && choices.network === 'ethernet' ? ['its InfiniBand is used only with --network infiniband'] : [];
        warn([...size.warnings, ...unused].map((warning) => `${size.name}: ${warning}`));
        return `${size.vCPUs} vCPUs, ${size.memoryGB} GB${size.acceleratedNetworking ? ', accelerated networking' : ''}`;
      },
    ),
    task(
      'quota',
      'quota',
      {
        needs: ['plan/size'],
        explain:
          'A subscription may use only so many vCPUs, in the region and of each family of sizes. The limit costs nothing to raise, but it takes a request.',
        commands: [`az vm list-usage --location ${choices.location} --output table`],
        usualSeconds: [1, 5],
      },
      async ({ signal }) => {
        const { lines, existing } = await checkQuota(findings, choices, signal);
        result({ quota: lines });
        const already = existing > 0 ? ` (${existing} of ${choices.count} nodes exist already)` : '';
        return `${lines.map((line) => `${line.name}: ${line.needed} of ${line.limit - line.used} left`).join(', ') || 'Azure shows no limit'}${already}`;
      },
    ),
    task(
      'image',
      `image ${choices.image}`,
      {
        needs: ['plan/size'],
        explain: "The disk that the machines start from. It has to exist in the region and fit the size's generation, processor and disk controller.",
        commands: [imageCommand(choices)],
        usualSeconds: [1, 5],
      },
      async ({ signal }) => {
        const image = await findings.image(await findings.size(signal), signal);
        result({ image, securityType: image.securityType });
        warn(image.warnings);
        const { publisher, offer, sku } = image.reference;
        return `${publisher}:${offer}:${sku}, now ${image.exactVersion}${image.securityType ? ', Trusted Launch' : ''}`;
      },
    ),
    task(
      'group',
      `resource group ${choices.resourceGroup}`,
      {
        explain: 'The group has to be new, or one that rank0 made for this cluster: then deleting the cluster can never delete anything else.',
        commands: [az('group', 'show', '--name', choices.resourceGroup)],
        usualSeconds: [0, 2],
      },
      async ({ signal }) => {
        const { state, deleting } = await findings.group(signal);
        if (state === 'existing' && !choices.useExistingGroup) throw new ProblemError(groupProblem(choices), { exitCode: 3 });
        result({ group: state });
        if (deleting) warn([`resource group ${choices.resourceGroup} is being deleted: building waits for that to end`]);
        return { absent: 'free: it will be made', ours: 'made by rank0 for this cluster', existing: 'exists, and is left as it is' }[state];
      },
    ),
    task(
      'names',
      'names of the resources',
      {
        needs: ['plan/group'],
        explain: 'Every resource gets the name that `az` would give it. In a group that exists already, none of them may be taken.',
        commands: [az('resource', 'list', '--resource-group', choices.resourceGroup, '--output', 'table')],
        usualSeconds: [0, 2],
      },
      async ({ signal }) => {
        const taken = await findings.takenNames(signal);
        if (taken.length > 0) throw new ProblemError(namesTaken(choices, taken), { exitCode: 3 });
        return 'free';
      },
    ),
    task(
      'providers',
      'resource providers',
      {
        explain: 'A subscription is registered once for each kind of resource. What is missing is registered after the review; here it is only looked at.',
        commands: ['az provider list --query "[].{namespace:namespace, state:registrationState}" --output table'],
        usualSeconds: [0, 2],
      },
      async ({ signal }) => {
        const providers = await findings.providers(signal);
        result({ providers });
        const missing = providers.filter(({ state }) => state !== 'Registered').map(({ namespace }) => namespace);
        return missing.length === 0 ? 'registered' : `to be registered first: ${missing.join(', ')}`;
      },
    ),
    ...(isBlob(sharedFiles)
      ? [
          task(
            'storage',
            'storage account for shared files',
            {
              explain: 'The region has to sell that kind of account, and its name has to be free in the whole world. Asking holds nothing.',
              commands: storageQuestions(choices, sharedFiles),
              usualSeconds: [0, 5],
            },
            async ({ signal }) => {
              const providers = await findings.providers(signal);
              const registered = providers.some(({ namespace, state }) => namespace === 'Microsoft.Storage' && state === 'Registered');
              return checkStorage(azure, choices, sharedFiles, registered, signal);
            },
          ),
        ]
      : []),
    task(
      'outgoing-ssh',
      'outgoing port 22',
      {
        explain:
          'Some campus and company networks let nothing out to port 22, and then the nodes cannot be logged in to from here. It is tried on a public machine now, before anything is paid for.',
        commands: ['nc -vz -w 5 github.com 22'],
        usualSeconds: [0, 5],
      },
      async ({ signal }) => {
        const answer = await outgoingSshWarning(world, signal);
        if (answer.warning !== undefined) warn([answer.warning]);
        return answer.said;
      },
    ),
    task(
      'price',
      'price',
      {
        needs: ['plan/size'],
        explain:
          'Machines, their disks and their addresses are paid for by the hour, from the moment they exist until they are deleted. Stopping them is not enough.',
        commands: [priceCommand(choices)],
        usualSeconds: [0, 3],
      },
      async ({ signal }) => {
        const price = await clusterPrice(world.prices, choices, signal);
        result({ price });
        return `${dollars(price.perHour)} an hour (${price.source})`;
      },
    ),
  ];
}

const namesTaken = (choices: Choices, taken: readonly string[]) => ({
  code: 'names-taken',
  message: `${choices.resourceGroup} already has ${taken.join(', ')}`,
  means: `A cluster called ${choices.name} would need ${taken.length === 1 ? 'that name' : 'those names'}, and what has ${taken.length === 1 ? 'it' : 'them'} is not rank0's.`,
  next: [{ label: 'Another name', command: `rank0 up --name ${choices.name}2 --resource-group ${word(choices.resourceGroup)} --use-existing-group` }],
});
