import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileSystem, root } from '../disk/file-system.ts';
import type { PracticeNode } from '../node.ts';
import { makeKeyPair } from './key-pair.ts';

/** The private host keys that sshd loads: those on the machine's disk, or in a drill one that its console never showed. */
export function hostKeysOf(node: PracticeNode, now: () => number): string[] {
  if (node.spec().trouble === 'other-host-key') return [otherKey(node)];
  const fs = fileSystem(node.layers(now), { identity: root, umask: () => 0o022, console: () => {} });
  return ['ed25519', 'ecdsa'].map((type) => `/etc/ssh/ssh_host_${type}_key`).flatMap((path) => (fs.may(path, 'read') ? [fs.readBytes(path).toString()] : []));
}

/** Kept beside the disk, the same for all programs. */
function otherKey(node: PracticeNode): string {
  const file = join(node.folder, 'other_host_key');
  try {
    writeFileSync(file, makeKeyPair('ed25519', 'root@elsewhere').privateKey, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
