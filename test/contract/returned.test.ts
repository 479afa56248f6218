import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openRealCloud } from '../../src/cli/wizard/real-cloud.ts';
import { rememberedClusters } from '../../src/cli/wizard/remembered-clusters.ts';
import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import type { ClusterView } from '../../src/screens/model/cluster-view.ts';
import type { Comparison } from '../../src/stages/differences.ts';
import { childEnvironment, rank0, temporaryHome } from '../support/rank0.ts';
import { inGroup, meanwhile } from '../support/meanwhile.ts';

const machine = 'Microsoft.Compute/virtualMachines';
const built = temporaryHome();
const homes: string[] = [];
const never = new AbortController().signal;

// One cluster is built; each test comes back to a copy of it.
beforeAll(async () => {
  const ran = await rank0(['up', '--cloud', 'practice', '--yes', '--json'], childEnvironment(built.home));
  expect(ran.lines.at(-1)).toMatchObject({ result: 'ready' });
});
afterAll(() => built.dispose());
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-returned-'));
  homes.push(folder);
  cpSync(built.home, join(folder, 'home'), { recursive: true });
  return join(folder, 'home');
}

/** Opens the cluster of that home as the wizard does, and asks what is true now. */
async function returned(home: string, more?: (walk: WizardWalk) => Promise<void>): Promise<Comparison> {
  const cloud = await openRealCloud({ home, env: { RANK0_PRACTICE_SPEED: '0' }, given: {} }, { cloud: 'practice', say: () => {} });
  const walk = cloud.resume(rememberedClusters(home)[0] as ClusterView);
  try {
    const found = await walk.differences(never);
    await more?.(walk);
    return found;
  } finally {
    await walk.close();
    await cloud.close();
  }
}

const row = ({ rows }: Comparison, subject: string) => rows.find((one) => one.subject === subject);

it('nothing has changed', async () => {
  const found = await returned(copied());
  expect(found.rows.filter(({ is }) => is !== 'same')).toEqual([]);
  expect(found.is).toBe('same');
  expect(found.spentSince).toBeGreaterThanOrEqual(0);
});

it('a machine that somebody deleted is named, once, and what rank0 does next makes it again', async () => {
  const home = copied();
  await meanwhile(home, (elsewhere) => elsewhere('DELETE', inGroup(machine, 'glocluster2')));
  const found = await returned(home, async (walk) => {
    expect(await walk.run(['resource-group', 'nodes', 'log-in', 'cluster-ssh', 'hello-mpi'], never)).toEqual({ result: 'done' });
    expect((await walk.differences(never)).is).toBe('same');
  });
  expect(found).toMatchObject({ is: 'differs', mendFrom: 'nodes' });
  expect(found.rows.filter(({ is }) => is !== 'same')).toEqual([{ subject: 'glocluster2', before: 'ran', now: 'deleted, and not by rank0 here', is: 'gone' }]);
});

it('a node that was deallocated, and one that was shut down from inside, are told apart', async () => {
  const home = copied();
  await meanwhile(home, async (elsewhere) => {
    await elsewhere('POST', `${inGroup(machine, 'glocluster1')}/deallocate`);
    await elsewhere('POST', `${inGroup(machine, 'glocluster3')}/powerOff`);
  });
  const found = await returned(home);
  expect(found).toMatchObject({ is: 'differs', mendFrom: 'nodes' });
  expect(row(found, 'glocluster1')?.now).toContain('deallocated');
  expect(row(found, 'glocluster3')?.now).toContain('not deallocated');
});

it('a group deleted in the portal is a cluster that is gone, and it can be put away', async () => {
  const home = copied();
  await meanwhile(home, (elsewhere) => elsewhere('DELETE', 'resourceGroups/glocluster-rg'));
  const found = await returned(home, async (walk) => {
    expect(walk.setAside()).toContain('put-away');
  });
  expect(found.is).toBe('gone');
  expect(rememberedClusters(home)).toEqual([]);
});

it('another address of the laptop is told, with the rule that does not let it in', async () => {
  const home = copied();
  await meanwhile(home, async () => {}, 'address-changed');
  const found = await returned(home, async (walk) => {
    expect(await walk.followAddress(never)).toMatchObject({ source: '198.51.100.77/32', nothingToDo: false });
    expect((await walk.differences(never)).is).toBe('same');
  });
  expect(found).toMatchObject({ is: 'differs', mendFrom: 'log-in', notLetIn: '198.51.100.77' });
});

it('a role that was taken away is a subscription that is lost, and not a cluster that is gone', async () => {
  const home = copied();
  await meanwhile(home, async (_, cloud) =>
    cloud.inject([
      {
        match: '^GET .*/resourceGroups/glocluster-rg$',
        effect: { kind: 'refuse', status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization to perform action' },
      },
    ]),
  );
  expect(await returned(home)).toMatchObject({ is: 'lost', why: 'Azure refuses to show it (AuthorizationFailed)' });
});

it('a rule that somebody opened to the world, and a disk that is not of the cluster, are told', async () => {
  const home = copied();
  await meanwhile(home, async (elsewhere) => {
    await elsewhere('PUT', `${inGroup('Microsoft.Network/networkSecurityGroups', 'gloclusterNSG')}/securityRules/default-allow-ssh`, {
      properties: {
        protocol: 'Tcp',
        priority: 1000,
        direction: 'Inbound',
        access: 'Allow',
        sourceAddressPrefix: '*',
        sourcePortRange: '*',
        destinationAddressPrefix: '*',
        destinationPortRange: '22',
      },
    });
    await elsewhere('PUT', inGroup('Microsoft.Network/publicIPAddresses', 'somebodys'), {
      location: 'eastus',
      sku: { name: 'Standard' },
      properties: { publicIPAllocationMethod: 'Static' },
    });
  });
  const found = await returned(home);
  expect(row(found, 'port 22')).toMatchObject({ now: 'open to *', is: 'changed' });
  expect(row(found, 'others')).toMatchObject({ is: 'new', now: "publicIPAddresses somebodys: not rank0's, and left alone" });
});
