import { fileSystem, root } from '../disk/file-system.ts';
import type { PracticeNode } from '../node.ts';

/** The private host keys that are on the machine's disk, as sshd would load them. */
export function hostKeysOf(node: PracticeNode, now: () => number): string[] {
  const fs = fileSystem(node.layers(now), { identity: root, umask: () => 0o022, console: () => {} });
  return ['ed25519', 'ecdsa'].map((type) => `/etc/ssh/ssh_host_${type}_key`).flatMap((path) => (fs.may(path, 'read') ? [fs.readBytes(path).toString()] : []));
}
