import { describe, expect, test } from 'vitest';
import { comparison, type Looked } from '../../../src/stages/differences.ts';
import { emptySession, fold, type Session } from '../../../src/state/session.ts';
import type { TaskState } from '../../../src/state/events.ts';
import { choicesFor, nodeEvent, price } from '../../support/fake-records.ts';
import { unchangedSince } from '../../support/fake-returned.ts';
import { plannedOf } from '../../support/fake-tasks.ts';

const choices = choicesFor({ name: 'glocluster', cloud: 'practice', location: 'eastus', size: 'Standard_D2s_v5', count: 4, stage: 'nodes', state: 'building' });
const began = Date.parse('2026-11-24T12:00:00Z');
const time = (minutes = 0): string => new Date(began + minutes * 60_000).toISOString();

/** A session whose stages up to `nodes` are over, but for what is said otherwise of its tasks; of nodes those with a machine that is done. */
function session(otherwise: Readonly<Record<string, TaskState>> = {}): Session {
  let made = emptySession('glocluster');
  made = fold(made, { type: 'begun', time: time(), cluster: 'glocluster', choices });
  made = fold(made, { type: 'priced', time: time(), cluster: 'glocluster', price });
  for (const stage of ['resource-group', 'nodes'] as const) {
    for (const { id } of plannedOf(stage, 'glocluster', 4)) {
      const state = otherwise[id] ?? 'done';
      if (id.startsWith('machine/')) made = fold(made, { type: 'task', time: time(1), cluster: 'glocluster', stage, task: id, state: 'making' });
      made = fold(made, { type: 'task', time: time(3), cluster: 'glocluster', stage, task: id, state });
      if (id.startsWith('machine/') && state === 'done') made = fold(made, nodeEvent(id.slice(8), Number(id.at(-1)), time(3), 'glocluster'));
    }
  }
  return made;
}

const now = (over: Partial<Looked> = {}, of: Session = session()): Looked => ({ ...unchangedSince(of, choices, began + 63 * 60_000), ...over });
const differing = (looked: Looked, of: Session = session()) => comparison(of, choices, looked).rows.filter(({ is }) => is !== 'same');
const machines = (over: Readonly<Record<string, { power: 'running' | 'stopped' | 'deallocated' | 'unknown'; provisioning?: string } | undefined>>) => {
  const all = new Map(now().machines);
  for (const [name, machine] of Object.entries(over)) {
    if (machine) all.set(name, { provisioning: 'Succeeded', ...machine });
    else all.delete(name);
  }
  return { machines: all };
};

