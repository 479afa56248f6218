import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Fault as ArmFault } from '../../../src/practice/faults.ts';
import type { MachineSpec } from '../../../src/practice/machines.ts';
import { type BootFault, type Fault, laptopAddress } from './lab-machines.ts';
import { mountProgram } from './nfs/mount-program.ts';
import type { EmulatorOptions, Order, Ready, Reply } from './protocol.ts';

export interface Finished {
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string;
  readonly timeoutSeconds?: number;
  /** Called with all of stdout so far, and the process. */
  readonly onOutput?: (stdout: string, child: ChildProcess) => void;
}

/** What a program needs to know of the simulated ARM. */
export interface Arm {
  readonly endpoint: string;
  readonly subscriptionId: string;
  readonly token: string;
  readonly caFile: string;
}

/** Real nodes, the laptop before them, and perhaps an ARM that makes them. */
export interface Lab {
  /** A process in the laptop's network namespace: `nsenter --target PID --net`. */
  readonly pid: number;
  /** An empty folder that ends with the lab. */
  readonly folder: string;
  readonly arm: Arm | undefined;
  /** Boots a machine without ARM; its port 22 is open to the laptop. */
  boot(spec: MachineSpec): Promise<void>;
  /** Who may reach the machine's port 22 from outside (CIDR). */
  admit(name: string, ...sources: readonly string[]): Promise<void>;
  rewire(spec: MachineSpec): Promise<void>;
  destroy(name: string): Promise<void>;
  /** What is wrong with machines of that name from their first boot on. */
  plan(name: string, ...faults: readonly BootFault[]): Promise<void>;
  fault(name: string, fault: Fault): Promise<void>;
  /** Makes an image of a node's disk; whoever has the `image` captured boots from it, in no time. */
  capture(name: string): Promise<void>;
  /** Runs a command as root on the node, not by SSH. Throws where it fails. */
  onNode(name: string, command: string): Promise<string>;
  serialLog(name: string): Promise<string>;
  /** Failures that wait for their requests to the simulated ARM. */
  inject(...faults: readonly ArmFault[]): Promise<void>;
  spec(name: string): Promise<MachineSpec>;
  /** Runs a program on the laptop: this machine's files, the lab's network. */
  onLaptop(command: readonly string[], options?: RunOptions): Promise<Finished>;
  /** The environment that makes a program on the laptop use the simulated ARM. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the bundle on the laptop, in `folder`, with `env`. */
  rank0(arguments_: readonly string[], options?: RunOptions): Promise<Finished>;
  /** A TCP connection from the laptop, for the product's own functions. Rejects with Node's error codes. */
  dial(host: string, port: number, signal?: AbortSignal): Promise<Socket>;
  end(): Promise<void>;
}

export interface LabOptions {
  readonly arm?: boolean | { readonly scale?: number; readonly quota?: string };
  readonly pace?: number;
}

const here = import.meta.dirname;
const bin = fileURLToPath(new URL('../../../bin/rank0.js', import.meta.url));

