import { span } from '../model/format.ts';
import { chosenIndex, listAt, nodeNames } from '../model/lists.ts';
import { secondsOf } from '../model/progress.ts';
import type { WizardState } from '../model/state.ts';
import { empty, type Line, line, paragraph } from '../text/line.ts';
import { signOf } from './stage.ts';
import type { Room, View } from './view.ts';

/** One node, whole. */
export function nodeView(state: WizardState, { width, glyphs }: Room): View {
  const list = listAt(state);
  const names = nodeNames(state);
  const name = list ? names[chosenIndex(state, list)] : undefined;
  if (name === undefined) return { title: 'Node', lines: [line('There are no nodes yet', 'dim')], below: [] };
  const live = state.live.find((one) => one.name === name);
  const known = state.cluster?.nodes.find((one) => one.name === name);
  const pair = (label: string, value: string | undefined): readonly Line[] =>
    value === undefined ? [] : paragraph(value, width - 16).map((one, index): Line => [{ text: (index === 0 ? label : '').padEnd(16), tone: 'dim' }, ...one]);
  const tasks = Object.values(state.tasks).filter((task) => task.node === name || task.id.endsWith(`/${name}`));
  return {
    title: `${name}, node ${names.indexOf(name) + 1} of ${names.length}${name === names[0] ? ', the head' : ''}`,
    lines: [
      ...pair('power', live?.power),
      ...pair('provisioning', live?.provisioning),
      ...pair('cloud-init', live && `${live.cloudInit}${live.progress ? `, ${live.progress}` : ''}`),
      ...pair('ssh', live && `${live.ssh.state}${live.ssh.ms === undefined ? '' : `, ${Math.round(live.ssh.ms)} ms`}`),
      ...pair('load', live?.load?.toFixed(2)),
      ...pair('memory', live?.memory && `${live.memory.usedMB} of ${live.memory.totalMB} MB`),
      ...pair('private address', live?.privateAddress ?? known?.privateAddress),
      ...pair('public address', live?.publicAddress ?? known?.publicAddress),
      ...pair('host keys', known && known.hostKeys.length > 0 ? known.hostKeys.map((key) => key.split(' ')[0]).join(', ') : undefined),
      ...pair('machine', known?.machineId),
      ...(live || known ? [empty] : []),
      ...tasks.map((task): Line => {
        const { sign, tone } = signOf(task.state, glyphs);
        return [
          { text: `${sign} `, tone },
          { text: `${task.title}  ` },
          { text: `${span(secondsOf(task, state.worldNow))}  ${(task.waitingFor ?? task.message ?? '').split('\n')[0] ?? ''}`, tone: 'dim' },
        ];
      }),
    ],
    below: names.length > 1 ? [line('Up and down: another node', 'dim')] : [],
  };
}
