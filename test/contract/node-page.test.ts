import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAzure } from '../../src/azure/azure.ts';
import { openWorld } from '../../src/cli/worlds.ts';
import type { World } from '../../src/engine/world.ts';
import { completeChoices } from '../../src/stages/choices.ts';
import { openWalk, type Walk } from '../../src/stages/walk.ts';
import { temporaryHome } from '../support/rank0.ts';

const at = temporaryHome();
const signal = AbortSignal.timeout(110_000);
let world: World;
let walk: Walk;

beforeAll(async () => {
  world = await openWorld({ cloud: 'practice', home: at.home, env: { RANK0_PRACTICE_SPEED: '0' }, say: () => {} });
  const choices = completeChoices(
    { cloud: 'practice', count: 2 },
    { localUser: 'ada', publicKeys: [], callerSource: '198.51.100.24/32', subscription: '00000000-0000-4000-8000-00000000c10d' },
  );
  walk = openWalk({ home: at.home, world, choices, command: 'test' });
});

afterAll(async () => {
  await walk.close();
  await world.close();
  at.dispose();
});

const states = async (node: string): Promise<Record<string, string>> =>
  Object.fromEntries((await walk.pages().resources(node, signal)).map(({ kind, state }) => [kind, state]));

describe('the pages of a node, in the practice cloud', () => {
  it('say that there is nothing before anything is made', async () => {
    expect(await walk.pages().serialLog('glocluster0', signal)).toBe('');
    expect(await states('glocluster0')).toEqual({
      'virtual machine': 'not there',
      'network card': 'not there',
      'public address': 'not there',
      disk: 'not there',
    });
    await expect(walk.pages().cloudInitLog('glocluster0', signal)).rejects.toThrow('its host keys are not known');
    expect(() => walk.pages().toLogIn('glocluster0')).toThrow('its host keys are not known');
  });

  it('show both logs, what belongs to the node, and where ssh finds it, once it is built', async () => {
    expect(await walk.run(['resource-group', 'nodes', 'log-in'], signal)).toEqual({ result: 'done' });
    expect(await walk.pages().serialLog('glocluster1', signal)).toContain('BEGIN SSH HOST KEY KEYS');
    expect(await walk.pages().cloudInitLog('glocluster1', signal)).toMatch(/Setting up openmpi-bin[\s\S]*Cloud-init v\. .* finished at/);
    const resources = await walk.pages().resources('glocluster1', signal);
    expect(resources.map(({ kind, name, state }) => `${kind} ${name}: ${state}`)).toEqual([
      'virtual machine glocluster1: Succeeded, running',
      'network card gloclusterVMNic1: Succeeded',
      'public address gloclusterPublicIP1: Succeeded',
      expect.stringMatching(/^disk glocluster1_OsDisk\S*: Succeeded, Attached$/),
    ]);
    const node = walk.session.nodes.find(({ name }) => name === 'glocluster1');
    expect(resources[1]?.facts).toContain(node?.privateAddress);
    expect(resources[2]?.facts).toContain(node?.publicAddress);
    expect(walk.pages().toLogIn('glocluster1')).toEqual(node);
    expect(readFileSync(join(walk.folder, 'ssh_config'), 'utf8')).toContain(`HostName ${node?.publicAddress}`);
  });

  it('tell of a machine that somebody switched off, and of what is left of one that somebody deleted', async () => {
    const { compute } = openAzure(world, walk.choices.subscription);
    await compute.virtualMachines.deallocate('glocluster-rg', 'glocluster1', { updateIntervalInMs: 1 });
    expect((await states('glocluster1'))['virtual machine']).toBe('Succeeded, deallocated');
    await compute.virtualMachines.delete('glocluster-rg', 'glocluster1', { updateIntervalInMs: 1 });
    const left = await states('glocluster1');
    expect(left['virtual machine']).toBe('not there');
    // What stays says that it is nobody's.
    for (const state of Object.values(left)) expect(state).toMatch(/^not there$|not attached to the machine|bound to no card|Unattached/);
    expect(await walk.pages().serialLog('glocluster1', signal)).toBe('');
  });
});
