import { withNames } from '../../stages/lesson.ts';
import { keyLabel } from '../model/key-names.ts';
import { bindingsOf, commandsAt, lessonStage } from '../model/keys.ts';
import { chosenIndex, listAt, nodeNames } from '../model/lists.ts';
import { lessonNames } from '../model/names.ts';
import { secondsOf } from '../model/progress.ts';
import { dollars, span } from '../model/format.ts';
import type { WizardState } from '../model/state.ts';
import { command, empty, type Line, line, paragraph, wrapped } from '../text/line.ts';
import { markdownLines } from '../text/markdown.ts';
import { signOf } from './stage.ts';
import type { Room, View } from './view.ts';

/** All keys of the moment, from the table that the footer and the input use; a key that does nothing says why. */
export function keysView(state: WizardState, { width }: Room): View {
  const { overlay: _, ...beneath } = state;
  const rows = bindingsOf(beneath).map(({ keys, long, disabled }) => ({
    names: keys.map(keyLabel).join(' '),
    words: disabled === undefined ? long : `${long}. Not now: ${disabled}`,
    off: disabled !== undefined,
  }));
  const column = Math.max(...rows.map(({ names }) => names.length)) + 2;
  return {
    title: 'Keys of the moment',
    lines: rows.flatMap(({ names, words, off }) =>
      wrapped(words, width - column).map(
        (text, index): Line => [
          { text: (index === 0 ? names : '').padEnd(column), tone: off ? 'dim' : 'accent' },
          { text, ...(off ? { tone: 'dim' as const } : {}) },
        ],
      ),
    ),
    below: [],
  };
}

/** The page about a stage. */
export function lessonView(state: WizardState, { width }: Room): View {
  const stage = lessonStage(state);
  const lesson = stage === undefined ? undefined : state.lessons[stage];
  if (!lesson) return { title: 'Explain', lines: [line('There is no text about this', 'dim')], below: [] };
  const names = lessonNames(state);
  return {
    title: lesson.title,
    lines: [...markdownLines(withNames(lesson.short, names), width), empty, ...markdownLines(withNames(lesson.page, names), width)],
    below: [],
  };
}

/** Everything that happened, oldest first. */
export function logView(state: WizardState, { width, glyphs }: Room): View {
  const lines = state.log.flatMap((one) => {
    const { sign, tone } = one.state === 'note' ? { sign: glyphs.dot, tone: 'dim' as const } : signOf(one.state, glyphs);
    return one.text
      .split('\n')
      .flatMap((text, at) =>
        wrapped(text, width - 11).map(
          (part, index): Line => [
            { text: at === 0 && index === 0 ? `${one.time.slice(11, 19)} ` : ' '.repeat(9), tone: 'dim' },
            { text: at === 0 && index === 0 ? `${sign} ` : '  ', tone },
            { text: part },
          ],
        ),
      );
  });
  return { title: `Log: ${state.log.length} entries, times of ${state.cloud?.simulated ? 'the simulated clock' : 'UTC'}`, lines, below: [] };
}

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

/** What Ctrl-C asks once while something runs. */
export function interruptView(state: WizardState, { width }: Room): View {
  const price = state.cluster?.price;
  return {
    title: 'Leave while this runs?',
    lines: [
      ...paragraph(
        `${state.running?.what ?? 'A step'} is going on. Leaving loses nothing: what Azure is doing goes on there, and rank0 finds it again.`,
        width,
      ),
      empty,
      ...(state.cluster?.begun && price
        ? paragraph(`What exists costs up to ${dollars(price.perHour)} an hour${state.cloud?.simulated ? ', simulated' : ''}.`, width)
        : []),
      ...paragraph('Ctrl-C again leaves. Enter or Esc stays.', width, 'strong'),
    ],
    below: [],
  };
}

/** A problem: what was said, what it means, and the ways on, each a row. */
export function problemView(state: WizardState, { width, glyphs }: Room): View {
  const list = listAt(state);
  const found = state.problem?.problem;
  if (!found) return { title: '', lines: [], below: [] };
  const commands = commandsAt(state);
  return {
    title: `${glyphs.failed} This did not work: ${found.code}`,
    lines: [
      ...paragraph(found.message, width, 'bad'),
      empty,
      ...paragraph(found.means, width),
      ...(found.next.length > 0 ? [empty, line('What can be done:', 'strong')] : []),
      ...found.next.flatMap((step) => [
        ...paragraph(`${glyphs.dot} ${step.label}`, width, undefined, 2),
        ...(step.command === undefined ? [] : command(step.command, width - 2).map((one): Line => [{ text: '  ' }, ...one])),
      ]),
      empty,
    ],
    ...(list ? { list: { ...list, draw: (row) => row.label } } : {}),
    below: commands.length > 0 ? [line('y copies the command', 'dim')] : [],
  };
}
