import type { ResourceSku, Usage, VirtualMachineImage } from '@azure/arm-compute';
import { describe, expect, it } from 'vitest';
import { imageReference, misfits, traitsOf } from '../../../src/azure/preflight/images.ts';
import { nearest } from '../../../src/azure/preflight/nearest.ts';
import { commandFor, proposalsFor, type RegionOffer } from '../../../src/azure/preflight/proposals.ts';
import { exceeded, leftFor, mostNodes, quotaLines } from '../../../src/azure/preflight/quota.ts';
import { neighbours } from '../../../src/azure/preflight/regions.ts';
import { offerOf } from '../../../src/azure/preflight/sizes.ts';
import { choices } from './support.ts';

const now = Date.parse('2026-11-24');
const sku = (name: string, capabilities: Record<string, string> = {}, more: Partial<ResourceSku> = {}): ResourceSku => ({
  resourceType: 'virtualMachines',
  name,
  family: 'standardDSv5Family',
  capabilities: Object.entries({ vCPUs: '2', MemoryGB: '8', HyperVGenerations: 'V1,V2', AcceleratedNetworkingEnabled: 'True', ...capabilities }).map(
    ([key, value]) => ({
      name: key,
      value,
    }),
  ),
  ...more,
});
const offer = (name: string, capabilities: Record<string, string> = {}, more: Partial<ResourceSku> = {}) =>
  offerOf(sku(name, capabilities, more), 'eastus', now);
const usage = (value: string, currentValue: number, limit: number): Usage => ({ unit: 'Count', currentValue, limit, name: { value, localizedValue: value } });

describe('what a SKU says of a size', () => {
  it('is read from capabilities that are texts', () => {
    expect(offer('Standard_D2s_v5')).toMatchObject({
      vCPUs: 2,
      memoryGB: 8,
      acceleratedNetworking: true,
      generations: ['V1', 'V2'],
      controllers: ['SCSI'],
      trustedLaunch: true,
      architecture: 'x64',
      warnings: [],
    });
    expect(offer('Standard_D2s_v5')).not.toHaveProperty('problem');
  });
  it('tells of processors that the usual image does not run on', () => {
    expect(offer('Standard_D2ps_v6', { CpuArchitectureType: 'Arm64' }).warnings.join()).toContain('server-arm64');
  });

  it.each([
    [
      'a Location restriction rules it out',
      { type: 'Location', reasonCode: 'NotAvailableForSubscription', restrictionInfo: { locations: ['eastus'] } },
      'not offered to this subscription in eastus',
    ],
    [
      'the kind of subscription rules it out',
      { type: 'Location', reasonCode: 'QuotaId', values: ['eastus'] },
      'not offered to this kind of subscription in eastus',
    ],
    [
      'a Zone restriction does not',
      { type: 'Zone', reasonCode: 'NotAvailableForSubscription', restrictionInfo: { locations: ['eastus'], zones: ['1'] } },
      undefined,
    ],
    ['one of another region does not', { type: 'Location', reasonCode: 'NotAvailableForSubscription', restrictionInfo: { locations: ['westus'] } }, undefined],
  ] as const)('%s', (_, restriction, problem) => {
    expect(offer('Standard_D2s_v5', {}, { restrictions: [restriction as never] }).problem).toBe(problem);
  });

  it('warns of a retirement to come, and refuses after it', () => {
    expect(offer('Standard_HB120rs_v2', { RetirementDateUtc: '05/31/2027' })).toMatchObject({
      retires: '2027-05-31',
      warnings: ['Azure retires it on 2027-05-31'],
    });
    expect(offer('Standard_H16', { RetirementDateUtc: '08/31/2024' }).problem).toBe('retired on 2024-08-31');
  });

  it.each(['Standard_DS1_v2', 'Standard_D2s_v3', 'Standard_F2s_v2', 'Standard_B2s', 'Standard_A2_v2', 'Standard_E2s_v3'])(
    'warns of %s, a series that is closed to new subscriptions',
    (name) => {
      expect(offer(name).warnings.join()).toContain('old series');
    },
  );

  it.each(['Standard_D2s_v5', 'Standard_D2as_v6', 'Standard_E2s_v5', 'Standard_HB120rs_v3', 'Standard_B2als_v2'])(
    'does not take %s for one of them',
    (name) => {
      expect(offer(name).warnings.join()).not.toContain('old series');
    },
  );

  it('warns where there is no accelerated networking, one vCPU alone, or a burstable one', () => {
    expect(offer('Standard_X1', { AcceleratedNetworkingEnabled: 'False', vCPUs: '1' }).warnings).toEqual([
      expect.stringContaining('no accelerated networking'),
      expect.stringContaining('one vCPU'),
    ]);
    expect(offer('Standard_B2als_v2').warnings).toEqual([expect.stringContaining('burstable')]);
  });

  it('has no Trusted Launch where it says so, or without generation 2', () => {
    expect(offer('a', { TrustedLaunchDisabled: 'True' }).trustedLaunch).toBe(false);
    expect(offer('a', { HyperVGenerations: 'V1' }).trustedLaunch).toBe(false);
  });
});

