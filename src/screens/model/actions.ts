import type { Given } from '../../stages/questions.ts';
import type { JournalEvent } from '../../state/events.ts';
import type { WayOn } from '../../state/known-problem.ts';
import type { Edit } from './field.ts';
import type { Offered } from './offered.ts';
import type { Overlay, Screen } from './screen.ts';
import type { Running, WizardState } from './state.ts';

/** What a key means. The controller carries it out; what only changes the picture goes to the reducer as an action. */
export type Intent =
  | { readonly is: 'accept' }
  | { readonly is: 'back' }
  | { readonly is: 'move'; readonly by: number }
  | { readonly is: 'scroll'; readonly by: number }
  | { readonly is: 'edit'; readonly edit: Edit }
  | { readonly is: 'paste'; readonly text: string }
  | { readonly is: 'overlay'; readonly overlay: Overlay }
  | { readonly is: 'filter' }
  | { readonly is: 'open-exchange' }
  | { readonly is: 'next-hint' }
  | { readonly is: 'open-term' }
  | { readonly is: 'run-look' }
  | { readonly is: 'node-page'; readonly by: number }
  | { readonly is: 'other-node'; readonly by: number }
  | { readonly is: 'look-again' }
  | { readonly is: 'shell' }
  | { readonly is: 'choices' }
  | { readonly is: 'copy' }
  | { readonly is: 'retry' }
  /** A way on from the problem on the screen. */
  | { readonly is: 'way-on'; readonly way: WayOn }
  | { readonly is: 'run-hello'; readonly transports: boolean }
  | { readonly is: 'own-address' }
  /** The page of the entry in the person's own ssh configuration. */
  | { readonly is: 'entry' }
  | { readonly is: 'scale' }
  /** A command on all nodes; files to and from them. */
  | { readonly is: 'run' }
  | { readonly is: 'files' }
  /** What ran, written to a file; whether what names the person is in it. */
  | { readonly is: 'export' }
  | { readonly is: 'with-addresses' }
  /** Tab, on those pages: the other line, the rest of a name, the other way to show what was printed. */
  | { readonly is: 'turn' }
  /** Up and down, on those pages: a command before, a line above. */
  | { readonly is: 'recall'; readonly by: number }
  /** All nodes stopped or started; on that page, the other of the two. */
  | { readonly is: 'power' }
  /** A cluster that was made by hand, from the first screen; what is wrong with one that was; all of that mended which stops nothing. */
  | { readonly is: 'adopt' }
  | { readonly is: 'findings' }
  | { readonly is: 'mend-all' }
  /** What it costs, by part; when Azure stops the nodes by itself. */
  | { readonly is: 'money' }
  | { readonly is: 'autostop' }
  /** Another page of the benchmark; another reading of its chart. */
  | { readonly is: 'results-page'; readonly by: number }
  | { readonly is: 'cursor'; readonly by: number }
  /** Measures again. */
  | { readonly is: 'measure' }
  /** Offers a stage that need not be, from the last screen. */
  | { readonly is: 'offer'; readonly stage: Offered }
  /** Goes on without the stage at hand. */
  | { readonly is: 'leave-out' }
  | { readonly is: 'delete' }
  | { readonly is: 'leave' }
  | { readonly is: 'interrupt' };

/** Parts of the state that are found out, not derived. */
export type Known = Partial<
  Pick<
    WizardState,
    | 'adopting'
    | 'azureLogin'
    | 'caller'
    | 'cloud'
    | 'cluster'
    | 'clusters'
    | 'deletion'
    | 'door'
    | 'entry'
    | 'drill'
    | 'drills'
    | 'exchanges'
    | 'exporting'
    | 'files'
    | 'finished'
    | 'glossary'
    | 'keysOf'
    | 'leaving'
    | 'live'
    | 'locations'
    | 'look'
    | 'measurements'
    | 'nodePage'
    | 'networkPrices'
    | 'notice'
    | 'offers'
    | 'planned'
    | 'power'
    | 'problem'
    | 'results'
    | 'returned'
    | 'review'
    | 'run'
    | 'scaling'
    | 'settled'
    | 'shared'
    | 'sizes'
    | 'sshMissing'
    | 'standard'
    | 'stopping'
    | 'subscription'
    | 'subscriptions'
    | 'unread'
    | 'way'
  >
>;

export type Action =
  | { readonly type: 'show'; readonly screen: Screen }
  | { readonly type: 'overlay'; readonly overlay: Overlay | undefined }
  | { readonly type: 'known'; readonly known: Known }
  /** `forget`: answers that do not go together with these. */
  | { readonly type: 'answered'; readonly answers: Given; readonly forget?: readonly (keyof Given)[] }
  /** What was built is gone, and something else is to be built. */
  | { readonly type: 'begin-anew' }
  | { readonly type: 'choose'; readonly list: string; readonly index: number }
  | { readonly type: 'scroll'; readonly to: number }
  | { readonly type: 'edit'; readonly edit: Edit }
  /** `typed`: as if the person had typed it, so the next letter goes behind it; else the next letter replaces it. */
  | { readonly type: 'field'; readonly text: string; readonly typed?: boolean; readonly problem?: string }
  | { readonly type: 'field-problem'; readonly problem: string }
  | { readonly type: 'filtering'; readonly on: boolean; readonly filter: string }
  | { readonly type: 'running'; readonly running: Running | undefined }
  | { readonly type: 'event'; readonly event: JournalEvent }
  | { readonly type: 'events'; readonly events: readonly JournalEvent[] }
  | { readonly type: 'tick'; readonly worldNow: number; readonly spent: number };
