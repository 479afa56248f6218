import { buildingStages, road } from '../../stages/road.ts';
import type { StageId } from '../../state/stage-id.ts';
import { perHourNow } from '../../state/money.ts';
import { dollars, stopwatch } from '../model/format.ts';
import type { Binding } from '../model/binding.ts';
import { bindingsOf } from '../model/keys.ts';
import { lessonStage } from '../model/where.ts';
import { keyLabel } from '../model/key-names.ts';
import { cloudWords } from '../model/cluster-words.ts';
import { paneNodes } from '../model/lists.ts';
import { type Layout, layoutOf } from '../layout.ts';
import type { WizardState } from '../model/state.ts';
import { cut, cutLine, type Line, line, type Segment, widthOf, wrapped } from '../text/line.ts';
import type { Glyphs } from '../text/glyphs.ts';

/** The top line: which cluster, where, simulated or not, and the money. What matters least is left out first where it is narrow. */
export function topLine(state: WizardState, width: number, glyphs: Glyphs): Line {
  const { cluster } = state;
  // `rank0 practice` says from its first screen on that it is simulated.
  const cloud = state.cloud ?? (state.answers.cloud === 'practice' ? { name: 'practice', simulated: true } : undefined);
  const choices = cluster?.choices ?? state.review?.choices;
  const joined = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(` ${glyphs.dot} `);
  const short = cloud?.simulated ? 'simulated' : undefined;
  const practised = state.drill && !state.drill.solved ? `drill ${state.drill.name}` : undefined;
  const drilled =
    practised === undefined
      ? []
      : [joined([choices?.name, choices?.location, short, practised]), joined([choices?.name, short, practised]), joined([short, practised])];
  const wheres = [
    joined([choices?.name, choices?.location, cloud && cloudWords(cloud.name)]),
    joined([choices?.name, choices?.location, short]),
    joined([choices?.name, short]),
  ];
  const price = cluster?.price ?? state.review?.price;
  const nothingLeft = state.returned?.is === 'gone' || (state.screen.at === 'deleted' && state.screen.left.length === 0);
  const perHour = price && `${dollars(nothingLeft ? 0 : perHourNow({ ...cluster, price }))}/h`;
  const spent = price && cluster?.begun ? `spent ${dollars(state.spent)}` : undefined;
  const elapsed = cluster?.createdAt !== undefined && state.worldNow > 0 ? stopwatch(state.worldNow - cluster.createdAt) : undefined;
  const moneys = [joined([perHour, spent, elapsed]), joined([perHour, spent]), joined([perHour])];
  const room = (money: string): number => width - 10 - widthOf(money);
  const fittingOf = (all: readonly string[]) =>
    moneys.flatMap((money) => all.filter((where) => widthOf(where) <= room(money)).map((where) => ({ money, where })))[0];
  // That something will go wrong matters more than the cents so far.
  const fitting = fittingOf(drilled) ?? fittingOf(wheres);
  const money = fitting?.money ?? (moneys.at(-1) as string);
  const where = fitting?.where ?? cut(wheres.at(-1) as string, room(money));
  const gap = ' '.repeat(Math.max(1, width - 9 - widthOf(where) - widthOf(money)));
  return cutLine(
    [{ text: ' rank0  ', tone: 'strong' }, { text: where, ...(cloud?.simulated ? { tone: 'busy' as const } : {}) }, { text: gap }, { text: money }],
    width,
  );
}

type Mark = 'done' | 'here' | 'failed' | 'open' | 'later';

/** How far each stage is: what was finished here, where we are, what a later version brings. */
export function stageMarks(state: WizardState): readonly { readonly id: StageId; readonly title: string; readonly mark: Mark }[] {
  const here = lessonStage(state) ?? (state.screen.at === 'start' ? undefined : 'sign-in');
  const finished = [...state.finished, ...leftBehind(state)];
  return road.map(({ id, title, built }) => {
    const mark: Mark = !built
      ? 'later'
      : id === here
        ? state.problem
          ? 'failed'
          : finished.includes(id)
            ? 'done'
            : 'here'
        : finished.includes(id)
          ? 'done'
          : 'open';
    return { id, title, mark };
  });
}