describe('quota', () => {
  const size = { family: 'standardDSv5Family', vCPUs: 2 };

  it.each([
    ['suffices', [usage('cores', 0, 20), usage('StandardDSV5Family', 0, 20), usage('virtualMachines', 0, 100)], 4, []],
    ['of the region is short', [usage('cores', 14, 20), usage('standardDSv5Family', 0, 20)], 4, ['cores']],
    ['of the family is short, compared without case', [usage('cores', 0, 20), usage('STANDARDDSV5FAMILY', 0, 4)], 4, ['STANDARDDSV5FAMILY']],
    ['of machines is short', [usage('cores', 0, 100), usage('virtualMachines', 97, 100)], 4, ['virtualMachines']],
    ['is not shown: nothing to be refused by', [], 4, []],
    ['is not needed by machines that exist', [usage('cores', 20, 20)], 0, []],
  ])('%s', (_, usages, more, short) => {
    expect(exceeded(quotaLines(usages, size, more)).map(({ name }) => name)).toEqual(short);
  });

  it('leaves so many vCPUs, and so many nodes', () => {
    const usages = [usage('cores', 5, 20), usage('standardDSv5Family', 0, 10), usage('virtualMachines', 0, 100)];
    expect(leftFor(usages, 'standardDSv5Family')).toBe(10);
    expect(mostNodes(usages, size)).toBe(5);
    expect(leftFor([], 'x')).toBeUndefined();
  });
});

