import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { adoptableIn } from '../../src/azure/adoptable.ts';
import { standingCluster } from '../../src/azure/adoption.ts';
import { openAzure } from '../../src/azure/azure.ts';
import type { World } from '../../src/engine/world.ts';
import { type HandMadeShape, makeResources } from '../../src/practice/by-hand/resources.ts';
import { openPractice } from '../../src/practice/open.ts';
import type { Resource, WorldState } from '../../src/practice/state.ts';
import { makeLoginKey } from '../../src/remote/login-key.ts';
import { checkAdoptable } from '../../src/stages/adopt.ts';
import { findingsOf } from '../../src/stages/adopt-findings.ts';
import { problemOf } from '../../src/state/problem.ts';
import { noMachines } from '../support/kills.ts';

const { signal } = new AbortController();
const key = makeLoginKey('azureuser').publicKey;

/** The resources of a cluster as somebody made it by hand, in a simulated Azure without machines to log in to, then changed. */
async function made(shape: HandMadeShape | undefined, change: (state: WorldState) => void = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-adopt-'));
  const env = { RANK0_PRACTICE_SPEED: '0', RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200' };
  const cloud = await openPractice({ folder, env, machines: () => noMachines });
  onTestFinished(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  if (shape) await makeResources(cloud, shape, key, signal);
  cloud.alter(change);
  const endpoint = 'https://management.azure.com';
  const world = {
    arm: { endpoint, audience: endpoint, send: cloud.send },
    credential: cloud.credential,
    clock: cloud.clock,
    cloud: 'practice',
    simulated: true,
  } as unknown as World;
  const azure = openAzure(world, cloud.subscriptionId);
  const look = (group = 'glocktestrg', name?: string) => standingCluster(azure, group, name, signal);
  const refusal = (group?: string, name?: string) =>
    look(group, name).then(
      () => 'none',
      (error: unknown) => problemOf(error).code,
    );
  return { cloud, azure, look, refusal };
}

const named = ({ resources }: WorldState, name: string): Resource => {
  const found = Object.values(resources).find((one) => one.name === name && /virtualMachines|ScaleSets|networkInterfaces/.test(one.type));
  if (!found) throw new Error(`no ${name}`);
  return found;
};
/** One more of the same under another name. */
const copyAs = (state: WorldState, from: string, to: string): void => {
  const one = structuredClone(named(state, from));
  const id = one.id.replace(/[^/]+$/, to);
  state.resources[id.toLowerCase()] = { ...one, id, name: to };
};

describe('what cannot be adopted', () => {
  it('is told from what can: no group, no machines, two clusters of which one is to be named', async () => {
    const { refusal, azure } = await made('ethernet', (state) => copyAs(state, 'glocluster0', 'lab0'));
    expect(await refusal('nothing-rg')).toBe('group-unknown');
    expect(await refusal()).toBe('several-clusters');
    expect(await refusal('glocktestrg', 'other')).toBe('no-such-cluster');
    expect(await refusal('glocktestrg', 'glocluster')).toBe('none');
    expect((await adoptableIn(azure, signal)).map(({ name, count, problem }) => [name, count, problem])).toEqual([
      ['glocluster', 4, undefined],
      ['lab', 1, undefined],
    ]);
  });

  it('is a Windows machine among the nodes, a card on another network, machines of two sizes', async () => {
    const windows = await made('ethernet', (state) => {
      Object.assign((named(state, 'glocluster1').body.properties['storageProfile'] as { osDisk: object }).osDisk, { osType: 'Windows' });
    });
    expect(await windows.refusal()).toBe('windows-machine');
    expect((await adoptableIn(windows.azure, signal))[0]?.problem).toMatch(/Windows/);
    const elsewhere = await made('ethernet', (state) => {
      const [configuration] = named(state, 'gloclusterVMNic2').body.properties['ipConfigurations'] as { properties: { subnet: { id: string } } }[];
      if (configuration) configuration.properties.subnet.id = configuration.properties.subnet.id.replace('gloclusterVNET', 'otherVNET');
    });
    expect(await elsewhere.refusal()).toBe('unlike-az');
    const mixed = await made(
      'ethernet',
      (state) => void Object.assign(named(state, 'glocluster3').body.properties, { hardwareProfile: { vmSize: 'Standard_D4s_v5' } }),
    );
    expect(await mixed.refusal()).toBe('unlike-az');
  });

  it('is a Flexible scale set, one without an instance, and one in several placement groups', async () => {
    const flexible = await made('infiniband', (state) => void Object.assign(named(state, 'glocluster').body.properties, { orchestrationMode: 'Flexible' }));
    expect(await flexible.refusal()).toBe('flexible-scale-set');
    expect((await adoptableIn(flexible.azure, signal))[0]?.problem).toMatch(/Flexible/);
    const large = await made('infiniband', (state) => void Object.assign(named(state, 'glocluster').body.properties, { singlePlacementGroup: false }));
    expect(await large.refusal()).toBe('unlike-az');
  });

  it('is one whose nodes are off or whose head cannot be reached: nothing is begun', async () => {
    const off = await made('ethernet', (state) => void Object.assign(named(state, 'glocluster2').machine ?? {}, { power: 'deallocated' }));
    const standing = await off.look();
    expect(() => checkAdoptable(standing)).toThrow(/1 of 4 nodes do not run: glocluster2/);
    const { publicAddress: _, ...head } = standing.nodes[0] as (typeof standing.nodes)[number];
    expect(() => checkAdoptable({ ...standing, nodes: [head] })).toThrow(/no public address/);
  });

  it('is what Azure does not show to this sign-in', async () => {
    const { cloud, refusal, azure } = await made('ethernet');
    cloud.inject([
      {
        match: 'GET .*/virtualMachines',
        effect: { kind: 'refuse', status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization.' },
      },
    ]);
    expect(await refusal()).toBe('AuthorizationFailed');
    expect(await adoptableIn(azure, signal).catch((error: unknown) => problemOf(error).code)).toBe('AuthorizationFailed');
  });
});

describe('what is found in a group beside the cluster', () => {
  it('is what belongs to no machine: of this cluster it is offered to be deleted, of others it is named with the line', async () => {
    const { look } = await made('old', (state) => copyAs(state, 'gloclusterVMNic4', 'thesis-card'));
    const standing = await look();
    expect(standing.leftovers.map(({ resource, kind, ofCluster }) => [kind, resource.name.replace(/_[0-9a-f]{32}$/, ''), ofCluster]).sort()).toEqual([
      ['address', 'gloclusterPublicIP4', true],
      ['card', 'gloclusterVMNic4', true],
      ['card', 'thesis-card', false],
      ['disk', 'glocluster4_OsDisk_1', true],
    ]);
    const finding = findingsOf(standing, { lying: [], ownPublicKeys: [] }).find(({ kind }) => kind === 'leftovers');
    expect(finding).toMatchObject({
      asks: 'deletes',
      mendable: true,
      next: [{ command: 'az network nic delete --name thesis-card --resource-group glocktestrg' }],
    });
    expect(finding?.title).toMatch(/^4 things belong to no machine, and cost about 0\.012/);
    expect(standing.passwords).toHaveLength(4);
    expect(standing.basic.map(({ name }) => name)).toEqual(['gloclusterPublicIP0', 'gloclusterPublicIP1', 'gloclusterPublicIP2', 'gloclusterPublicIP3']);
  });
});
