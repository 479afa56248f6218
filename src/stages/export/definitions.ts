import { openAzure } from '../../azure/azure.ts';
import type { Blueprint } from '../../azure/blueprint.ts';
import { downTasks } from '../../azure/down.ts';
import type { Task } from '../../engine/task.ts';
import type { World } from '../../engine/world.ts';
import type { Choices } from '../../state/choices.ts';
import type { Session } from '../../state/session.ts';
import type { StoreFile } from '../../state/store.ts';
import { stages } from '../all-stages.ts';
import { foundByChoices } from '../found.ts';
import { namesOf } from '../node-names.ts';
import { prune, restoreTasks } from '../prune.ts';
import type { StageContext } from '../stage.ts';
import { accessOf } from '../walk-access.ts';

/** A cluster as it is remembered here: all that an export is made from. */
export interface Remembered {
  readonly choices: Choices;
  readonly session: Session;
  /** Where its folder is. */
  readonly folder: string;
  readFile(name: StoreFile): string | undefined;
}

const nobody = async (): Promise<never> => {
  throw new Error('nothing is asked for an export');
};

/** A world in which nobody answers: tasks are made in it to be read, and none is run. */
const silentWorld = (cloud: string): World => ({
  cloud,
  simulated: cloud === 'practice',
  arm: { endpoint: 'https://management.azure.com', audience: 'https://management.azure.com', send: nobody },
  credential: { getToken: nobody },
  download: nobody,
  fetchFile: nobody,
  dial: nobody,
  clock: { now: () => 0, sleep: nobody },
  prices: { quote: nobody },
  callerAddress: nobody,
  close: async () => {},
});

/** What was built, as far as it is remembered. */
export function blueprintOf({ choices, session, readFile }: Remembered): Blueprint {
  const { image, acceleratedNetworking, securityType } = session.found ?? foundByChoices(choices);
  return {
    choices,
    clusterId: session.clusterId ?? 'not-tagged-yet',
    acceleratedNetworking,
    securityType: choices.network === 'infiniband' ? undefined : securityType,
    imageReference: image,
    loginPublicKey: readFile('login_key.pub')?.trim() ?? '',
    customData: readFile('custom-data') ?? '',
  };
}

/** The tasks of a cluster as they are defined today, by their ids: what explains a step, and the lines that do it by hand. None of them can be run. */
export function definitionsOf(remembered: Remembered): ReadonlyMap<string, Task> {
  const { choices, session, folder, readFile } = remembered;
  const { vCPUs } = session.found ?? foundByChoices(choices);
  const azure = openAzure(silentWorld(choices.cloud), choices.subscription);
  const names = namesOf(choices, session);
  const nodesOf = { exec: nobody, ping: nobody, forget: () => {}, close: () => {} };
  const known = (name: string) => session.nodes.find((node) => node.name === name);
  const context: StageContext = {
    world: azure.world,
    azure,
    choices,
    folder,
    names,
    access: accessOf({ choices: () => choices, session: () => session, connections: () => nodesOf, vCPUs: () => vCPUs }),
    clusterId: session.clusterId ?? 'not-tagged-yet',
    pruned: false,
    known,
    allKnown: () => session.nodes,
    shared: () => session.shared,
    measurements: () => session.measurements ?? [],
    readFile,
    writeFile: () => {},
    preflight: {},
    planned: () => {},
    blueprint: () => blueprintOf(remembered),
  };
  const others = names.slice(1);
  const road = stages.filter(({ id }) => id !== 'prune').flatMap((stage) => stage.tasks(context));
  const pruning = prune.tasks({ ...context, choices: { ...choices, prune: true } });
  const restoring = restoreTasks(context, { names: others });
  const down = downTasks(azure, { resourceGroup: choices.resourceGroup, whole: true, resources: [], foreign: [], groupExists: true });
  return new Map([...restoring, ...pruning, ...down, ...road].map((task) => [task.id, task]));
}
