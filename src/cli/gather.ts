import { listSubscriptions } from '../azure/accounts.ts';
import type { World } from '../engine/world.ts';
import { completeChoices, resumeChoices, standardChoices } from '../stages/choices.ts';
import { checkGiven, type Given } from '../stages/questions.ts';
import { subscriptionOf } from '../stages/sign-in.ts';
import type { Choices } from '../state/choices.ts';
import { type KnownCluster, knownClusters } from './cluster-choice.ts';
import { readClusterFile } from './cluster-file.ts';
import { localUser } from './local-user.ts';
import { ownCustomData, ownPublicKeys } from './own-files.ts';
import type { Words } from './program.ts';

/** What flags and file say, checked in itself; flags win over the file. */
export function givenBy({ choices, flags }: Words): Given {
  return checkGiven({ ...(flags.file === undefined ? {} : readClusterFile(flags.file)), ...choices });
}

/** The remembered cluster that these words are about, if it was begun: the one of that name, in that cloud where one is named. */
export function begunCluster(home: string, given: Given): KnownCluster | undefined {
  const name = given.name ?? standardChoices.name;
  const fitting = knownClusters(home, given.cloud).filter((cluster) => cluster.name === name);
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Whether anything of it may exist in Azure. */
export const mayExist = ({ session }: KnownCluster): boolean => session.stage !== 'sign-in' && session.stage !== 'plan';

/** Own files are read and checked before any world is opened, so that bad input fails at once. */
export interface OwnFiles {
  readonly publicKeys: readonly string[];
  readonly customData?: string;
}

/** @throws ProblemError exit code 2. */
export function ownFiles(given: Given): OwnFiles {
  const customData = ownCustomData(given);
  return { publicKeys: ownPublicKeys(given), ...(customData === undefined ? {} : { customData }) };
}

/**
 * Everything that is to be built, resolved: what was begun, else what was given, the defaults, the sign-in's subscription and
 * the caller's address.
 * @throws ProblemError exit codes 2 and 4.
 */
export async function gatherChoices(world: World, given: Given, files: OwnFiles, begun: KnownCluster | undefined, signal: AbortSignal): Promise<Choices> {
  const saved = begun?.session.choices;
  // What was only planned is planned anew: a choice that was refused must not come back as a default.
  if (saved && mayExist(begun)) return resumeChoices(saved, given);
  const subscription = subscriptionOf(await listSubscriptions(world, signal), given.subscription ?? saved?.subscription);
  const caller = given.sshSource === undefined ? await world.callerAddress(signal) : undefined;
  return completeChoices(
    { ...given, cloud: world.cloud },
    {
      localUser: localUser(),
      ...files,
      ...(caller === undefined ? {} : { callerSource: `${caller}/32` }),
      subscription: subscription.id,
      ...((given.tenant ?? subscription.tenantId) ? { tenant: given.tenant ?? subscription.tenantId } : {}),
    },
  );
}
