import type { FileStep, LocalFile, NodeFile, PlaceHere } from '../../stages/node-work.ts';
import { foldNames } from '../../state/node-set.ts';
import type { Problem } from '../../state/problem.ts';
import { type Binding, when } from './binding.ts';
import { onNodeLine, quoted, quotedPath } from './by-hand.ts';
import { nodeNames } from './lists.ts';
import type { WizardState } from './state.ts';

/** From here to the nodes, or from the nodes to here. */
export type FilesWay = 'put' | 'get';

/** The lines that are typed: the file, the folder that it goes to, the nodes. */
export type FilesLine = 'path' | 'to' | 'on';

/** In the order in which they stand. */
export const filesLines: readonly FilesLine[] = ['path', 'to', 'on'];

/** What a copy comes to, before it is begun. */
export type FilesPlan =
  | { readonly way: 'put'; readonly file: LocalFile; readonly to: string; readonly nodes: readonly string[]; readonly there: readonly NodeFile[] }
  | {
      readonly way: 'get';
      readonly path: string;
      /** The folder here. */
      readonly to: string;
      readonly nodes: readonly string[];
      readonly there: readonly NodeFile[];
      readonly places: readonly PlaceHere[];
    };

/** How it ended on one node, either way. */
export interface FilesEnd {
  readonly node: string;
  readonly state: 'copied' | 'unchanged' | 'failed';
  /** Of a put: who had it. */
  readonly from?: string;
  /** Of a get: where it is here. */
  readonly path?: string;
  readonly bytes?: number;
  readonly problem?: Problem;
}

/** The page of files to and from nodes. */
export interface FilesView {
  readonly way: FilesWay;
  /** Which way is chosen, a line is typed, what it comes to is shown, it goes on, it is over. */
  readonly at: 'way' | FilesLine | 'plan' | 'copying' | 'over';
  readonly answers: Readonly<Record<FilesLine, string>>;
  /** What Tab found more than one way to go on with. */
  readonly completions: readonly string[];
  readonly plan?: FilesPlan;
  /** The last that was heard of each node's copy. */
  readonly steps: Readonly<Record<string, FileStep>>;
  readonly ends: readonly FilesEnd[];
  /** Bytes that have left this machine. */
  readonly sent: number;
  readonly seconds: number;
}

/** Before anything is typed. */
export const noFiles: FilesView = {
  way: 'put',
  at: 'way',
  answers: { path: '', to: '', on: '' },
  completions: [],
  steps: {},
  ends: [],
  sent: 0,
  seconds: 0,
};

/** Whether one of its lines is being typed. */
export const isFilesLine = (at: FilesView['at'] | undefined): at is FilesLine => at === 'path' || at === 'to' || at === 'on';

/** Where a put file comes to lie on the nodes, for eyes. */
export const placeThere = (to: string, name: string): string => `${to.trim() === '' ? '~' : to.trim().replace(/(.)\/+$/, '$1')}/${name}`.replace(/^\/\//, '/');

/** Nodes of a put that have another file of that name; of a get: files here that would be written over. */
export function writtenOver(plan: FilesPlan): readonly string[] {
  if (plan.way === 'get') return plan.places.filter(({ is }) => is === 'other').map(({ path }) => path);
  return plan.there.filter((one) => one.is === 'file' && one.sha256 !== plan.file.sha256).map(({ node }) => node);
}

/** Nodes from or to which there is nothing to copy: silent, a folder in the way, no such file. */
export const hopeless = (plan: FilesPlan): readonly NodeFile[] =>
  plan.there.filter(
    ({ is, node }) =>
      is === 'problem' || is === 'folder' || (plan.way === 'get' && (is === 'missing' || plan.places.some((one) => one.node === node && one.is === 'no-file'))),
  );

/** The lines that do the same by hand. */
export function filesLinesByHand(state: WizardState): readonly string[] {
  const { cluster, files } = state;
  const plan = files?.plan;
  if (!cluster || !plan || !files || !['plan', 'copying', 'over'].includes(files.at)) return [];
  const [head = ''] = nodeNames(state);
  const all = plan.nodes.length === nodeNames(state).length;
  const on = all ? '' : ` --node ${quoted(foldNames(plan.nodes))}`;
  const scp = `scp -F ${quoted(`${cluster.folder}/ssh_config`)}`;
  const { name } = cluster.choices;
  if (plan.way === 'get') {
    const [first = head] = plan.nodes;
    const force = writtenOver(plan).length > 0 ? ' --force' : '';
    return [
      `rank0 get ${name} ${quotedPath(plan.path)}${on} --to ${quoted(plan.to)}${force}`,
      plan.nodes.length === 1
        ? `${scp} ${first}:${quotedPath(plan.path)} ${quoted(plan.to)}`
        : `for NODE in ${plan.nodes.length > 8 ? `$(nodeset -e ${quoted(foldNames(plan.nodes))})` : plan.nodes.join(' ')}; do ${scp} $NODE:${quotedPath(plan.path)} ${quoted(`${plan.to}/${plan.path.split('/').at(-1) ?? ''}`)}.$NODE; done`,
    ];
  }
  const folder = plan.to === '' ? '~' : plan.to;
  const [first = head, ...others] = plan.nodes;
  const place = placeThere(plan.to, plan.file.name);
  return [
    `rank0 put ${name} ${quoted(plan.file.path)}${folder === '~' ? '' : ` --to ${quotedPath(folder)}`}${on}`,
    `${scp} -p ${quoted(plan.file.path)} ${first}:${folder === '~' ? '' : quotedPath(folder)}`,
    ...(others.length > 0 ? [onNodeLine(state, first, `clush -w ${quoted(foldNames(others))} -p -c ${quotedPath(place)}`)] : []),
  ];
}

/** What Enter does on the page; undefined where it does nothing. */
export function filesAccept({ files, running }: WizardState): { readonly label: string; readonly long: string; readonly not?: string } | undefined {
  if (!files || running) return undefined;
  switch (files.at) {
    case 'path':
    case 'to':
      return { label: 'next', long: 'Take what is typed and go on to the next line' };
    case 'on':
      return { label: 'look', long: 'Look at the file and at the nodes; nothing is copied' };
    case 'plan': {
      const plan = files.plan;
      if (!plan) return undefined;
      const over = writtenOver(plan).length > 0;
      const none = hopeless(plan).length === plan.there.length;
      const label = over ? 'write over' : plan.way;
      return { label, long: over ? 'Copy it, and write over what is there' : 'Copy it', ...(none ? { not: 'There is nothing that could be copied' } : {}) };
    }
    case 'over':
      return { label: 'another file', long: 'Another file' };
    case 'way':
    case 'copying':
      return undefined;
    default: {
      const never: never = files.at;
      return never;
    }
  }
}

/** Keys of the page, besides Enter and Esc. */
export function filesKeys({ files, running }: WizardState): readonly Binding[] {
  if (!files || running || !isFilesLine(files.at)) return [];
  const here = (files.way === 'put' && files.at === 'path') || (files.way === 'get' && files.at === 'to');
  return [
    ...(here ? [{ keys: ['tab'], label: 'complete', long: 'Complete the name, as a shell does', intent: { is: 'turn' } } satisfies Binding] : []),
    when(files.at === 'path', 'That is the first line', { keys: ['up'], label: '', long: 'The line above', intent: { is: 'recall', by: 1 } }),
    when(files.at === 'on', 'That is the last line', { keys: ['down'], label: '', long: 'The line below', intent: { is: 'recall', by: -1 } }),
  ];
}
