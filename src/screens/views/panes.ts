import type { NodeLive } from '../../stages/your-cluster.ts';
import { paneNodes } from '../model/lists.ts';
import { isOver } from '../model/progress.ts';
import type { TaskView, WizardState } from '../model/state.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { cell, cutLine, type Line, line, type Segment } from '../text/line.ts';

/** What is to be said of a node now. `odd` nodes come first where not all can be shown. */
interface Pane {
  readonly name: string;
  readonly head: boolean;
  readonly sign: string;
  readonly tone: Segment['tone'];
  readonly power: string;
  readonly doing: string;
  readonly ssh: string;
  readonly privateAddress: string;
  readonly publicAddress: string;
  readonly load: string;
  readonly memory: string;
  readonly odd: boolean;
}

/** One line a node, and a count where there are more nodes than lines. */
export function paneLines(state: WizardState, width: number, height: number, glyphs: Glyphs): readonly Line[] {
  const panes = paneNodes(state).map((name, index) => paneOf(state, name, index === 0, glyphs));
  if (panes.length === 0 || height <= 0) return [];
  const widths = columnsOf(panes, width);
  const draw = (pane: Pane): Line => drawn(pane, widths, width);
  if (panes.length <= height) return panes.map(draw);
  const odd = panes.filter((pane) => pane.odd);
  const shown = [...odd, ...panes.filter((pane) => !pane.odd)].slice(0, Math.max(0, height - 1));
  const running = panes.filter(({ power }) => power === 'running').length;
  const count = line(` ${panes.length} nodes, ${running} running, ${odd.length} not as they should be; n shows each`, odd.length > 0 ? 'busy' : 'dim');
  return [cutLine(count, width), ...shown.map(draw)];
}

function paneOf(state: WizardState, name: string, head: boolean, glyphs: Glyphs): Pane {
  const live = state.live.find((one) => one.name === name);
  const known = state.cluster?.nodes.find((one) => one.name === name);
  const tasks = Object.values(state.tasks).filter((task) => task.node === name || task.id.endsWith(`/${name}`));
  const busy = tasks.filter((task) => !isOver(task)).at(-1);
  const machine = state.tasks[`machine/${name}`];
  const power = live && live.provisioning !== 'absent' ? live.power : powerBefore(machine, known !== undefined);
  const failed = tasks.find((task) => task.state === 'failed');
  const doing = failed ? `failed: ${failed.title}` : (busy?.waitingFor ?? (live ? initWords(live) : busy ? busy.title : ''));
  const answers = live?.ssh.state;
  const silent = answers === 'unreachable' || answers === 'refused' || answers === 'host-key';
  const odd = failed !== undefined || (live !== undefined && (power !== 'running' || silent || live.cloudInit === 'error'));
  return {
    name,
    head,
    sign: odd ? glyphs.failed : power === 'running' ? glyphs.on : power === 'planned' ? glyphs.off : glyphs.half,
    tone: odd ? 'bad' : power === 'running' ? 'good' : power === 'planned' ? 'dim' : 'busy',
    power,
    doing,
    ssh: answers === undefined || answers === 'unknown' ? '' : answers === 'ok' ? `ssh ${Math.round(live?.ssh.ms ?? 0)} ms` : `ssh ${answers}`,
    privateAddress: live?.privateAddress ?? known?.privateAddress ?? '',
    publicAddress: live?.publicAddress ?? known?.publicAddress ?? '',
    load: live?.load === undefined ? '' : `load ${live.load.toFixed(2)}`,
    memory: live?.memory ? `${live.memory.usedMB} of ${live.memory.totalMB} MB` : '',
    odd,
  };
}

function powerBefore(machine: TaskView | undefined, known: boolean): string {
  if (machine && !isOver(machine)) return machine.state === 'making' ? 'creating' : 'looking';
  return known || machine?.state === 'done' || machine?.state === 'unchanged' ? 'running' : 'planned';
}

const initWords = (live: NodeLive): string =>
  live.cloudInit === 'unknown' ? '' : `cloud-init ${live.progress && live.cloudInit === 'running' ? live.progress : live.cloudInit}`;

const optional = ['ssh', 'privateAddress', 'publicAddress', 'load', 'memory'] as const;
type Column = 'name' | 'power' | 'doing' | (typeof optional)[number];

/** Widths of the columns that fit, the less needed ones left out first; what is left goes to what a node is doing. */
function columnsOf(panes: readonly Pane[], width: number): ReadonlyMap<Column, number> {
  const widest = (column: Column): number => Math.max(...panes.map((pane) => pane[column].length));
  const columns = new Map<Column, number>([
    ['name', widest('name')],
    ['power', Math.max(8, widest('power'))],
  ]);
  let left = width - 3 - (columns.get('name') ?? 0) - 6 - (columns.get('power') ?? 0) - 4;
  const doing = Math.min(40, Math.max(widest('doing'), 12));
  columns.set('doing', Math.max(0, Math.min(doing, left)));
  left -= (columns.get('doing') ?? 0) + 2;
  for (const column of optional) {
    const wide = widest(column);
    if (wide === 0 || wide + 2 > left) continue;
    columns.set(column, wide);
    left -= wide + 2;
  }
  return columns;
}

function drawn(pane: Pane, widths: ReadonlyMap<Column, number>, width: number): Line {
  const of = (column: Column): string => (widths.has(column) ? `${cell(pane[column], widths.get(column) ?? 0)}  ` : '');
  return cutLine(
    [
      { text: ` ${of('name')}` },
      { text: pane.head ? 'head  ' : '      ', tone: 'dim' },
      { text: `${pane.sign} `, ...(pane.tone ? { tone: pane.tone } : {}) },
      { text: of('power'), ...(pane.odd ? { tone: 'bad' as const } : {}) },
      { text: `${of('doing')}${of('ssh')}${of('privateAddress')}${of('publicAddress')}${of('load')}${of('memory')}` },
    ],
    width,
  );
}
