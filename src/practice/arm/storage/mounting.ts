import type { AnswerBlob } from '../../blob.ts';
import type { Resource, WorldState } from '../../state.ts';
import { everyMachine, resourceAt, resourcesOf, stateOf } from '../call.ts';
import { sendsTo } from '../firewall.ts';
import { listAt, textAt } from '../json.ts';
import { nicIdsOf } from '../machine-spec.ts';
import { blobContainers, storageAccounts } from '../types.ts';
import { letsIn } from './network-acls.ts';

/** The ports of NFS 3.0 at a storage account: the port mapper and NFS itself (azure-facts 11.3). */
const ports = [111, 2048] as const;

/** What an account says to a machine that wants to mount a container, by what ARM knows of both (azure-facts 11.3). */
export const answerBlob: AnswerBlob = (state, { vmId, account: name, path }, now) => {
  const account = resourcesOf(state, storageAccounts).find((one) => one.name === name.toLowerCase());
  if (!account || stateOf(account) !== 'Succeeded') return { is: 'unknown' };
  const vm = everyMachine(state).find((one) => one.machine?.vmId === vmId);
  const place = vm && placeOf(state, vm);
  if (!place || ports.some((port) => !sendsTo(state, place.nic, place.configuration, port))) return { is: 'blocked' };
  if (!letsIn(state, account, place.subnetId, now)) return { is: 'denied' };
  const [, first, second, ...rest] = path.replace(/\/+$/, '').split('/');
  const container = rest.length === 0 && first === account.name ? containerOf(state, account, second ?? '') : undefined;
  if (!container || account.body.properties['isNfsV3Enabled'] !== true) return { is: 'no such path' };
  const { enableNfsV3RootSquash, enableNfsV3AllSquash, lastModifiedTime } = container.body.properties;
  const madeAt = Date.parse(String(lastModifiedTime));
  return {
    is: 'container',
    id: `${account.name}-${Date.parse(String(account.body.properties['creationTime']))}-${container.name}-${madeAt}`,
    madeAt,
    squash: enableNfsV3AllSquash === true ? 'all' : enableNfsV3RootSquash === true ? 'root' : 'none',
  };
};

const containerOf = (state: WorldState, account: Resource, name: string): Resource | undefined => {
  const found = resourceAt(state, `${account.id}/blobServices/default/containers/${name}`);
  return found?.type === blobContainers ? found : undefined;
};

/** The first network card of a machine and the subnet that it is in. */
function placeOf(state: WorldState, vm: Resource): { nic: Resource; configuration: Record<string, unknown>; subnetId: string } | undefined {
  const nic = resourceAt(state, nicIdsOf(vm)[0]);
  const configuration = listAt(nic?.body.properties, 'ipConfigurations')[0];
  const subnetId = textAt(configuration, 'properties', 'subnet', 'id');
  return nic && configuration && subnetId !== undefined ? { nic, configuration, subnetId } : undefined;
}