describe('what differs since one left', () => {
  test('nothing: one row for all machines, and the money of the hour', () => {
    const found = comparison(session(), choices, now());
    expect(found.is).toBe('same');
    expect(found.rows.find(({ subject }) => subject === '4 machines')).toEqual({ subject: '4 machines', before: 'ran', now: 'running', is: 'same' });
    expect(found.spentSince).toBeCloseTo(price.perHour, 5);
  });

  test('before Azure answered only what was true stands there', () => {
    const found = comparison(session(), choices);
    expect(found.is).toBe('asking');
    expect(found.rows.every(({ is, now: answer }) => is === 'unknown' && answer === '')).toBe(true);
  });

  test('what differs stands first, and alike machines share a row', () => {
    const found = comparison(session(), choices, now(machines({ glocluster1: undefined, glocluster3: undefined })));
    expect(found.rows[0]).toMatchObject({ subject: 'glocluster1, glocluster3', is: 'gone' });
    expect(found.rows.some(({ subject }) => subject === 'glocluster0, glocluster2')).toBe(true);
    expect(found.mendFrom).toBe('nodes');
  });

  test.each([
    ['stopped', 'not deallocated'],
    ['deallocated', 'deallocated: its disk'],
  ] as const)('a machine that is %s says what it costs', (power, words) => {
    expect(differing(now(machines({ glocluster2: { power } })))).toEqual([
      { subject: 'glocluster2', before: 'ran', now: expect.stringContaining(words), is: 'changed' },
    ]);
  });

  test('a machine that Azure failed to make afterwards is to be made again', () => {
    const found = comparison(session(), choices, now(machines({ glocluster2: { power: 'unknown', provisioning: 'Failed' } })));
    expect(found).toMatchObject({ mendFrom: 'nodes', rows: [{ now: 'Azure says Failed' }, {}, {}, {}, {}, {}, {}] });
  });

  test('machines that were being made when one left, and that Azure made meanwhile, are new and need no mending', () => {
    const left = session({ 'machine/glocluster3': 'making' });
    const found = comparison(left, choices, now({ ...machines({ glocluster3: { power: 'running' } }), own: now().own }, left));
    expect(found.rows[0]).toMatchObject({ subject: 'glocluster3', before: 'being made', is: 'new' });
    expect(found.mendFrom).toBeUndefined();
  });

  test('a machine that was being made and never was is said', () => {
    const left = session({ 'machine/glocluster3': 'making' });
    expect(differing(now({ ...machines({ glocluster3: undefined }), own: now().own }, left), left)).toEqual([
      { subject: 'glocluster3', before: 'being made', now: 'not there: it was never made', is: 'changed' },
    ]);
  });

  test('an address that changed, and one that is gone', () => {
    const addresses = new Map(now().addresses);
    addresses.set('glocluster0', { privateAddress: '10.0.0.4', publicAddress: '20.1.1.1' });
    addresses.set('glocluster1', { privateAddress: '10.0.0.5' });
    expect(differing(now({ addresses }))).toEqual([
      { subject: 'glocluster0, public', before: '20.25.28.201', now: '20.1.1.1', is: 'changed' },
      { subject: 'glocluster1, public', before: '20.25.28.202', now: 'none any more: reached through the head', is: 'changed' },
    ]);
  });

  test('a node that was pruned is the same without its address, and an address that somebody gave it again is new', () => {
    const left = session();
    const pruned = { ...left, nodes: left.nodes.map((node) => (node.role === 'head' ? node : { ...node, publicAddress: undefined })) };
    const own = now().own.filter((name) => !/PublicIP[1-3]$/.test(name));
    const addresses = new Map(
      [...now().addresses].map(([name, { publicAddress: _, ...at }]) => [name, name === 'glocluster0' ? (now().addresses.get(name) ?? {}) : at]),
    );
    expect(comparison(pruned, choices, now({ own, addresses })).is).toBe('same');
    addresses.set('glocluster2', { ...addresses.get('glocluster2'), publicAddress: '20.1.1.2' });
    expect(differing(now({ own, addresses }), pruned)).toEqual([{ subject: 'glocluster2, public', before: 'none', now: '20.1.1.2', is: 'new' }]);
  });

  test('a resource that is missing is named; cards and addresses of a machine that is gone are not', () => {
    const own = now().own.filter((name) => !['gloclusterPPG', 'glocluster2', 'gloclusterVMNic2', 'gloclusterPublicIP2'].includes(name));
    expect(differing(now({ ...machines({ glocluster2: undefined }), own })).map(({ now: answer }) => answer)).toEqual([
      'deleted, and not by rank0 here',
      'gloclusterPPG',
    ]);
  });

  test("what is not rank0's is new in a group of rank0's own, and no news in one that was there before", () => {
    expect(differing(now({ foreign: ['disks scratch'] }))).toMatchObject([{ subject: 'others', is: 'new' }]);
    const found = comparison(session(), { ...choices, useExistingGroup: true }, now({ foreign: ['disks scratch'], group: 'existing' }));
    expect(found.is).toBe('same');
  });

  test('no rule, another rule, and a rule that is not ours to judge', () => {
    const { source: _, ...closed } = now();
    expect(differing(closed)).toMatchObject([{ subject: 'port 22', is: 'gone' }]);
    expect(comparison(session(), choices, now({ source: '*' }))).toMatchObject({ is: 'differs', mendFrom: 'nodes' });
    expect(comparison(session(), choices, now({ source: 'VirtualNetwork' })).notLetIn).toBeUndefined();
  });

  test('another address of the laptop is told only where the rule does not let it in', () => {
    expect(comparison(session(), choices, now({ caller: '203.0.113.9' }))).toMatchObject({ mendFrom: 'log-in', notLetIn: '203.0.113.9' });
    expect(comparison(session(), { ...choices, sshSource: '203.0.113.0/24' }, now({ source: '203.0.113.0/24', caller: '203.0.113.9' })).is).toBe('same');
    const { caller: _, ...unknown } = now();
    expect(comparison(session(), choices, unknown).is).toBe('same');
  });
});

