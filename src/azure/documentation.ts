/** What a call is named in Microsoft's specifications, and where its page is. */
export interface Documentation {
  /** `Virtual Machines - Create Or Update`, as the page's title says. */
  readonly name: string;
  /** `VirtualMachines_CreateOrUpdate`. */
  readonly operation: string;
  readonly url: string;
}

const subscription = '/subscriptions/{}';
const group = `${subscription}/resourcegroups/{}`;
const compute = '/providers/microsoft.compute';
const network = '/providers/microsoft.network';
const publishers = `${subscription}${compute}/locations/{}/publishers`;
const images = `${publishers}/{}/artifacttypes/vmimage/offers`;

const scaleSets = `${group}${compute}/virtualmachinescalesets`;
const storage = '/providers/microsoft.storage';
const accounts = `${group}${storage}/storageaccounts`;

/** Pages that are not where their operation's name says. */
const elsewhere: Readonly<Record<string, string>> = {
  NetworkInterfaces_ListVirtualMachineScaleSetNetworkInterfaces: 'virtualnetwork/network-interface-in-vm-ss/list-virtual-machine-scale-set-network-interfaces',
  // Described with the addresses; it has no page of its own.
  PublicIPAddresses_ListVirtualMachineScaleSetPublicIPAddresses: 'virtualnetwork/public-ip-addresses',
};

/** Operations by verb and path. The contract tests hold each that a walk sends against the specifications. */
const operations: readonly (readonly [service: string, path: string, byMethod: Readonly<Record<string, string>>])[] = [
  ['resources', '/subscriptions', { GET: 'Subscriptions_List' }],
  ['resources', '/tenants', { GET: 'Tenants_List' }],
  ['resources', subscription, { GET: 'Subscriptions_Get' }],
  ['resources', `${subscription}/locations`, { GET: 'Subscriptions_ListLocations' }],
  ['resources', `${subscription}/resources`, { GET: 'Resources_List' }],
  ['resources', `${subscription}/resourcegroups`, { GET: 'ResourceGroups_List' }],
  [
    'resources',
    group,
    {
      GET: 'ResourceGroups_Get',
      HEAD: 'ResourceGroups_CheckExistence',
      PUT: 'ResourceGroups_CreateOrUpdate',
      PATCH: 'ResourceGroups_Update',
      DELETE: 'ResourceGroups_Delete',
    },
  ],
  ['resources', `${group}/resources`, { GET: 'Resources_ListByResourceGroup' }],
  ['resources', `${subscription}/providers/{}`, { GET: 'Providers_Get' }],
  ['resources', `${subscription}/providers/{}/register`, { POST: 'Providers_Register' }],
  ['resources', `${group}/providers/microsoft.authorization/locks`, { GET: 'ManagementLocks_ListAtResourceGroupLevel' }],
  ['compute', `${subscription}${compute}/skus`, { GET: 'ResourceSkus_List' }],
  ['compute', `${subscription}${compute}/locations/{}/usages`, { GET: 'Usage_List' }],
  ['compute', publishers, { GET: 'VirtualMachineImages_ListPublishers' }],
  ['compute', images, { GET: 'VirtualMachineImages_ListOffers' }],
  ['compute', `${images}/{}/skus`, { GET: 'VirtualMachineImages_ListSkus' }],
  ['compute', `${images}/{}/skus/{}/versions`, { GET: 'VirtualMachineImages_List' }],
  ['compute', `${images}/{}/skus/{}/versions/{}`, { GET: 'VirtualMachineImages_Get' }],
  ['compute', `${subscription}${compute}/virtualmachines`, { GET: 'VirtualMachines_ListAll' }],
  ['compute', `${group}${compute}/virtualmachines`, { GET: 'VirtualMachines_List' }],
  ['compute', `${group}${compute}/virtualmachines/{}/instanceview`, { GET: 'VirtualMachines_InstanceView' }],
  ['compute', `${group}${compute}/virtualmachines/{}/start`, { POST: 'VirtualMachines_Start' }],
  ['compute', `${group}${compute}/virtualmachines/{}/deallocate`, { POST: 'VirtualMachines_Deallocate' }],
  ['compute', `${group}${compute}/virtualmachines/{}/restart`, { POST: 'VirtualMachines_Restart' }],
  ['compute', `${group}${compute}/virtualmachines/{}/retrievebootdiagnosticsdata`, { POST: 'VirtualMachines_RetrieveBootDiagnosticsData' }],
  ['virtualnetwork', `${subscription}${network}/locations/{}/usages`, { GET: 'Usages_List' }],
  ['virtualnetwork', `${subscription}${network}/publicipaddresses`, { GET: 'PublicIPAddresses_ListAll' }],
  ...resource('compute', compute, 'VirtualMachineScaleSets'),
  ['compute', `${scaleSets}/{}/start`, { POST: 'VirtualMachineScaleSets_Start' }],
  ['compute', `${scaleSets}/{}/deallocate`, { POST: 'VirtualMachineScaleSets_Deallocate' }],
  ['compute', `${scaleSets}/{}/delete`, { POST: 'VirtualMachineScaleSets_DeleteInstances' }],
  ['compute', `${scaleSets}/{}/virtualmachines`, { GET: 'VirtualMachineScaleSetVMs_List' }],
  [
    'compute',
    `${scaleSets}/{}/virtualmachines/{}`,
    { GET: 'VirtualMachineScaleSetVMs_Get', PUT: 'VirtualMachineScaleSetVMs_Update', DELETE: 'VirtualMachineScaleSetVMs_Delete' },
  ],
  ['compute', `${scaleSets}/{}/virtualmachines/{}/retrievebootdiagnosticsdata`, { POST: 'VirtualMachineScaleSetVMs_RetrieveBootDiagnosticsData' }],
  ['virtualnetwork', `${scaleSets}/{}/networkinterfaces`, { GET: 'NetworkInterfaces_ListVirtualMachineScaleSetNetworkInterfaces' }],
  ['virtualnetwork', `${scaleSets}/{}/publicipaddresses`, { GET: 'PublicIPAddresses_ListVirtualMachineScaleSetPublicIPAddresses' }],
  ...resource('compute', compute, 'VirtualMachines'),
  ...resource('compute', compute, 'ProximityPlacementGroups', 'ListByResourceGroup'),
  ...resource('compute', compute, 'Disks', 'ListByResourceGroup'),
  ...resource('virtualnetwork', network, 'VirtualNetworks'),
  ...resource('virtualnetwork', network, 'NetworkSecurityGroups'),
  ...resource('virtualnetwork', network, 'PublicIPAddresses'),
  ...resource('virtualnetwork', network, 'NetworkInterfaces'),
  ...resource('load-balancer', network, 'LoadBalancers'),
  ['virtualnetwork', `${group}${network}/virtualnetworks/{}/subnets/{}`, crud('Subnets')],
  ['storagerp', `${subscription}${storage}/checknameavailability`, { POST: 'StorageAccounts_CheckNameAvailability' }],
  ['storagerp', `${subscription}${storage}/skus`, { GET: 'Skus_List' }],
  ['storagerp', accounts, { GET: 'StorageAccounts_ListByResourceGroup' }],
  ['storagerp', `${accounts}/{}`, stored('StorageAccounts', 'GetProperties')],
  ['storagerp', `${accounts}/{}/blobservices/default/containers/{}`, stored('BlobContainers', 'Get')],
  ['virtualnetwork', `${group}${network}/networksecuritygroups/{}/securityrules/{}`, crud('SecurityRules')],
];

