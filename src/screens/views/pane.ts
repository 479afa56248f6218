import { span } from '../model/format.ts';
import { knownOf, type NodeSummary } from '../model/panes.ts';
import { isOver } from '../model/progress.ts';
import type { WizardState } from '../model/state.ts';
import type { Glyphs } from '../text/glyphs.ts';
import type { Segment } from '../text/line.ts';

/** What is to be said of one node. Made only for those that are shown. */
export interface Pane {
  readonly name: string;
  readonly head: boolean;
  readonly sign: string;
  readonly tone: Segment['tone'];
  readonly odd: boolean;
  readonly power: string;
  readonly provisioning: string;
  /** What is wrong, what it is doing, or what cloud-init says. */
  readonly doing: string;
  readonly ssh: string;
  readonly since: string;
  readonly privateAddress: string;
  readonly publicAddress: string;
  readonly load: string;
  readonly memory: string;
}

/** A node's sign and how it is meant. */
export function standingSign({ standing }: Pick<NodeSummary, 'standing'>, glyphs: Glyphs): { readonly sign: string; readonly tone: Segment['tone'] } {
  switch (standing) {
    case 'odd':
      return { sign: glyphs.failed, tone: 'bad' };
    case 'fine':
      return { sign: glyphs.on, tone: 'good' };
    case 'coming':
      return { sign: glyphs.half, tone: 'busy' };
    case 'planned':
      return { sign: glyphs.off, tone: 'dim' };
    default: {
      const never: never = standing;
      return never;
    }
  }
}

/** All that is to be said of a node. */
export function paneOf(state: WizardState, summary: NodeSummary, glyphs: Glyphs): Pane {
  const { tasks, live: all, nodes } = knownOf(state);
  const { name, power, wrong } = summary;
  const live = all.get(name);
  const known = nodes.get(name);
  const busy = (tasks.get(name) ?? []).filter((task) => !isOver(task)).at(-1);
  const answers = live?.ssh.state;
  const initWords =
    live === undefined || live.cloudInit === 'unknown' ? '' : `cloud-init ${live.progress && live.cloudInit === 'running' ? live.progress : live.cloudInit}`;
  return {
    name,
    head: summary.index === 0,
    ...standingSign(summary, glyphs),
    odd: wrong !== undefined,
    power,
    provisioning: live === undefined || live.provisioning === 'absent' ? '' : live.provisioning,
    doing: wrong ? wrongWords(state, summary) : (busy?.waitingFor ?? (initWords !== '' ? initWords : busy ? ownWords(busy.title, name) : '')),
    ssh: answers === undefined || answers === 'unknown' ? '' : answers === 'ok' ? `ssh ${Math.round(live?.ssh.ms ?? 0)} ms` : `ssh ${answers}`,
    since: sinceWords(state, name),
    privateAddress: live?.privateAddress ?? known?.privateAddress ?? '',
    publicAddress: live?.publicAddress ?? known?.publicAddress ?? '',
    load: live?.load === undefined ? '' : `load ${live.load.toFixed(2)}`,
    memory: live?.memory ? `${live.memory.usedMB} of ${live.memory.totalMB} MB` : '',
  };
}

/** What is wrong, and since when or when it was last heard of, as far as that is known: `no answer since 12:03:11`. */
export function wrongWords(state: WizardState, { name, wrong = '' }: NodeSummary): string {
  const seen = state.seen[name];
  if (wrong === 'no answer' && seen?.answered !== undefined) return `no answer, last ${timeWords(seen.answered)}`;
  if (wrong.startsWith('failed')) return ownWords(wrong, name);
  return seen?.since === undefined ? wrong : `${wrong} since ${timeWords(seen.since)}`;
}

/** A task's title without the node's own name, which stands beside it. */
const ownWords = (title: string, name: string): string =>
  title.endsWith(` ${name}`) ? title.slice(0, -name.length - 1).replace(/ (on|of|to|from)$/, '') : title;

/** Since when it is as it is: as seen at the looks, else from when its machine was made. */
function sinceWords(state: WizardState, name: string): string {
  const machine = state.tasks[`machine/${name}`];
  const made = machine?.state === 'done' ? machine.since + (machine.spentSeconds ?? 0) * 1000 : undefined;
  const since = state.seen[name]?.since ?? made;
  return since === undefined || state.worldNow < since ? '' : `for ${span(Math.floor((state.worldNow - since) / 1000))}`;
}

const timeWords = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(11, 19);