/** Coming back: of the stages that every cluster goes through, those before the one where it goes on, once Azure was asked. */
function leftBehind({ screen, returned, clusters, cluster }: WizardState): readonly StageId[] {
  if (screen.at !== 'returned' || !returned || (returned.is !== 'same' && returned.is !== 'differs')) return [];
  const always: readonly StageId[] = ['sign-in', 'plan', ...buildingStages];
  const left = clusters.find(({ name, cloud }) => name === cluster?.choices.name && cloud === cluster.choices.cloud)?.stage;
  const ends = [left, returned.mendFrom].map((stage) => road.findIndex(({ id }) => id === stage)).filter((index) => index >= 0);
  return road.slice(0, Math.min(...ends, road.length)).flatMap(({ id }) => (ends.length > 0 && always.includes(id) ? [id] : []));
}

/** The road as a column. The stage at hand is strong, too, where it is done. */
export function railLines(state: WizardState, width: number, glyphs: Glyphs): readonly Line[] {
  const here = lessonStage(state);
  return stageMarks(state).map(({ id, title, mark }): Line => {
    const sign = signOf(mark, glyphs);
    return [
      { text: ` ${sign.text} `, ...(sign.tone ? { tone: sign.tone } : {}) },
      { text: cut(title, width - 3), tone: id === here ? 'strong' : mark === 'later' || mark === 'open' ? 'dim' : 'plain' },
    ];
  });
}

/** The road as one line: the stage at hand with its number, and the signs of the others. */
export function roadLine(state: WizardState, width: number, glyphs: Glyphs): Line {
  const here = lessonStage(state);
  const segments = stageMarks(state)
    .filter(({ mark }) => mark !== 'later')
    .flatMap(({ id, title, mark }): Segment[] => {
      const sign = signOf(mark, glyphs);
      const text = `${sign.text.trim() === '' ? glyphs.dot : sign.text}${id === here ? ` ${title}` : ''}  `;
      return [{ text, ...(id === here ? { tone: 'strong' as const } : sign.tone ? { tone: sign.tone } : {}) }];
    });
  return cutLine([{ text: ' ' }, ...segments], width);
}

function signOf(mark: Mark, glyphs: Glyphs): { text: string; tone?: Segment['tone'] } {
  switch (mark) {
    case 'done':
      return { text: glyphs.done, tone: 'good' };
    case 'here':
      return { text: glyphs.here, tone: 'accent' };
    case 'failed':
      return { text: glyphs.failed, tone: 'bad' };
    case 'open':
      return { text: glyphs.waiting };
    case 'later':
      return { text: glyphs.waiting };
    default: {
      const never: never = mark;
      return never;
    }
  }
}

/** The keys that work now, as many as fit; `?` and `q` always. */
export function footerLine(state: WizardState, width: number, glyphs: Glyphs): Line {
  const able = bindingsOf(state).filter(({ label, disabled }) => label !== '' && disabled === undefined);
  const always = ['?', 'q', 'ctrl-c', ...(state.drill && !state.drill.solved ? ['h'] : [])];
  const must = able.filter(({ keys: [first] }) => always.includes(first ?? ''));
  const others = able.filter((one) => !must.includes(one));
  const separator = ` ${glyphs.dot} `;
  const lengthOf = (list: readonly Binding[]): number =>
    list.reduce((sum, { keys, label }) => sum + widthOf(`${keyLabel(keys[0] ?? '')} ${label}`) + separator.length, 1);
  const shown: Binding[] = [];
  for (const binding of others) if (lengthOf([...shown, binding, ...must]) <= width) shown.push(binding);
  return cutLine(
    [
      { text: ' ' },
      ...[...shown, ...must].flatMap(({ keys, label }, index): Segment[] => [
        ...(index > 0 ? [{ text: separator, tone: 'dim' as const }] : []),
        { text: keyLabel(keys[0] ?? ''), tone: 'accent' },
        { text: ` ${label}` },
      ]),
    ],
    width,
  );
}

/** What stands above panes and keys: what was just done, or why a key does nothing; else nothing. */
export function noticeLines(state: WizardState, width: number): readonly Line[] {
  return state.notice === undefined ? [] : wrapped(state.notice, width - 2).map((part) => line(` ${part}`, 'accent'));
}

/** The layout for a state and a size; undefined where it is too small to draw. */
export const layoutFor = (state: WizardState, columns: number, rows: number): Layout | undefined =>
  layoutOf(columns, rows, paneNodes(state).length, noticeLines(state, columns).length);
