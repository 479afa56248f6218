import { expect, it } from 'vitest';
import { documentationOf } from '../../../src/azure/documentation.ts';

const group = 'https://management.azure.com/subscriptions/1/resourceGroups/glocluster-rg';
const rest = 'https://learn.microsoft.com/rest/api';

it.each([
  [
    'PUT',
    `${group}/providers/Microsoft.Compute/virtualMachines/a?api-version=1`,
    'Virtual Machines - Create Or Update',
    'compute/virtual-machines/create-or-update',
  ],
  [
    'PUT',
    `${group}/providers/Microsoft.Network/publicIPAddresses/a?api-version=1`,
    'Public IP Addresses - Create Or Update',
    'virtualnetwork/public-ip-addresses/create-or-update',
  ],
  [
    'GET',
    `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/a/virtualMachines?api-version=1`,
    'Virtual Machine Scale Set VMs - List',
    'compute/virtual-machine-scale-set-vms/list',
  ],
  ['DELETE', 'https://management.azure.com//subscriptions/1/resourcegroups/g/?api-version=1', 'Resource Groups - Delete', 'resources/resource-groups/delete'],
  [
    'GET',
    'https://management.chinacloudapi.cn/subscriptions/1/locations?api-version=1',
    'Subscriptions - List Locations',
    'resources/subscriptions/list-locations',
  ],
])('%s %s is called as its page is', (method, url, name, page) => {
  expect(documentationOf(method, url)).toMatchObject({ name, url: `${rest}/${page}` });
});

it('a URL that Azure handed out leads to the page about following an operation', () => {
  const url = 'https://management.azure.com/subscriptions/1/providers/Microsoft.Network/locations/eastus/operations/1?api-version=1&t=redacted-1';
  expect(documentationOf('GET', url)?.url).toMatch(/async-operations$/);
});

it('what is in no table has no page', () => {
  expect(documentationOf('GET', `${group}/providers/Microsoft.Web/sites/a?api-version=1`)).toBeUndefined();
  expect(documentationOf('TRACE', `${group}?api-version=1`)).toBeUndefined();
});
