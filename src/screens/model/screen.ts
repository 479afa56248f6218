import type { FindingKind } from '../../stages/adopt-finding.ts';
import type { Given } from '../../stages/questions.ts';
import type { SharedFiles } from '../../state/choices.ts';
import type { WayOn } from '../../state/known-problem.ts';
import type { StageId } from '../../state/stage-id.ts';
import type { ClusterView } from './cluster-view.ts';
import type { ProofView } from './deletion-view.ts';
import type { Offered } from './offered.ts';

/** How far a stage is: explained, at work, or through. */
export type StagePhase = 'explained' | 'running' | 'done';

/** Where one is. */
export type Screen =
  | { readonly at: 'start' }
  /** The failures that can be practised. */
  | { readonly at: 'drills' }
  /** How to sign in, for a cluster in Azure that the CLI's login cannot open. */
  | { readonly at: 'way'; readonly cluster: ClusterView }
  | { readonly at: 'stage'; readonly stage: StageId; readonly phase: StagePhase }
  | { readonly at: 'subscription' }
  | { readonly at: 'network' }
  | { readonly at: 'location' }
  | { readonly at: 'count' }
  | { readonly at: 'size' }
  | { readonly at: 'choices' }
  | { readonly at: 'choice'; readonly key: keyof Given }
  | { readonly at: 'review' }
  /** The number of nodes is typed before something expensive is built. */
  | { readonly at: 'expensive' }
  /** What was true when one left a cluster, and what is true now. */
  | { readonly at: 'returned' }
  /** A stage that need not be; `from` the last screen, where it leads back. */
  | { readonly at: 'offer'; readonly stage: Offered; readonly from?: 'ready' }
  /** What goes before the nodes share something else, to be agreed to by typing. */
  | { readonly at: 'unshare'; readonly to: SharedFiles }
  | { readonly at: 'ready' }
  /** The entry in the person's own ssh configuration. */
  | { readonly at: 'entry' }
  /** How many nodes there shall be, and what that comes to. */
  | { readonly at: 'scale' }
  | { readonly at: 'scale-plan' }
  /** All nodes stopped or started. */
  | { readonly at: 'power' }
  | { readonly at: 'money' }
  /** A command on all nodes. */
  | { readonly at: 'run' }
  /** Files to and from the nodes. */
  | { readonly at: 'files' }
  /** What ran, written to a file. */
  | { readonly at: 'export' }
  | { readonly at: 'autostop' }
  /** A cluster that was made by hand: which cloud, which group, its name where it is typed; what stands there; what is wrong with it; mending. */
  | { readonly at: 'adopt-place' }
  | { readonly at: 'adopt' }
  | { readonly at: 'adopt-group' }
  | { readonly at: 'adoption' }
  | { readonly at: 'findings' }
  | { readonly at: 'mend'; readonly kinds: readonly FindingKind[] }
  /** `after`: how it goes on then, from a problem; `from` is where that was met. */
  | { readonly at: 'delete'; readonly after?: WayOn; readonly from?: Screen; readonly unlock?: boolean }
  | ({ readonly at: 'deleted'; readonly after?: WayOn } & ProofView);

/** Pages over the screen. `exchange` is one of those that `underneath` lists, `term` one of the glossary's; `look` is what the command of a lesson answers. */
export type Overlay =
  | 'keys'
  | 'lesson'
  | 'log'
  | 'node'
  | 'interrupt'
  | 'underneath'
  | 'exchange'
  | 'glossary'
  | 'term'
  | 'look'
  | 'timeline'
  | 'hints'
  | 'leaving'
  | 'benchmark';
