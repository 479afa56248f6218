import type { Binding } from '../model/binding.ts';
import { entryWords, type HomeGroup, homeGroups, reasonsOf } from '../model/home.ts';
import { keyLabel, keyWord } from '../model/key-names.ts';
import type { WizardState } from '../model/state.ts';
import { cell, type Line, line, paragraph } from '../text/line.ts';
import type { Room } from './view.ts';

/** Narrowest column of the menu. */
const columnWidth = 18;
/** Room from which each entry has a line of its own that says what it does. */
const roomy = { width: 90, height: 36 } as const;

/** What can be done, by groups: a line an entry where there is room, columns where there is not, a sentence a group where it is heard. */
export function menuLines(state: WizardState, room: Room): readonly Line[] {
  const groups = homeGroups(state);
  if (room.heard) return [...groups.map(spoken), ...reasonLines(groups, room, keyWord)];
  if (room.width >= roomy.width && room.height >= roomy.height) return listed(groups, room);
  return [...columns(groups, room), ...reasonLines(groups, room, keyLabel)];
}

/** `Run things: s, shell. b, benchmark.` What does nothing now is said after it. */
const spoken = ({ title, entries }: HomeGroup): Line => line(`${title}: ${entries.map(entrySaid).join('; ')}.`);

function entrySaid(entry: Binding): string {
  const key = keyWord(entry.keys[0] ?? '');
  return key === entryWords(entry) ? key : `${key}, ${entryWords(entry)}`;
}

function listed(groups: readonly HomeGroup[], { width }: Room): readonly Line[] {
  const most = Math.max(...groups.flatMap(({ entries }) => entries.map((entry) => entryWords(entry).length)));
  return groups.flatMap(({ title, entries }) => [
    line(title, 'strong'),
    ...entries.flatMap((entry): readonly Line[] => {
      const indent = most + 6;
      const [first, ...more] = paragraph(entry.disabled === undefined ? entry.long : `Not now: ${entry.disabled}`, width - indent, 'dim');
      const dim = entry.disabled === undefined ? {} : { tone: 'dim' as const };
      return [
        [
          { text: `  ${keyLabel(entry.keys[0] ?? '')} `, tone: entry.disabled === undefined ? 'accent' : 'dim' },
          { text: ` ${cell(entryWords(entry), most)}  `, ...dim },
          ...(first ?? []),
        ],
        ...more.map((one): Line => [{ text: ' '.repeat(indent) }, ...one]),
      ];
    }),
  ]);
}

/** The groups beside each other; one that is short stands below another. */
function columns(groups: readonly HomeGroup[], { width, height }: Room): readonly Line[] {
  const low = height <= 20;
  // Where it is low, a key of every screen gives its line to what stands below.
  const blocks = groups.map(({ title, entries }): readonly Block[] => [
    { title },
    ...entries.filter(({ keys }) => !(low && keys[0] === 'e')).map((entry) => ({ entry })),
  ]);
  const across = Math.max(1, Math.min(3, Math.floor(width / columnWidth)));
  const stacks: Block[][] = blocks.slice(0, across).map((block) => [...block]);
  for (const block of blocks.slice(across)) stacks.reduce((low, one) => (one.length <= low.length ? one : low)).push(...(low ? [] : [undefined]), ...block);
  const wide = Math.floor(width / across);
  return Array.from(
    { length: Math.max(...stacks.map(({ length }) => length)) },
    (_, row): Line => stacks.flatMap((stack, index) => drawn(stack[row], index === stacks.length - 1 ? wide - 1 : wide)),
  );
}

type Block = undefined | { readonly title: string } | { readonly entry: Binding };

function drawn(block: Block, width: number): Line {
  if (!block) return [{ text: ' '.repeat(width) }];
  if ('title' in block) return [{ text: cell(block.title, width), tone: 'strong' }];
  const { entry } = block;
  const off = entry.disabled !== undefined;
  return [
    { text: `${keyLabel(entry.keys[0] ?? '')} `, tone: off ? 'dim' : 'accent' },
    { text: `${cell(entryWords(entry), width - 3)} `, ...(off ? { tone: 'dim' as const } : {}) },
  ];
}

const reasonLines = (groups: readonly HomeGroup[], { width }: Room, word: (key: string) => string): readonly Line[] =>
  reasonsOf(groups).flatMap(({ reason, keys }) => paragraph(`Not now (${keys.map(word).join(' ')}): ${reason}`, width, 'dim'));
