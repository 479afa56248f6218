import { ubuntuMpi } from '../../../src/remote/mpi-stack.ts';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Access } from '../../../src/remote/access.ts';
import { makeLoginKey } from '../../../src/remote/login-key.ts';
import type { ExecOptions, ExecResult, Nodes } from '../../../src/remote/nodes.ts';
import type { ClusterNode } from '../../../src/state/events.ts';
import { testNode } from './ssh-server.ts';

/**
 * Stand-ins for the programs that the lines call, so that the lines themselves run in a real shell without them. A node is a
 * folder, its home; `ssh NODE LINE` runs the line there.
 */
const standIns = join(import.meta.dirname, 'stand-ins');

export interface ShellCluster extends Access {
  /** Lines that ran, `NODE: LINE`. */
  readonly ran: string[];
  /** A file of a node, or of the cluster's folder where the node is ''; undefined where it is not there. */
  read(node: string, path: string): string | undefined;
  write(node: string, path: string, text: string, mode?: number): void;
  remove(node: string, path: string): void;
  /** Nodes whose connection is cut: a command there ends in this error. */
  readonly cut: Map<string, Error>;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A cluster of that many nodes, or of nodes of those names, as cloud-init leaves them: a login key in authorized_keys, a host key, clush's sample groups. */
export function shellCluster(wanted: number | readonly string[]): ShellCluster {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-nodes-'));
  folders.push(folder);
  const names = typeof wanted === 'number' ? Array.from({ length: wanted }, (_, index) => `glocluster${index}`) : wanted;
  const nodesByName = new Map<string, ClusterNode>(
    names.map((name, index) => [
      name,
      testNode(name, [makeLoginKey('').publicKey.trim()], { privateAddress: `10.0.0.${3 + names.length - index}`, publicAddress: `203.0.113.${index}` }),
    ]),
  );
  const at = (node: string, path: string): string => join(folder, node, path);
  const write: ShellCluster['write'] = (node, path, text, mode = 0o644) => {
    mkdirSync(join(at(node, path), '..'), { recursive: true });
    writeFileSync(at(node, path), text, { mode });
    chmodSync(at(node, path), mode);
  };
  for (const name of readdirSync(standIns)) write('', `bin/${name}`, readFileSync(join(standIns, name), 'utf8'), 0o755);
  write('', 'new-key', makeLoginKey('').publicKey.trim());
  for (const [name, node] of nodesByName) {
    write(name, '.ssh/authorized_keys', `${makeLoginKey('login').publicKey}\n`, 0o600);
    write(name, 'host-key', node.hostKeys[0] as string);
    write(name, 'etc/clustershell/groups.d/local.cfg', '# sample\nadm: example0\nall: example[4-6]\n');
  }
  const ran: string[] = [];
  const cut = new Map<string, Error>();
  const nodes: Nodes = {
    exec: async (node, command, options = {}) => {
      ran.push(`${node.name}: ${command}`);
      const error = cut.get(node.name);
      if (error) throw error;
      const home = join(folder, node.name);
      return inShell(command.replaceAll('/etc/', `${home}/etc/`), options, {
        HOME: home,
        NODE: node.name,
        CLUSTER: folder,
        PATH: `${folder}/bin:/usr/bin:/bin`,
      });
    },
    ping: async () => ({ state: 'ok' }),
    forget: () => {},
    close: () => {},
  };
  return {
    cluster: (names[0] ?? '').replace(/0$/, ''),
    nodes,
    names,
    node: (name) => nodesByName.get(name) as ClusterNode,
    user: 'glock',
    subnet: '10.0.0.0/24',
    vCPUs: 2,
    mpi: ubuntuMpi,
    ran,
    cut,
    read: (node, path) => (existsSync(at(node, path)) ? readFileSync(at(node, path), 'utf8') : undefined),
    write,
    remove: (node, path) => rmSync(at(node, path), { force: true }),
  };
}

/** As sshd starts it: a .bashrc is read, and may print. */
function inShell(command: string, { stdin = '', onLine, onBytes }: ExecOptions, env: Record<string, string>): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', `[ -e ~/.bashrc ] && . ~/.bashrc\n${command}`], { cwd: env['HOME'], env });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      if (onBytes) onBytes(chunk);
      else stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      for (const line of stdout.split('\n')) onLine?.(line, 'stdout');
      resolve({ exitCode: code ?? 255, stdout, stderr });
    });
    child.stdin.on('error', () => {}); // the line did not read it all
    if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) child.stdin.end(stdin);
    else stdin.pipe(child.stdin);
  });
}
