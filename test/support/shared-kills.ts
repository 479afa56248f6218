import { childEnvironment, rank0, startRank0, temporaryHome } from './rank0.ts';
import { leftOver } from './kills.ts';

const up = (kind: string): string[] => ['up', '--cloud', 'practice', '--yes', '--json', '--admin-username', 'glock', '--count', '2', '--shared-files', kind];

/** A change of shared files from one kind to another, or to none. */
export interface SharedChange {
  readonly from: string;
  readonly to: string;
}

/** Where a change can be cut: as that task begins to write. Both nodes do the same, so one of them is enough. */
export const cuts: readonly { readonly change: SharedChange; readonly at: string }[] = [
  ...['shared/account-name', 'shared/account', 'shared/container', 'shared/packages/glocluster1', 'shared/mount/glocluster1', 'shared/verify'].map((at) => ({
    change: { from: 'none', to: 'blob' },
    at,
  })),
  ...['shared/unmount/glocluster1', 'shared/account-name', 'shared/account', 'shared/mount/glocluster1', 'shared/copy', 'shared/remove'].map((at) => ({
    change: { from: 'blob', to: 'blob-premium' },
    at,
  })),
  ...['shared/unmount/glocluster1', 'shared/folder', 'shared/copy', 'shared/remove'].map((at) => ({ change: { from: 'blob', to: 'head' }, at })),
  ...['shared/remove', 'shared/account', 'shared/copy'].map((at) => ({ change: { from: 'head', to: 'blob' }, at })),
  ...['shared/unmount/glocluster1', 'shared/remove'].map((at) => ({ change: { from: 'blob', to: 'none' }, at })),
];

/** Kills a change as that task begins to write, runs it again, and looks: what was there is there, one account is left where one is wanted, nothing after `down`. */
export async function killChange(at: string, { from, to }: SharedChange): Promise<{ readonly killed: boolean; readonly faults: readonly string[] }> {
  const { home, dispose } = temporaryHome();
  const faults: string[] = [];
  const env = childEnvironment(home);
  const run = async (line: string): Promise<string> => (await rank0(['run', 'glocluster1', '--', line], env)).stdout.replaceAll('glocluster1: ', '');
  const accounts = async (): Promise<string[]> => (await leftOver(home)).filter((id) => id.includes('/storageAccounts/'));
  try {
    if (from !== 'none') {
      await rank0(up(from), env);
      await run('echo kept > /scratch/glock/file');
    }
    let killed = false;
    const first = startRank0(up(to), env, (line) => {
      if (!killed && line.includes(`"task":"${at}","state":"making"`)) killed = first.child.kill('SIGKILL');
    });
    await first.ended;
    const again = await rank0(up(to), env);
    const last = again.lines.at(-1) as { result?: string; sharedFiles?: { kind: string } } | undefined;
    if (again.exitCode !== 0 || last?.result !== 'ready' || last.sharedFiles?.kind !== to)
      faults.push(`resume ended with ${again.exitCode}: ${JSON.stringify(last)} ${again.stderr.slice(-800)}`);
    const wanted = to.startsWith('blob') ? 1 : 0;
    const there = await accounts();
    if (there.length !== wanted) faults.push(`${there.length} accounts instead of ${wanted}: ${there.join(' ')}`);
    if (from !== 'none' && to !== 'none' && (await run('cat /scratch/glock/file')).trim() !== 'kept') faults.push('the file of before is not there');
    const fstab = await run('cat /etc/fstab');
    if (fstab.split('# rank0 shared files').length !== (to === 'none' ? 1 : 2)) faults.push(`fstab: ${fstab}`);
    const down = await rank0(['down', '--yes', '--json'], env);
    if (down.exitCode !== 0) faults.push(`down ended with ${down.exitCode}: ${down.stderr.slice(-400)}`);
    for (const name of await leftOver(home)) faults.push(`left over: ${name}`);
    return { killed, faults };
  } finally {
    dispose();
  }
}
