import { expect, it } from 'vitest';
import { waves } from '../../../src/azure/down-kinds.ts';

const ref = (type: string, name: string) => ({ id: `/${name}`, type, name, group: 'g' });
const vm = ref('Microsoft.Compute/virtualMachines', 'vm');
const nic = ref('Microsoft.Network/networkInterfaces', 'nic');
const ip = ref('Microsoft.Network/publicIPAddresses', 'ip');
const vnet = ref('Microsoft.Network/virtualNetworks', 'vnet');
const nsg = ref('Microsoft.Network/networkSecurityGroups', 'nsg');
const nat = ref('Microsoft.Network/natGateways', 'nat');
const names = (...all: ReturnType<typeof ref>[]): string[][] => waves(all).map((wave) => wave.map(({ name }) => name));

it('a NAT gateway goes after the network that uses it, and addresses after the gateway; without one they go with the network', () => {
  expect(names(nsg, nat, vnet, ip, nic, vm)).toEqual([['vm'], ['nic'], ['vnet'], ['nsg', 'nat'], ['ip']]);
  expect(names(nsg, vnet, ip, nic, vm)).toEqual([['vm'], ['nic'], ['vnet', 'ip'], ['nsg']]);
});
