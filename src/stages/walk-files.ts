import { makeLoginKey } from '../remote/login-key.ts';
import { mpiStackOf } from '../remote/mpi-stack.ts';
import { userData } from '../remote/user-data.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterStore } from '../state/store.ts';

type Files = Pick<ClusterStore, 'readFile' | 'writeFile'>;

/** rank0's own login key of a cluster, made where there is none. */
export function loginKeyOf(store: Files, cluster: string): { privateKey: string; publicKey: string } {
  const privateKey = store.readFile('login_key');
  const publicKey = store.readFile('login_key.pub');
  if (privateKey && publicKey) return { privateKey, publicKey: publicKey.trim() };
  const made = makeLoginKey(`rank0-${cluster}`);
  store.writeFile('login_key', made.privateKey);
  store.writeFile('login_key.pub', `${made.publicKey}\n`);
  return made;
}

/** The user data of a cluster's nodes. Kept as it was first made: Azure refuses to change a machine's custom data (azure-facts 7). */
export function customDataOf(store: Files, choices: Choices): string {
  const kept = store.readFile('custom-data');
  if (kept !== undefined) return kept;
  const made = userData({
    packages: mpiStackOf(choices.image).packages,
    packageUpgrade: choices.packageUpgrade,
    ...(choices.customData === undefined ? {} : { own: choices.customData }),
  });
  store.writeFile('custom-data', made);
  return made;
}
