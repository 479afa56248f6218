import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { onTestFinished } from 'vitest';
import { type PracticeClock, practiceClock } from '../../../../src/practice/clock.ts';
import type { MachineSpec } from '../../../../src/practice/machines.ts';
import type { FileServer } from '../../../../src/practice/nodes/mounts/file-server.ts';
import { openPracticeMachines, type PracticeMachines } from '../../../../src/practice/nodes/machines.ts';
import { makeKeyPair } from '../../../../src/practice/nodes/ssh/key-pair.ts';

/** When the tests' machines boot: a moment of simulated time. */
export const startOfTime = Date.UTC(2026, 10, 24, 20, 0, 0);

export const laptop = '198.51.100.24';
export const loginKey = makeKeyPair('ed25519', 'rank0');

export const packagesOfTheRoad = '#cloud-config\npackages: [clustershell, openmpi-bin, libopenmpi-dev]\n';

export function specOf(index: number, changes: Partial<MachineSpec> = {}): MachineSpec {
  return {
    vmId: `00000000-0000-4000-8000-00000000000${index}`,
    id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/node${index}`,
    computerName: `node${index}`,
    adminUsername: 'ada',
    publicKeys: [loginKey.publicKey],
    customData: packagesOfTheRoad,
    size: { name: 'Standard_D2s_v5', vCPUs: 2, memoryGB: 8 },
    image: 'Canonical:ubuntu-24_04-lts:server:24.04.202611040',
    // In reverse, so that nobody can take the index for the address.
    privateAddress: `10.0.0.${7 - index}`,
    subnetPrefix: '10.0.0.0/24',
    networkId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v',
    publicAddress: `203.0.113.${10 + index}`,
    outbound: 'public-address',
    acceleratedNetworking: true,
    ...changes,
  };
}

export interface TestWorld {
  readonly folder: string;
  readonly clock: PracticeClock;
  readonly machines: PracticeMachines;
  /** Opens the same folder as another program would. */
  reopen(): PracticeMachines;
}

/** An empty world. Closed and removed with the test. @param speed 0: time jumps to the next due event @param serve who serves files beside the machines */
export function testWorld(speed = 0, serve: (folder: string) => readonly FileServer[] = () => []): TestWorld {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-nodes-'));
  const clock = practiceClock({ sim: startOfTime, real: Date.now(), speed });
  const open = (): PracticeMachines => {
    const machines = openPracticeMachines({ folder, clock, servers: serve(join(folder, '.served')) });
    onTestFinished(() => machines.close());
    return machines;
  };
  onTestFinished(() => {
    clock.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, clock, machines: open(), reopen: open };
}

export interface Answer {
  readonly exitCode: number | null;
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Remote {
  run(command: string, stdin?: string | Buffer): Promise<Answer>;
  readonly client: Client;
}

/** Logs in with a real SSH client. */
export async function logIn(socket: Duplex, { user = 'ada', key = loginKey.privateKey }: { user?: string; key?: string } = {}): Promise<Remote> {
  const client = new Client();
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve);
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed before the login was complete')));
    client.connect({ sock: socket, username: user, privateKey: key, readyTimeout: 10_000 });
  });
  client.on('error', () => {});
  onTestFinished(() => void client.end());
  return { client, run: (command, stdin = '') => runOn(client, command, stdin) };
}

function runOn(client: Client, command: string, stdin: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      let stdout = '';
      let stderr = '';
      let ended: { exitCode: number | null; signal?: string } = { exitCode: null };
      channel.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
      });
      channel.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      channel.on('exit', (code: number | null, signal?: string) => {
        ended = { exitCode: code, ...(signal ? { signal } : {}) };
      });
      channel.on('close', () => resolve({ ...ended, stdout, stderr }));
      channel.end(stdin);
    });
  });
}

/** Waits, on the world's clock, until cloud-init has ended on these machines. */
export async function booted(world: TestWorld, ...specs: readonly MachineSpec[]): Promise<readonly Remote[]> {
  for (const spec of specs) await world.machines.boot(spec, startOfTime);
  await world.clock.sleep(60_000);
  return Promise.all(
    specs.map(async (spec) => {
      const remote = await logIn(await world.machines.connect(spec.vmId, { address: laptop }));
      await remote.run('cloud-init status --wait');
      return remote;
    }),
  );
}
