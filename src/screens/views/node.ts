import { span } from '../model/format.ts';
import { nodeNames } from '../model/lists.ts';
import { type Brought, broughtAt, nodeAt, nodePageAt, nodePageIds, nodePageTitles } from '../model/node-page.ts';
import { secondsOf } from '../model/progress.ts';
import type { WizardState } from '../model/state.ts';
import { command, cutLine, empty, type Line, line, paragraph, type Tone, wrapped } from '../text/line.ts';
import { signOf } from './stage.ts';
import type { Room, View } from './view.ts';

/** One node, a page at a time: what is known of it, its two logs, what it consists of in Azure. */
export function nodeView(state: WizardState, room: Room): View {
  const names = nodeNames(state);
  const name = nodeAt(state);
  if (name === undefined) return { title: 'Node', lines: [line('There are no nodes yet', 'dim')], below: [] };
  const page = nodePageAt(state);
  const brought = broughtAt(state);
  return {
    title: `${name}${name === names[0] ? ', the head' : ''}: ${page === 'facts' ? `node ${names.indexOf(name) + 1} of ${names.length}` : nodePageTitles[page]}`,
    lines: page === 'facts' ? factLines(state, name, room) : broughtLines(brought, room),
    below: [cutLine(tabLine(state), room.width), ...(page === 'facts' ? hintLines(names.length, room) : broughtHints(state, brought, room))],
  };
}

/** The pages there are, the one at hand in brackets. */
const tabLine = (state: WizardState): Line =>
  nodePageIds.flatMap((id): Line => {
    const here = id === nodePageAt(state);
    return [{ text: here ? `[${nodePageTitles[id]}]` : ` ${nodePageTitles[id]} `, tone: here ? 'strong' : 'dim' }, { text: ' ' }];
  });

const hintLines = (count: number, { width }: Room): readonly Line[] => (count > 1 ? [cutLine(line('Up and down: another node', 'dim'), width)] : []);

function broughtHints(state: WizardState, brought: Brought | undefined, { width, height }: Room): readonly Line[] {
  const at = brought?.at === undefined ? [] : [`as of ${new Date(brought.at).toISOString().slice(11, 19)}${brought.asking ? ', being asked again' : ''}`];
  const many = nodeNames(state).length > 1 ? ['< and >: another node'] : [];
  return [
    ...(height > 14 && brought?.command !== undefined ? command(brought.command, width).slice(0, 3) : []),
    cutLine(line([...many, ...at].join('; '), 'dim'), width),
  ];
}

function broughtLines(brought: Brought | undefined, { width, glyphs }: Room): readonly Line[] {
  if (!brought) return [];
  const { problem, asking, text, resources } = brought;
  const wrong = problem
    ? [
        ...paragraph(`${glyphs.failed} ${problem.message}`, width, 'bad'),
        ...paragraph(problem.means, width),
        ...problem.next.flatMap((step) => [...paragraph(step.label, width), ...(step.command === undefined ? [] : command(step.command, width))]),
        line(asking ? 'Being asked again' : 'r asks again', 'dim'),
      ]
    : [];
  const answer =
    text === undefined ? resourceLines(resources ?? [], width) : text === '' ? [line('Nothing stands there yet', 'dim')] : logLines(brought, width);
  if (wrong.length > 0) return answer.length > 0 ? [...wrong, empty, line('What stood there before:', 'dim'), ...answer] : wrong;
  return answer.length === 0 && asking ? [line('Being asked for', 'dim')] : answer;
}

/** What a log looks like in a width: some thousand lines, so that is worked out once for each answer and width. */
const drawn = new WeakMap<Brought, { readonly width: number; readonly lines: readonly Line[] }>();

function logLines(brought: Brought, width: number): readonly Line[] {
  const before = drawn.get(brought);
  if (before?.width === width) return before.lines;
  const lines = (brought.text ?? '').split('\n').flatMap((one) => pieces(one, width).map((part) => line(part)));
  drawn.set(brought, { width, lines });
  return lines;
}

/** A line in pieces that fit; plain ASCII needs no measuring. */
function pieces(text: string, width: number): readonly string[] {
  if (text.length <= width && /^[\x20-\x7e]*$/.test(text)) return [text];
  return wrapped(text, width);
}

const resourceLines = (resources: NonNullable<Brought['resources']>, width: number): readonly Line[] =>
  resources.flatMap(({ kind, name, state, facts }, index): readonly Line[] => {
    return [
      ...(index > 0 ? [empty] : []),
      ...paragraph(`${kind} ${name}`, width, 'strong'),
      ...wrapped(state, width - 2).map((part) => line(`  ${part}`, toneOf(state))),
      ...(facts.length > 0 ? wrapped(facts.join(', '), width - 2).map((part) => line(`  ${part}`)) : []),
    ];
  });

/** States that are no trouble, and those on their way; anything else is worth a look. */
const toneOf = (state: string): Tone =>
  /^Succeeded(, (running|Attached))?$/.test(state) ? 'good' : /^(Creating|Updating|Deleting)|starting|stopping|deallocating/.test(state) ? 'busy' : 'bad';

function factLines(state: WizardState, name: string, { width, glyphs }: Room): readonly Line[] {
  const live = state.live.find((one) => one.name === name);
  const known = state.cluster?.nodes.find((one) => one.name === name);
  const pair = (label: string, value: string | undefined): readonly Line[] =>
    value === undefined ? [] : paragraph(value, width - 16).map((one, index): Line => [{ text: (index === 0 ? label : '').padEnd(16), tone: 'dim' }, ...one]);
  const tasks = Object.values(state.tasks).filter((task) => task.node === name || task.id.endsWith(`/${name}`));
  return [
    ...pair('power', live?.power),
    ...pair('provisioning', live?.provisioning),
    ...pair('model', live?.outdated && 'not the latest of its scale set; c on the last screen, with the same count, brings it to the latest'),
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
  ];
}