describe('a cluster of which nothing is left', () => {
  const nothing = { machines: new Map(), addresses: new Map(), own: [] };

  test('is gone where its group is, and where only its group is left', () => {
    expect(comparison(session(), choices, now({ ...nothing, group: 'absent' })).is).toBe('gone');
    expect(comparison(session(), choices, now({ ...nothing, group: 'ours' })).is).toBe('gone');
  });

  test('is not gone while something with its tag is anywhere', () => {
    expect(comparison(session(), choices, now({ ...nothing, group: 'absent', own: ['gloclusterVNET'] }))).toMatchObject({
      is: 'differs',
      mendFrom: 'resource-group',
    });
  });

  test('is not gone where nothing was made yet', () => {
    const begun = fold(fold(emptySession('glocluster'), { type: 'begun', time: time(), cluster: 'glocluster', choices }), {
      type: 'task',
      time: time(1),
      cluster: 'glocluster',
      stage: 'resource-group',
      task: 'group',
      state: 'making',
    });
    expect(comparison(begun, choices, unchangedSince(begun, choices, began)).is).toBe('same');
    const found = comparison(begun, choices, { ...unchangedSince(begun, choices, began), group: 'ours' });
    expect(found.rows[0]).toMatchObject({ now: 'there: Azure made it meanwhile', is: 'new' });
  });
});

test('a subscription that cannot be used is told before anything else, and the rest as not to be asked', () => {
  const found = comparison(session(), choices, now({ subscription: { is: 'disabled', words: 'Practice subscription is Disabled' } }));
  expect(found).toMatchObject({ is: 'lost', why: 'Practice subscription is Disabled' });
  expect(found.rows[0]).toMatchObject({ subject: 'subscription', is: 'changed' });
  expect(found.rows.slice(1).every(({ now: answer }) => answer === 'cannot be asked')).toBe(true);
});

test('of a cluster that was adopted: by the names that its maker gave, with its group, its rule and its nodes', () => {
  const adoptedChoices = { ...choices, resourceGroup: 'glocktestrg', useExistingGroup: true, placementGroup: 'glocktestppg', sshSource: '198.51.100.24/32' };
  let taken = fold(emptySession('glocluster'), { type: 'begun', time: time(), cluster: 'glocluster', choices: adoptedChoices });
  const tagged = [
    'virtualMachines/glocluster0',
    'publicIPAddresses/gloclusterPublicIP0',
    'publicIPAddresses/gloclusterPublicIP1',
    'proximityPlacementGroups/glocktestppg',
    'networkSecurityGroups/gloclusterNSG',
  ];
  for (const one of tagged)
    taken = fold(taken, { type: 'task', time: time(1), cluster: 'glocluster', stage: 'your-cluster', task: `adopt/tag/${one}`, state: 'done' });
  for (const index of [0, 1, 2, 3]) {
    const event = nodeEvent(`glocluster${index}`, index, time(1), 'glocluster');
    // The last two were pruned before: that they have no address is no news.
    if (event.type !== 'node') throw new Error('no node');
    const { publicAddress: _, ...bare } = event.node;
    taken = fold(taken, index < 2 ? event : { ...event, node: bare });
  }
  taken = fold(taken, { type: 'adopted', time: time(2), cluster: 'glocluster', is: 'done' });
  const all = ['gloclusterPublicIP0', 'gloclusterPublicIP1', 'glocktestppg', 'gloclusterNSG'];
  const look = (over: Partial<Looked>) =>
    comparison(taken, adoptedChoices, {
      ...unchangedSince(taken, adoptedChoices, began + 60 * 60_000),
      group: 'existing',
      own: all,
      source: '198.51.100.24/32',
      caller: '198.51.100.24',
      ...over,
    });
  expect(look({})).toMatchObject({ is: 'same' });
  expect(look({}).rows.map(({ subject }) => subject)).toEqual(['group glocktestrg', '4 machines', 'addresses', 'resources', 'port 22', 'you come from']);
  expect(look({ own: all.filter((name) => name !== 'glocktestppg') })).toMatchObject({
    is: 'differs',
    rows: [{ subject: 'resources', now: 'glocktestppg', is: 'gone' }, {}, {}, {}, {}, {}],
  });
  expect(look({ source: '*' }).rows[0]).toMatchObject({ subject: 'port 22', now: 'open to *', is: 'changed' });
  expect(look({ own: [], machines: new Map(), addresses: new Map() })).toMatchObject({ is: 'gone' });
});
