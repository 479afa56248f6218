import type { ClusterView } from '../../src/screens/model/cluster-view.ts';
import type { Review, SizeView } from '../../src/screens/model/state.ts';
import { completeChoices } from '../../src/stages/choices.ts';
import type { NodeLive } from '../../src/stages/your-cluster.ts';
import type { Choices } from '../../src/state/choices.ts';
import type { JournalEvent } from '../../src/state/events.ts';

/** Part of what the fake tells. */
export const price = {
  perHour: 0.404,
  parts: [
    { what: 'Standard_D2s_v5', perHour: 0.096, count: 4 },
    { what: 'public address', perHour: 0.005, count: 4 },
  ],
  source: 'list prices of 2026-06-18',
};

/** Part of what the fake tells. */
export const review = (choices: Choices): Review => ({
  choices,
  makes: [
    'a resource group, a placement group, a security group, a network',
    `${choices.count} public addresses, ${choices.count} network cards, ${choices.count} virtual machines with their disks`,
  ],
  quota: [{ name: 'Total Regional vCPUs', needed: 8, left: 20, limit: 20 }],
  price,
  warnings: [],
});

/** Part of what the fake tells. */
export const choicesFor = (cluster: ClusterView): Choices =>
  completeChoices(
    { name: cluster.name, cloud: cluster.cloud, location: cluster.location, size: cluster.size, count: cluster.count },
    { localUser: 'ada', publicKeys: [], callerSource: '198.51.100.24/32', subscription: '00000000-0000-4000-8000-000000000000' },
  );

/** Part of what the fake tells. */
export const nodeEvent = (name: string, index: number, time: string, cluster: string): JournalEvent => ({
  type: 'node',
  time,
  cluster,
  node: {
    name,
    role: index === 0 ? 'head' : 'node',
    machineId: `/subscriptions/0/${name}`,
    privateAddress: `10.0.0.${4 + index}`,
    publicAddress: `20.25.28.${201 + index}`,
    hostKeys: ['ssh-ed25519 AAAA'],
  },
});

/** Part of what the fake tells. */
export const liveOf = (name: string, index: number): NodeLive => ({
  name,
  role: index === 0 ? 'head' : 'node',
  privateAddress: `10.0.0.${4 + index}`,
  publicAddress: `20.25.28.${201 + index}`,
  power: 'running',
  provisioning: 'Succeeded',
  cloudInit: 'done',
  ssh: { state: 'ok', ms: 31 + index },
  load: 0.05,
  memory: { usedMB: 310, totalMB: 7950 },
});

/** Part of what the fake tells. */
export const sizes: readonly SizeView[] = [
  { name: 'Standard_D2s_v5', vCPUs: 2, memoryGB: 8, acceleratedNetworking: true, pricePerHour: 0.096, quotaLeft: 20, warnings: [] },
  { name: 'Standard_D4s_v5', vCPUs: 4, memoryGB: 16, acceleratedNetworking: true, pricePerHour: 0.192, quotaLeft: 20, warnings: [] },
  { name: 'Standard_D8s_v5', vCPUs: 8, memoryGB: 32, acceleratedNetworking: true, pricePerHour: 0.384, quotaLeft: 20, warnings: [] },
  {
    name: 'Standard_DS1_v2',
    vCPUs: 1,
    memoryGB: 3.5,
    acceleratedNetworking: false,
    pricePerHour: 0.073,
    quotaLeft: 20,
    problem: 'closed to new subscriptions',
    warnings: [],
  },
  {
    name: 'Standard_B2als_v2',
    vCPUs: 2,
    memoryGB: 4,
    acceleratedNetworking: true,
    pricePerHour: 0.0376,
    quotaLeft: 20,
    warnings: ['burstable: timings vary'],
  },
];
