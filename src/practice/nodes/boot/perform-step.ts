import { posix } from 'node:path';
import { makeKeyPair } from '../ssh/key-pair.ts';
import type { PracticeNode } from '../node.ts';
import { forgetMemory } from '../record.ts';
import type { Session } from '../shell/session.ts';
import type { Outcome, Step } from './timeline.ts';
import { type FileToWrite, shellScript } from './user-data.ts';

/** Really does a step of a machine's boot, as root. */
export async function performStep(node: PracticeNode, step: Step, session: Session): Promise<Outcome> {
  const config = node.config();
  switch (step.kind) {
    case 'boothooks':
      return scripts(session, config.boothooks);
    case 'bootcmd':
      return scripts(session, [shellScript(config.bootcmd)]);
    case 'user-scripts': {
      const parts = [...config.scripts, ...(config.runcmd.length > 0 ? [{ name: 'runcmd', text: shellScript(config.runcmd) }] : [])];
      // run-parts goes by name.
      parts.sort((a, b) => (a.name < b.name ? -1 : 1));
      return scripts(
        session,
        parts.map(({ text }) => text),
      );
    }
    case 'write-files':
      for (const file of config.writeFiles) if (!file.deferred) await writeFile(session, file);
      return nothing;
    case 'write-files-deferred':
      for (const file of config.writeFiles) if (file.deferred) await writeFile(session, file);
      return nothing;
    case 'host-keys':
      return hostKeys(session, node);
    case 'reboot':
      rebootAt(node, step.boot, step.at + 1000);
      return { ...nothing, milliseconds: 5000 };
    default:
      return step.kind satisfies never;
  }
}

const nothing: Outcome = { exitCode: 0, milliseconds: 0, output: '' };

/** Ends that boot, where it has not ended yet, and begins the next. */
export function rebootAt(node: PracticeNode, boot: number, at: number): void {
  node.records.change((record) => {
    const current = record?.boots[boot];
    if (!record || !current || current.until !== undefined) return record;
    forgetMemory(node.folder);
    return { ...record, boots: [...record.boots.slice(0, boot), { ...current, until: at }, { at: at + 1000, cold: false }] };
  });
}

async function scripts(session: Session, texts: readonly string[]): Promise<Outcome> {
  let failures = 0;
  let output = '';
  for (const text of texts) {
    const { exitCode, stdout, stderr } = await session.run(text, { cwd: '/', env: { INSTANCE_ID: session.node.vmId } });
    output += stdout + stderr;
    if (exitCode !== 0) failures += 1;
  }
  return { exitCode: failures, milliseconds: 0, output };
}

async function writeFile({ fs, node }: Session, { path, content, mode, owner, append }: FileToWrite): Promise<void> {
  await fs.mkdir(posix.dirname(path), { recursive: true });
  const before = append && (await fs.exists(path)) ? await fs.readFile(path) : '';
  await fs.writeFile(path, before + content);
  await fs.chmod(path, mode);
  const number = owner.split(':')[0] === node.spec().adminUsername ? 1000 : 0;
  fs.chown(path, number, number);
}

/** cloud-init's module `ssh`: whatever keys the image had are gone, these are the machine's own. */
async function hostKeys({ fs }: Session, node: PracticeNode): Promise<Outcome> {
  const publicKeys: string[] = [];
  for (const type of ['ecdsa', 'ed25519'] as const) {
    const { privateKey, publicKey } = makeKeyPair(type, `root@${node.spec().computerName}`);
    const path = `/etc/ssh/ssh_host_${type}_key`;
    await fs.writeFile(path, privateKey);
    await fs.chmod(path, 0o600);
    await fs.writeFile(`${path}.pub`, `${publicKey}\n`);
    publicKeys.push(`${publicKey}\n`);
  }
  return { ...nothing, output: publicKeys.join('') };
}
