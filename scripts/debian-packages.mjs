// What the lab and terminal lanes need of Debian. Installed by the test command where it is root; no service is started.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

export const labPackages = [
  'iproute2',
  'nftables',
  'dnsmasq-base',
  'openssh-server',
  'openssh-client',
  'sudo',
  'util-linux',
  'openmpi-bin',
  'libopenmpi-dev',
  'gcc',
  'libc6-dev',
  'clustershell',
  'procps',
  'python3',
  'openssl',
  'cloud-init',
  // NFS in user space: the server, and what the lab's mount.nfs is compiled with.
  'nfs-ganesha',
  'nfs-ganesha-vfs',
  'rpcbind',
  'libnfs-dev',
  'libfuse3-dev',
  'pkg-config',
  // Benchmarks are fetched and built on nodes.
  'curl',
  'make',
  'g++',
  // Exported scripts are looked at.
  'shellcheck',
];

const commands = [
  ...['ip', 'nft', 'dnsmasq', '/usr/sbin/sshd', 'ssh', 'sudo', 'unshare', 'mpirun', 'mpicc', 'clush', 'openssl', 'cloud-init', 'pgrep', 'python3'],
  ...['ganesha.nfsd', 'rpcbind', 'curl', 'make', 'g++', 'shellcheck'],
];
const libraries = ['fuse3', 'libnfs'];
const missing = () => [
  ...commands.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0),
  ...libraries.filter((name) => spawnSync('pkg-config', ['--exists', name]).status !== 0),
];

/** Installs what is missing. Returns a reason where the lab cannot run here, else undefined. */
export function installLabPackages() {
  if (process.platform !== 'linux') return 'it needs Linux namespaces';
  if (process.getuid?.() !== 0) return 'it needs root for network namespaces';
  const namespaces = spawnSync('unshare', ['--net', '--mount', '--pid', '--ipc', '--fork', 'true'], { stdio: 'ignore' });
  if (namespaces.status !== 0) return 'it may not make namespaces (a container without the right to?)';
  if (missing().length === 0) return undefined;
  install(labPackages);
  return missing().length === 0 ? undefined : `not installed, and apt-get could not: ${missing().join(', ')}`;
}

/** Installs the ssh program, which a shell on a node is. Returns a reason where there is none, else undefined. */
export function installSsh() {
  const there = () => spawnSync('ssh', ['-V']).status === 0;
  if (there()) return undefined;
  if (process.getuid?.() === 0) install(['openssh-client']);
  return there() ? undefined : 'there is no ssh program (apt install openssh-client)';
}

function install(packages) {
  if (spawnSync('sh', ['-c', 'command -v apt-get']).status !== 0) return;
  // Packages must not start services on the machine that runs the tests.
  const policy = '/usr/sbin/policy-rc.d';
  const own = !existsSync(policy);
  if (own) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-q'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (own) rmSync(policy, { force: true });
}
