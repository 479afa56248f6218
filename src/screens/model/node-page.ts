import type { NodeResource } from '../../stages/node-page.ts';
import type { Problem } from '../../state/problem.ts';
import { nodeNames } from './lists.ts';
import type { WizardState } from './state.ts';

/** The pages about one node, in their order. `facts` is what is looked at all the time; the others are asked for. */
export const nodePageIds = ['facts', 'serial-log', 'cloud-init-log', 'resources'] as const;
export type NodePageId = (typeof nodePageIds)[number];

/** Their names on the screen. */
export const nodePageTitles: Readonly<Record<NodePageId, string>> = {
  facts: 'facts',
  'serial-log': 'serial log',
  'cloud-init-log': 'cloud-init log',
  resources: 'resources',
};

/** What was asked for of one node. An answer stays while it is asked for again. */
export interface Brought {
  readonly asking: boolean;
  /** Milliseconds on the world's clock when it was answered. */
  readonly at?: number;
  readonly text?: string;
  readonly resources?: readonly NodeResource[];
  /** Why there is no answer. */
  readonly problem?: Problem;
  /** The line that shows the same by hand. */
  readonly command?: string;
}

/** Which page about a node is open, and what is known for it. */
export interface NodePageView {
  readonly page: NodePageId;
  /** By `broughtKey`. */
  readonly brought: Readonly<Record<string, Brought>>;
}

/** Where an answer is kept: a page of a node. */
export const broughtKey = (page: NodePageId, node: string): string => `${page}/${node}`;

/** The page that is open. */
export const nodePageAt = (state: WizardState): NodePageId => state.nodePage?.page ?? 'facts';

/** The node whose page is open. */
export function nodeAt(state: WizardState): string | undefined {
  const names = nodeNames(state);
  return names[Math.min(names.length - 1, state.chosen['node'] ?? 0)];
}

/** What was asked for of the node and page at hand. */
export function broughtAt(state: WizardState): Brought | undefined {
  const node = nodeAt(state);
  return node === undefined ? undefined : state.nodePage?.brought[broughtKey(nodePageAt(state), node)];
}

/** The line that shows by hand what the page at hand shows. */
export function nodeCommands(state: WizardState): readonly string[] {
  const node = nodeAt(state);
  if (nodePageAt(state) === 'facts') return node === undefined || !state.cluster ? [] : [`rank0 ssh ${state.cluster.choices.name} ${node}`];
  const command = broughtAt(state)?.command;
  return command === undefined ? [] : [command];
}

/** Why no shell can be opened on a node; undefined where one can. */
export function noShell(state: WizardState, node: string | undefined): string | undefined {
  if (state.sshMissing) return 'There is no ssh program on this machine: install openssh-client';
  const known = state.cluster?.nodes.find(({ name }) => name === node);
  if (node === undefined || !known) return 'There is no machine to log in to yet';
  if (known.hostKeys.length === 0) return `The host keys of ${node} are not known yet; the stage "log in" reads them`;
  const live = state.live.find(({ name }) => name === node);
  if (!live) return undefined;
  if (live.power !== 'running' && live.power !== 'unknown') return `${node} is ${live.power}`;
  switch (live.ssh.state) {
    case 'unreachable':
      return `${node} does not answer on port 22`;
    case 'refused':
      return `${node} refuses the login`;
    case 'host-key':
      return `${node} shows another host key than its own: somebody else may answer there`;
    case 'ok':
    case 'unknown':
      return undefined;
    default: {
      const never: never = live.ssh.state;
      return never;
    }
  }
}
