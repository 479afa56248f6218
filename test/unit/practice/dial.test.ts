import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { at, bodies, nics, nsgs, type Opened, openWorld, pips, vms, vnets, withInterfaces } from './support.ts';

const addressOf = async ({ ask }: Opened): Promise<string> => (await ask('GET', at(pips, 'ip0'))).body.properties.ipAddress;

async function withMachine(): Promise<Opened & { address: string }> {
  const world = await withInterfaces(await openWorld(), 1);
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  return { ...world, address: await addressOf(world) };
}

it('reaches the sshd of a machine whose rules let the caller in', async () => {
  const { cloud, address } = await withMachine();
  expect(await cloud.callerAddress()).toBe('198.51.100.24');
  expect(await text(await cloud.dial(address, 22))).toBe('node0');
});

it('hears nothing from a closed port for twenty seconds of the world, whatever closes it', async () => {
  const { cloud, address, done } = await withMachine();
  const silent = async (): Promise<[string, number]> => {
    const began = cloud.clock.now();
    const error = await cloud.dial(address, 22).catch((reason: NodeJS.ErrnoException) => reason);
    return [(error as NodeJS.ErrnoException).code ?? '', Math.round((cloud.clock.now() - began) / 1000)];
  };
  await done('PUT', at(nsgs, 'nsg'), bodies.nsg('198.51.100.25/32'));
  expect(await silent()).toEqual(['ETIMEDOUT', 20]);
  await done('PUT', at(nsgs, 'nsg'), bodies.nsg('198.51.100.0/24'));
  await cloud.dial(address, 22);
  // Both groups have to allow: one on the subnet that does not closes it.
  await done('PUT', at(nsgs, 'strict'), { location: 'eastus', properties: {} });
  const subnet = structuredClone(bodies.vnet);
  const [first] = subnet.properties.subnets;
  if (first) first.properties.networkSecurityGroup.id = first.properties.networkSecurityGroup.id.replace(/nsg$/, 'strict');
  await done('PUT', at(vnets, 'vnet'), subnet);
  expect(await silent()).toEqual(['ETIMEDOUT', 20]);
  await done('PUT', at(vnets, 'vnet'), bodies.vnet);
  await done('POST', `${at(vms, 'node0')}/deallocate`);
  expect(await silent()).toEqual(['ETIMEDOUT', 20]);
});

it('is closed without any security group, as a Standard address is', async () => {
  const { cloud, address, done } = await withMachine();
  const open = structuredClone(bodies.vnet);
  for (const { properties } of open.properties.subnets) Object.assign(properties, { networkSecurityGroup: undefined });
  await done('PUT', at(vnets, 'vnet'), open);
  const nic = bodies.nic(0, { networkSecurityGroup: undefined });
  await done('PUT', at(nics, 'nic0'), nic);
  await expect(cloud.dial(address, 22)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

it('lets a denial of a lower number win over a permission', async () => {
  const { cloud, address, done } = await withMachine();
  const deny = { ...bodies.nsg('*').properties.securityRules[0]?.properties, access: 'Deny', priority: 900 };
  await done('PUT', `${at(nsgs, 'nsg')}/securityRules/deny`, { properties: deny });
  await expect(cloud.dial(address, 22)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  await done('DELETE', `${at(nsgs, 'nsg')}/securityRules/deny`);
  await cloud.dial(address, 22);
});

it('stops waiting as soon as that is asked', async () => {
  const { cloud } = await openWorld();
  const abort = new AbortController();
  const dialled = cloud.dial('203.0.113.200', 22, abort.signal);
  abort.abort(new Error('enough'));
  await expect(dialled).rejects.toThrow('enough');
});

it('reaches the SSH servers of the rest of the internet, so that the way out is not to blame', async () => {
  const { cloud } = await openWorld();
  const stream = await cloud.dial('github.com', 22);
  for await (const chunk of stream) {
    expect(String(chunk)).toMatch(/^SSH-2\.0-/);
    break;
  }
});