describe('images', () => {
  const any = { generations: ['V1', 'V2'], architecture: 'x64' };

  it.each([
    ['24.04', any, 'Canonical:ubuntu-24_04-lts:server:latest'],
    ['24.04', { ...any, generations: ['V1'] }, 'Canonical:ubuntu-24_04-lts:server-gen1:latest'],
    ['24.04', { generations: ['V2'], architecture: 'Arm64' }, 'Canonical:ubuntu-24_04-lts:server-arm64:latest'],
    ['22.04', any, 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest'],
    ['22.04', { ...any, generations: ['V1'] }, 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts:latest'],
    ['26.04', any, 'Canonical:ubuntu-26_04-lts:server:latest'],
    ['Ubuntu2204', any, 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest'],
    ['ubuntu2404', any, 'Canonical:ubuntu-24_04-lts:server:latest'],
    ['Debian:debian-12:12-gen2:0.20260101.1', any, 'Debian:debian-12:12-gen2:0.20260101.1'],
  ])('%s of %o is %s', (text, size, urn) => {
    const { publisher, offer: of, sku: kind, version } = imageReference(text, size);
    expect([publisher, of, kind, version].join(':')).toBe(urn);
  });

  it.each([
    ['UbuntuLTS', 'November 2023', '24.04'],
    ['ubuntu-lts', '18.04', '24.04'],
    ['24.4', 'Allowed: 22.04', '24.04'],
    ['Canonical:ubuntu', 'Allowed', '--image'],
    ['', 'Allowed', '--image'],
  ])('%j is a usage error that says more', (text, words, command) => {
    expect(() => imageReference(text, any)).toThrow(expect.objectContaining({ exitCode: 2 }));
    try {
      imageReference(text, any);
    } catch (error) {
      const { problem } = error as { problem: { means: string; next: { command?: string }[] } };
      expect(problem.means).toContain(words);
      expect(problem.next.map((step) => step.command).join()).toContain(command);
    }
  });

  const image = (more: Partial<VirtualMachineImage>): VirtualMachineImage => ({ name: '1', location: 'eastus', ...more });
  const size = { name: 'S', generations: ['V2'], controllers: ['NVMe'], architecture: 'x64' };

  it.each([
    ['fits', { hyperVGeneration: 'V2', architecture: 'x64', features: [{ name: 'DiskControllerTypes', value: 'SCSI, NVMe' }] }, []],
    ['of an older generation does not', { hyperVGeneration: 'V1', architecture: 'x64' }, ['generation V1', 'disk controller']],
    [
      'without the disk controller does not',
      { hyperVGeneration: 'V2', architecture: 'x64', features: [{ name: 'DiskControllerTypes', value: 'SCSI' }] },
      ['disk controller'],
    ],
    ['that names no controllers is believed', { hyperVGeneration: 'V2', architecture: 'x64' }, []],
    ['of another processor does not', { hyperVGeneration: 'V2', architecture: 'Arm64' }, ['made for Arm64']],
  ] as const)('an image that %s', (_, description, words) => {
    const wrong = misfits(traitsOf(image(description as unknown as Partial<VirtualMachineImage>)), size);
    expect(wrong).toHaveLength(words.length);
    for (const [index, word] of words.entries()) expect(wrong[index]).toContain(word);
  });

  it.each([
    ['TrustedLaunchSupported', true],
    ['TrustedLaunchAndConfidentialVmSupported', true],
    ['ConfidentialVmSupported', false],
  ])('with the feature SecurityType %s: Trusted Launch %s', (value, expected) => {
    expect(traitsOf(image({ features: [{ name: 'SecurityType', value }] })).trustedLaunch).toBe(expected);
  });
});

describe('proposals', () => {
  const region = (
    location: string,
    left: number,
    sizes = [offer('Standard_D2s_v5'), offer('Standard_D2as_v6', {}, { family: 'standardDav6Family' })],
  ): RegionOffer => ({
    location,
    sizes,
    usages: [usage('cores', 20 - left, 20), usage('standardDSv5Family', 0, 4), usage('standardDav6Family', 0, 20)],
  });
  const wanted = { location: 'eastus', size: 'Standard_D2s_v5', count: 4 };
  const all = () => true;

  it('are the same with fewer nodes, another size, another region', () => {
    expect(proposalsFor(wanted, region('eastus', 20), [region('eastus2', 20)], all)).toEqual([
      { ...wanted, count: 2 },
      { ...wanted, size: 'Standard_D2as_v6' },
      { location: 'eastus2', size: 'Standard_D2as_v6', count: 4 },
    ]);
  });

  it('are only those that fit', () => {
    expect(proposalsFor(wanted, region('eastus', 0), [region('eastus2', 20)], all)).toEqual([{ location: 'eastus2', size: 'Standard_D2as_v6', count: 4 }]);
    expect(proposalsFor(wanted, region('eastus', 0), [], all)).toEqual([]);
  });

  it('never name a size that the image does not run on, that is closed, retired, slow, or of another kind', () => {
    const odd = [
      offer('Standard_D2s_v5'),
      offer('Standard_NoImage'),
      offer('Standard_Closed', {}, { restrictions: [{ type: 'Location', reasonCode: 'QuotaId', values: ['eastus'] }] }),
      offer('Standard_Old', { RetirementDateUtc: '05/01/2028' }),
      offer('Standard_Slow', { AcceleratedNetworkingEnabled: 'False' }),
      offer('Standard_NC', { GPUs: '1' }),
      offer('Standard_HB', { RdmaEnabled: 'True' }),
      offer('Standard_One', { vCPUs: '1' }),
    ].map((one) => ({ ...one, family: 'other' }));
    expect(proposalsFor({ ...wanted, size: 'Standard_DS1_v2' }, region('eastus', 20, odd), [], (one) => one.name !== 'Standard_NoImage')).toEqual([wanted]);
  });

  it('offer fewer nodes of another size where nothing holds them all', () => {
    expect(proposalsFor({ ...wanted, size: 'Standard_DS1_v2', count: 40 }, region('eastus', 20), [], all)).toEqual([
      { location: 'eastus', size: 'Standard_D2as_v6', count: 10 },
    ]);
  });

  it('become lines that repeat what else was chosen', () => {
    expect(commandFor({ ...choices, cloud: 'practice' }, { ...wanted, count: 2 })).toBe('rank0 up --size Standard_D2s_v5 --count 2 --cloud practice');
    const far = { ...choices, name: 'mine', resourceGroup: 'theirs', useExistingGroup: true, image: '22.04', cloud: 'https://localhost:1' };
    expect(commandFor(far, { ...wanted, location: 'westus' })).toBe(
      `rank0 up --size Standard_D2s_v5 --count 4 --location westus --name mine --resource-group theirs --use-existing-group --image 22.04 --cloud https://localhost:1 --subscription ${choices.subscription} --ssh-source '203.0.113.7/32'`,
    );
  });
});

describe('names that are nearly right', () => {
  it.each([
    ['D2sv5', ['Standard_D2as_v6', 'Standard_D2s_v5', 'Standard_HB120rs_v3'], 'Standard_D2s_v5'],
    ['standard_d2s_v5', ['Standard_D2s_v6', 'Standard_D2s_v5'], 'Standard_D2s_v5'],
    ['easteurope', ['eastus', 'westeurope', 'japaneast'], 'westeurope'],
    ['EastUS', ['eastus2', 'eastus'], 'eastus'],
  ])('%s means %s', (text, candidates, meant) => {
    expect(nearest(text, candidates)[0]).toBe(meant);
  });

  it('regions are near by where they are, also across the date line', () => {
    const regions = [
      { name: 'fiji', displayName: '', latitude: -18, longitude: 178 },
      { name: 'samoa', displayName: '', latitude: -14, longitude: -172 },
      { name: 'perth', displayName: '', latitude: -32, longitude: 116 },
      { name: 'nowhere', displayName: '' },
    ];
    expect(neighbours(regions, 'fiji').map(({ name }) => name)).toEqual(['samoa', 'perth', 'nowhere']);
  });
});
