import { expect, it } from 'vitest';
import { at, bodies, nics, type Opened, openWorld, pips, vms, vnets, withInterfaces } from '../support.ts';

const gateways = 'Microsoft.Network/natGateways';
const id = (type: string, name: string): string => `/subscriptions/00000000-0000-4000-8000-00000000c10d/${at(type, name)}`;
const gateway = (address = 'natip', more: object = {}) => ({
  location: 'eastus',
  sku: { name: 'Standard' },
  properties: { publicIpAddresses: [{ id: id(pips, address) }], ...more },
});
const subnet = `${at(vnets, 'vnet')}/subnets/subnet`;
const [inNetwork] = bodies.vnet.properties.subnets;
const out = { properties: { ...inNetwork?.properties, natGateway: { id: id(gateways, 'nat') } } };
const codeOf = (answer: { body: { error?: { code: string } } | undefined }): string | undefined => answer.body?.error?.code;

async function withMachine(): Promise<Opened> {
  const world = await withInterfaces(await openWorld(), 1);
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  await world.done('PUT', at(pips, 'natip'), bodies.pip);
  return world;
}
const wayOut = ({ machines }: Opened) => [...machines.specs.values()][0]?.outbound;

it('is the way out of a subnet: its machines feel it as it comes and goes, and nothing comes in through it', async () => {
  const world = await withMachine();
  const { ask, done, cloud } = world;
  const { publicIPAddress: _, ...bare } = bodies.nic(0).properties.ipConfigurations[0]?.properties ?? {};
  await done('PUT', at(nics, 'nic0'), bodies.nic(0, { ipConfigurations: [{ name: 'ipconfig0', properties: bare }] }));
  await cloud.clock.sleep(10_000);
  expect(wayOut(world)).toBeUndefined();
  await done('PUT', at(gateways, 'nat'), gateway());
  await done('PUT', subnet, out);
  expect(wayOut(world)).toBe('nat-gateway');
  const address = (await ask('GET', at(pips, 'natip'))).body.properties;
  expect(address.natGateway.id).toMatch(/\/nat$/);
  await expect(cloud.dial(address.ipAddress, 22)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect((await ask('GET', at(gateways, 'nat'))).body.properties.subnets).toEqual([{ id: expect.stringMatching(/subnets\/subnet$/) }]);
  // A PUT replaces the subnet whole: without the gateway in it, it is gone.
  await done('PUT', subnet, inNetwork);
  expect(wayOut(world)).toBeUndefined();
});

it('goes after the subnet lets go of it, and its address after it', async () => {
  const { ask, done } = await withMachine();
  await done('PUT', at(gateways, 'nat'), gateway());
  await done('PUT', subnet, out);
  expect(codeOf(await ask('DELETE', at(gateways, 'nat')))).toBe('CannotDeleteNatGatewayAssociatedToSubnet');
  expect(codeOf(await ask('DELETE', at(pips, 'natip')))).toBe('PublicIPAddressCannotBeDeleted');
  await done('PUT', subnet, inNetwork);
  await done('DELETE', at(gateways, 'nat'));
  await done('DELETE', at(pips, 'natip'));
  expect((await ask('GET', at(gateways, 'nat'))).status).toBe(404);
});

it('is refused with an address that is in use, or is not there, and with what it cannot have', async () => {
  const { ask, done } = await withMachine();
  expect(codeOf(await ask('PUT', at(gateways, 'nat'), gateway('ip0')))).toBe('PublicIPAddressInUse');
  expect(codeOf(await ask('PUT', at(gateways, 'nat'), gateway('none')))).toBe('InvalidResourceReference');
  expect(codeOf(await ask('PUT', at(gateways, 'nat'), gateway('natip', { idleTimeoutInMinutes: 3 })))).toBe('NatGatewayIdleTimeoutOutOfRange');
  expect(codeOf(await ask('PUT', subnet, out))).toBe('InvalidResourceReference');
  await done('PUT', at(gateways, 'nat'), gateway());
  expect(codeOf(await ask('PUT', at(gateways, 'nat2'), gateway()))).toBe('PublicIPAddressInUse');
});