/** Pages about what Azure hands out URLs for: their paths are its own. */
const following: Documentation = {
  name: 'Track asynchronous Azure operations',
  operation: '',
  url: 'https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations',
};

function crud(name: string): Readonly<Record<string, string>> {
  return { GET: `${name}_Get`, PUT: `${name}_CreateOrUpdate`, DELETE: `${name}_Delete` };
}

function stored(name: string, get: string): Readonly<Record<string, string>> {
  return { GET: `${name}_${get}`, PUT: `${name}_Create`, PATCH: `${name}_Update`, DELETE: `${name}_Delete` };
}

function resource(service: string, provider: string, name: string, list = 'List') {
  const path = `${group}${provider}/${name.toLowerCase()}`;
  return [
    [service, path, { GET: `${name}_${list}` }],
    [service, `${path}/{}`, crud(name)],
  ] as const;
}

/** How Microsoft documents a call; undefined for one that is in no table of ours. */
export function documentationOf(method: string, url: string): Documentation | undefined {
  const path = new URL(url).pathname
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '');
  if (/\/(operations|operationresults|operationstatuses|diskoperations|capsoperations|asyncoperations)\//.test(path)) return following;
  const words = path.split('/');
  const found = operations.find(([, template, methods]) => methods[method] !== undefined && matches(template.split('/'), words));
  const operation = found?.[2][method];
  return found && operation !== undefined ? page(found[0], operation) : undefined;
}

const matches = (template: readonly string[], words: readonly string[]): boolean =>
  template.length === words.length && template.every((part, index) => part === '{}' || part === words[index]);

function page(service: string, operation: string): Documentation {
  const [noun = '', verb = ''] = operation.split('_').map(spaced);
  const path = elsewhere[operation] ?? `${service}/${dashed(noun)}/${dashed(verb)}`;
  return { name: `${noun} - ${verb}`, operation, url: `https://learn.microsoft.com/rest/api/${path}` };
}

/** `PublicIPAddresses` as `Public IP Addresses`, `ScaleSetVMs` as `Scale Set VMs`. */
const spaced = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z]{2})/g, '$1 $2');
const dashed = (name: string): string => name.toLowerCase().replaceAll(' ', '-');
