import type { Intent } from './actions.ts';

/** A key of the moment: footer, overlay of keys and input all read this one table. */
export interface Binding {
  /** Names as `keyName` gives them; the first one is shown. */
  readonly keys: readonly string[];
  /** One or two words for the footer; empty where the footer need not say it. */
  readonly label: string;
  /** A few words for the menu of the last screen, where the label is none. */
  readonly menu?: string;
  /** A sentence for the overlay of keys. */
  readonly long: string;
  readonly intent: Intent;
  /** Why it does nothing now. */
  readonly disabled?: string;
}

/** The binding, or the same with the reason why it does nothing now. */
export const when = (not: boolean, reason: string, binding: Binding): Binding => (not ? { ...binding, disabled: reason } : binding);
