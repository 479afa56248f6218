import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import { mountProblem } from '../shared/mount-problems.ts';
import { packagesOf } from './shared-packages.ts';

/** The head's folder that everybody gets. */
export const sharedFolder = '/shared';

/** A file of its own, so that nobody's /etc/exports is written to. */
export const exportsFile = '/etc/exports.d/rank0.exports';

export interface ExportHow {
  /** Root of another node is nobody here, unless asked otherwise. */
  readonly rootSquash: boolean;
}

/** `/shared 10.0.0.0/24(rw,sync,no_subtree_check,root_squash)` */
export const exportLine = ({ subnet }: Pick<Access, 'subnet'>, { rootSquash }: ExportHow): string =>
  `${sharedFolder} ${subnet}(rw,sync,no_subtree_check,${rootSquash ? 'root_squash' : 'no_root_squash'})`;

const separator = '=== rank0 next';

/** The unit's own name: nfs-kernel-server is an alias of it, and systemd enables no aliases. */
const service = 'nfs-server';

/** The folder on the head, and one in it for the user. */
export function folderTask(access: Access, needs: readonly string[]): Task {
  const head = headOf(access);
  const { user } = access;
  const line = `sudo install -d -m 0755 ${sharedFolder} && sudo install -d -o ${user} -g "$(id -gn)" -m 0755 ${sharedFolder}/${user}`;
  return {
    id: 'shared/folder',
    stage: 'shared-files',
    title: `${sharedFolder} on ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain: `The folder lies on the head's own disk: it costs nothing more, has the room and the speed of that disk, and is deleted with the head. ${sharedFolder}/${user} belongs to you; ${sharedFolder} itself to root.`,
    commands: [line],
    usualSeconds: [1, 2],
    observe: async ({ signal }) => {
      const { stdout } = await access.nodes.exec(access.node(head), `ls -ld ${sharedFolder} ${sharedFolder}/${user} 2> /dev/null`, { signal });
      const [, own] = stdout.split(/\r?\n/).filter((line) => line.startsWith('d'));
      const [mode = '', , owner] = own?.split(/\s+/) ?? [];
      return owner === user && mode.startsWith('drwx') ? { is: 'so' } : { is: 'absent' };
    },
    make: async ({ signal, learn }) => {
      // From here on something is there that has to be taken away again, whatever comes between.
      learn({ type: 'shared', shared: { kind: 'head' } });
      await mustOnHead(access, line, { signal });
    },
  };
}

/** The folder is exported to the subnet, and the server runs. */
export function exportTask(access: Access, needs: readonly string[], how: ExportHow): Task {
  const head = headOf(access);
  const line = exportLine(access, how);
  const write = `sudo mkdir -p /etc/exports.d && echo '${line}' | sudo tee ${exportsFile} > /dev/null`;
  const commands = [write, `sudo systemctl enable --now ${service}`, 'sudo exportfs -ra', 'sudo exportfs -s'];
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const asked = `cat ${exportsFile} 2>/dev/null; echo '${separator}'; systemctl is-active ${service}; echo '${separator}'; sudo exportfs -s`;
    const { stdout } = await access.nodes.exec(access.node(head), asked, { signal });
    const [file = '', server = '', exports = ''] = stdout.split(`${separator}\n`);
    if (!file.split('\n').includes(line) || server.trim() !== 'active' || !isExported(exports, access.subnet, how)) return { is: 'absent' };
    return { is: 'so', message: `${sharedFolder} to ${access.subnet}, ${how.rootSquash ? 'root of the others is nobody' : 'root of the others is root'}` };
  };
  return {
    id: 'shared/export',
    stage: 'shared-files',
    title: `${sharedFolder} exported to ${access.subnet}`,
    node: head,
    needs: [packagesOf(head), 'shared/folder', ...needs],
    lane: 'head',
    explain:
      'Who may mount is said by a range of addresses. A pattern such as 10.0.* is for host names and is refused by the server of today. sync: a write is answered when it is on the disk, ' +
      `so nothing that was answered is lost with the head. ${how.rootSquash ? 'root_squash: root of another node is nobody here, so a mistake there deletes nothing of others.' : 'no_root_squash, as asked for: root of any node is root in it.'} ` +
      'Outside the network nobody reaches port 2049: only port 22 is open to your address.',
    commands,
    usualSeconds: [1, 4],
    observe: look,
    make: async (run) => {
      for (const command of commands.slice(0, 3)) await mustOnHead(access, command, run);
    },
  };
}

/** Whether `exportfs -s` says so. What it shows beside are its defaults. */
export function isExported(text: string, subnet: string, { rootSquash }: ExportHow): boolean {
  return text.split('\n').some((line) => {
    const [path = '', rest = ''] = line.trim().split(/\s+/, 2);
    const match = /^(.*)\((.*)\)$/.exec(rest);
    const options = match?.[2]?.split(',') ?? [];
    return path === sharedFolder && match?.[1] === subnet && options.includes('rw') && options.includes(rootSquash ? 'root_squash' : 'no_root_squash');
  });
}

/** Runs a line on the head that must succeed; what a full or read-only disk says is told apart. */
export async function mustOnHead(access: Access, line: string, { signal }: Pick<TaskRun, 'signal'>): Promise<void> {
  const head = headOf(access);
  const result = await access.nodes.exec(access.node(head), line, { signal, timeoutSeconds: 60 });
  if (result.exitCode === 0) return;
  const attempt = { cluster: access.cluster, node: head, source: `${head}:${sharedFolder}`, server: head, packageName: 'nfs-kernel-server' };
  throw new ProblemError(mountProblem(attempt, line, result));
}
