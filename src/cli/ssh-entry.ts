import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { addEntry, lookAtEntry, removeEntry } from '../stages/ssh-entry.ts';
import { ProblemError } from '../state/problem.ts';
import type { KnownCluster } from './cluster-choice.ts';
import type { Surroundings } from './surroundings.ts';

/** `rank0 ssh NAME --entry` and `--no-entry`: the two lines in the person's own ssh configuration, and what they are good for. */
export function changeEntry({ output }: Surroundings, cluster: KnownCluster, wanted: boolean): number {
  const changed = wanted ? entered(cluster) : removeEntry(cluster.name, cluster.folder);
  const { file, there, lines, shadows } = lookAtEntry(cluster.name, cluster.folder, cluster.session.nodes);
  output.object({ result: 'entry', cluster: cluster.name, file, there, changed, lines: wanted ? lines : [], config: join(cluster.folder, 'ssh_config') });
  output.say(
    wanted
      ? addedText(cluster, file, changed, shadows)
      : changed
        ? `${file} has no line of ${cluster.name} any more.`
        : `${file} has no line of ${cluster.name}. Nothing to do.`,
  );
  return 0;
}

/**
 * Adds it, and asks ssh itself whether it finds the head by it; where it does not, the file is put back as it was.
 * @throws ProblemError `entry-not-taken`, and those of the file.
 */
export function entered({
  name,
  folder,
  session,
}: Pick<KnownCluster, 'name' | 'folder'> & { readonly session: Pick<KnownCluster['session'], 'nodes'> }): boolean {
  const changed = addEntry(name, folder);
  const head = session.nodes.find(({ role }) => role === 'head')?.name;
  if (!changed || head === undefined) return changed;
  const { file } = lookAtEntry(name, folder, []);
  const { status, stdout, stderr, error } = spawnSync('ssh', ['-G', '-F', file, head], { encoding: 'utf8', timeout: 5_000 });
  // No ssh here: then nothing can be asked, and nothing is wrong with the file.
  if (error || (status === 0 && new RegExp(`^hostkeyalias ${head}$`, 'im').test(stdout))) return changed;
  removeEntry(name, folder);
  throw new ProblemError({
    code: 'entry-not-taken',
    message: `ssh does not find ${head} by the entry in ${file}${stderr ? `: ${stderr.trim().split('\n').at(-1)}` : ''}`,
    means: 'Something in that file keeps ssh from reading it. The entry was taken out again, and the file is as it was.',
    next: [{ label: 'See what ssh says of it', command: `ssh -G -F '${file}' ${head}` }],
  });
}

function addedText({ name, session, folder }: KnownCluster, file: string, changed: boolean, shadows: readonly string[]): string {
  const head = session.nodes.find(({ role }) => role === 'head')?.name ?? `${name}0`;
  return [
    changed ? `Two lines at the top of ${file} lead to the nodes of ${name} now.` : `${file} leads to the nodes of ${name} already.`,
    shadows.length > 0 ? `note: that file has a Host ${shadows.join(', ')} of its own; the nodes of ${name} come before it.` : '',
    session.choices?.cloud === 'practice' ? 'note: simulated nodes are inside rank0, so no ssh of this machine reaches them; rank0 ssh does.' : '',
    `  log in           ssh ${name}-head`,
    `  VS Code          Remote-SSH: Connect to Host, then ${name}-head`,
    `  a file there     scp FILE ${head}:`,
    `  a folder back    rsync -a ${head}:results/ results/`,
    `  without entry    scp -F '${join(folder, 'ssh_config')}' FILE ${head}:`,
    `  take it out      rank0 ssh ${name} --no-entry (deleting the cluster does so, too)`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
