import { describe, expect, it } from 'vitest';
import type { StandingCluster } from '../../../src/azure/standing-cluster.ts';
import { findingsOf, isWorld } from '../../../src/stages/adopt-findings.ts';

const standing: StandingCluster = {
  name: 'glocluster',
  resourceGroup: 'glocktestrg',
  location: 'eastus',
  network: 'ethernet',
  size: 'Standard_D2s_v5',
  image: 'Canonical:ubuntu-24_04-lts:server:latest',
  user: 'glock',
  count: 2,
  nodes: ['glocluster0', 'glocluster1'].map((name) => ({ name, machineId: `/${name}`, power: 'running' as const, privateAddress: '10.0.0.4' })),
  placementGroup: 'glocktestppg',
  slowCards: [],
  outliving: [],
  basic: [],
  passwords: [],
  leftovers: [],
  source: '198.51.100.24/32',
  resources: [],
  others: [],
};
const key = 'ssh-rsa AAAA';
const lying = [{ node: 'glocluster0', file: '/home/glock/.ssh/id_rsa', publicKey: key }];
const kinds = (change: Partial<StandingCluster>, keys: typeof lying = []) =>
  findingsOf({ ...standing, ...change }, { lying: keys, ownPublicKeys: [key] }).map(({ kind }) => kind);

describe('what is wrong with a cluster that was made by hand', () => {
  it('is nothing where it is built as rank0 builds', () => expect(kinds({})).toEqual([]));
  it('is told with what is unsafe first', () => {
    expect(
      kinds(
        {
          source: '*',
          outliving: ['glocluster0'],
          placementGroup: '',
          slowCards: ['glocluster1'],
          basic: [{ name: 'gloclusterPublicIP0', node: 'glocluster0' }],
        },
        lying,
      ),
    ).toEqual(['open-to-world', 'private-key', 'delete-options', 'basic-address', 'placement-group', 'accelerated-networking']);
  });
  it('says whose key it is, and to replace it before anything is taken off', () => {
    const [own] = findingsOf(standing, { lying, ownPublicKeys: [key] });
    expect(own?.title).toMatch(/^your own private key lies on 1 node/);
    expect(own?.means).toMatch(/exposed.*Replace it first/);
    expect(findingsOf(standing, { lying, ownPublicKeys: [] })[0]?.title).toMatch(/^a private key that is not/);
  });
  it.each([
    ['Canonical:UbuntuServer:18.04-LTS:latest', /out of/],
    ['Canonical:0001-com-ubuntu-server-focal:20_04-lts-gen2:latest', /May 2025/],
    ['Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest', /April 2027/],
  ])('names an old image: %s', (image, says) => expect(findingsOf({ ...standing, image }, { lying: [], ownPublicKeys: [] })[0]?.title).toMatch(says));
  it.each(['*', '0.0.0.0/0', 'Internet', 'any', '10.0.0.0/4'])('takes %s for the world', (source) => expect(isWorld(source)).toBe(true));
  it.each(['198.51.100.24/32', '198.51.100.0/24'])('takes %s for a place', (source) => expect(isWorld(source)).toBe(false));
});
