import type { WizardState } from '../model/state.ts';
import { command, empty, type Line, paragraph } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** The two lines that lead plain ssh, VS Code, scp and rsync to the nodes: what they are, and whether they are there. */
export function entryView({ entry, cluster, cloud }: WizardState, room: Room): View {
  const { width, height } = room;
  if (!entry || !cluster) return { title: 'VS Code and plain ssh', lines: [], below: [] };
  const head = cluster.nodes.find(({ role }) => role === 'head')?.name ?? `${cluster.choices.name}0`;
  const alias = `${cluster.choices.name}-head`;
  const gap = height > 20 ? [empty] : [];
  return {
    title: `VS Code and plain ssh: ${entry.there ? 'the entry is there' : 'no entry yet'}`,
    lines: [
      ...paragraph(
        entry.there
          ? `${entry.file} has these two lines at its top. Enter takes them out again; deleting the cluster does so, too.`
          : `Enter puts these two lines at the top of ${entry.file}. Nothing else in it changes, and they go again with the cluster.`,
        width,
      ),
      empty,
      ...entry.lines.flatMap((one) => paragraph(one, width, 'code', 2)),
      ...gap,
      ...(entry.shadows.length > 0
        ? paragraph(`That file has a Host ${entry.shadows.join(', ')} of its own; these nodes would come before it.`, width, 'bad')
        : []),
      ...(cloud?.simulated
        ? paragraph('Simulated nodes are inside rank0, so no ssh of this machine reaches them: here it can only be rehearsed.', width, 'dim')
        : []),
      ...paragraph(entry.there ? 'What leads there now:' : 'What leads there then:', width, 'strong'),
      ...command(`ssh ${alias}`, width),
      ...command(`scp FILE ${head}:`, width),
      ...command(`rsync -a ${head}:results/ results/`, width),
      ...paragraph(`In VS Code: Remote-SSH: Connect to Host, then ${alias}.`, width),
    ],
    below: [],
  };
}

/** That port 22 is closed to the person, and what opens it; nothing where it is open. */
export function doorLines({ door }: WizardState, { width }: Room): readonly Line[] {
  if (!door) return [];
  return paragraph(
    `Port 22 is closed to you: it is open to ${door.openTo}, and you come from ${door.youComeFrom} now. a opens it to that address, and to no other.`,
    width,
    'bad',
  );
}