/** A certificate authority and a certificate for localhost (EC keys). Files: ca.pem, key.pem, cert.pem. */
function makeCertificates(folder: string): void {
  const openssl = (...arguments_: readonly string[]): void => {
    execFileSync('openssl', arguments_, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=rank0 lab CA');
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    ...names,
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca-key.pem',
  );
}

/** Starts a world of its own. Everything in it ends with `end()`, with this process, or with a SIGKILL of its first process. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-lab-'));
  const wanted = options.arm === true ? {} : options.arm;
  if (wanted) makeCertificates(folder);
  const token = 'lab-token';
  const pem = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const settings: EmulatorOptions = {
    folder,
    pace: options.pace ?? 0.2,
    ...(wanted
      ? { arm: { key: pem('key.pem'), cert: pem('cert.pem'), token, scale: wanted.scale ?? 0.02, ...(wanted.quota ? { quota: wanted.quota } : {}) } }
      : {}),
  };
  const world = spawn(
    'unshare',
    [
      '--net',
      '--mount',
      '--pid',
      '--ipc',
      '--fork',
      '--kill-child',
      join(here, 'world.sh'),
      process.execPath,
      join(here, 'emulator.ts'),
      JSON.stringify(settings),
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, RANK0_LAB_MOUNT_NFS: mountProgram() ?? '' } },
  );
  let complaints = '';
  world.stderr.on('data', (data) => {
    complaints += String(data);
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const ended = new Promise<never>((_, reject) => {
    world.once('exit', (code, signal) => {
      const error = new Error(`the lab ended (${code ?? signal})\n${complaints}`);
      for (const { reject: rejectOne } of waiting.values()) rejectOne(error);
      reject(error);
    });
  });
  ended.catch(() => undefined);
  const lines = createInterface({ input: world.stdout });
  const ready = await Promise.race([once(lines, 'line').then(([line]) => JSON.parse(String(line)) as Ready), ended]);
  lines.on('line', (line) => {
    const reply = JSON.parse(line) as Reply;
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) asked?.reject(new Error(reply.error));
    else asked?.resolve(reply.value);
  });
  let counter = 0;
  const order = (what: Order): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (world.exitCode !== null || world.signalCode !== null) {
        reject(new Error(`the lab has ended\n${complaints}`));
        return;
      }
      counter += 1;
      waiting.set(counter, { resolve, reject });
      world.stdin.write(`${JSON.stringify({ id: counter, ...what })}\n`);
    });
  const pid = world.pid as number;
  const running = new Set<ChildProcess>();
  mkdirSync(join(folder, 'home'), { mode: 0o700 });

  const env: Record<string, string> = {
    RANK0_HOME: join(folder, 'rank0'),
    ...(wanted ? { RANK0_TOKEN: token, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } : {}),
  };
  const onLaptop: Lab['onLaptop'] = (command, run = {}) =>
    new Promise((resolve, reject) => {
      const start = performance.now();
      const child = spawn('nsenter', ['--target', String(pid), '--net', ...command], {
        cwd: run.cwd,
        env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: join(folder, 'home'), ...run.env },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      running.add(child);
      const output = { stdout: '', stderr: '' };
      child.stdout.on('data', (data) => {
        output.stdout += String(data);
        run.onOutput?.(output.stdout, child);
      });
      child.stderr.on('data', (data) => {
        output.stderr += String(data);
      });
      child.stdin.on('error', () => undefined);
      child.stdin.end(run.input ?? '');
      const timer = setTimeout(() => child.kill('SIGKILL'), (run.timeoutSeconds ?? 60) * 1000);
      child.once('error', reject);
      child.once('close', (exitCode, signal) => {
        clearTimeout(timer);
        running.delete(child);
        resolve({ exitCode: exitCode ?? 255, signal, ...output, seconds: (performance.now() - start) / 1000 });
      });
    });

  return {
    pid,
    folder,
    arm: wanted ? { endpoint: String(ready.endpoint), subscriptionId: String(ready.subscriptionId), token, caFile: join(folder, 'ca.pem') } : undefined,
    boot: async (spec) => {
      await order({ do: 'boot', spec });
      await order({ do: 'admit', name: spec.computerName, sources: [`${laptopAddress}/32`] });
    },
    admit: async (name, ...sources) => void (await order({ do: 'admit', name, sources })),
    rewire: async (spec) => void (await order({ do: 'rewire', spec })),
    destroy: async (name) => void (await order({ do: 'destroy', name })),
    plan: async (name, ...faults) => void (await order({ do: 'plan', name, faults })),
    fault: async (name, fault) => void (await order({ do: 'fault', name, fault })),
    capture: async (name) => void (await order({ do: 'capture', name })),
    onNode: async (name, command) => {
      const { exitCode, stdout, stderr } = (await order({ do: 'run', name, command })) as { exitCode: number; stdout: string; stderr: string };
      if (exitCode !== 0) throw new Error(`${name}: ${command}: exit ${exitCode}\n${stdout}${stderr}`);
      return stdout;
    },
    serialLog: async (name) => (await order({ do: 'serial-log', name })) as string,
    inject: async (...faults) => void (await order({ do: 'inject', faults })),
    spec: async (name) => (await order({ do: 'spec', name })) as MachineSpec,
    env,
    rank0: (arguments_, run = {}) =>
      onLaptop([process.execPath, bin, ...arguments_], { timeoutSeconds: 180, cwd: folder, ...run, env: { ...env, ...run.env } }),
    onLaptop,
    dial: (host, port, signal) =>
      new Promise((resolve, reject) => {
        const socket = connect({ path: join(folder, 'dial') });
        const refuse = (error: Error): void => {
          socket.destroy();
          reject(error);
        };
        const onAbort = (): void => refuse(signal?.reason as Error);
        signal?.addEventListener('abort', onAbort, { once: true });
        socket.once('error', refuse);
        socket.write(`${host} ${port}\n`);
        socket.once('readable', () => {
          let answer = '';
          for (let byte = socket.read(1) as Buffer | null; byte && byte[0] !== 0x0a; byte = socket.read(1) as Buffer | null) answer += byte.toString();
          signal?.removeEventListener('abort', onAbort);
          socket.off('error', refuse);
          if (answer === 'ok') resolve(socket);
          else refuse(Object.assign(new Error(`connect ${answer} ${host}:${port}`), { code: answer }));
        });
      }),
    end: async () => {
      for (const child of running) child.kill('SIGKILL');
      if (world.exitCode === null && world.signalCode === null) {
        const gone = once(world, 'exit');
        world.kill('SIGKILL');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
