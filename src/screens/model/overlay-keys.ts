import { type Binding, when } from './binding.ts';
import type { Overlay, WizardState } from './state.ts';

/** Keys that one page over the screen has for itself. */
export function overlayKeys(state: WizardState, overlay: Exclude<Overlay, 'interrupt'>): readonly Binding[] {
  switch (overlay) {
    case 'underneath':
      return [
        when(state.exchanges.length === 0, 'Nothing was sent yet', {
          keys: ['enter'],
          label: 'open',
          long: 'What was sent and what was answered',
          intent: { is: 'open-exchange' },
        }),
      ];
    case 'keys':
    case 'lesson':
    case 'log':
    case 'node':
    case 'exchange':
    case 'glossary':
    case 'timeline':
      return [];
    case 'hints': {
      const { shown = 0, hints = [] } = state.drill ?? {};
      return [when(shown >= hints.length, 'That was the last hint', { keys: [' '], label: 'next hint', long: 'One hint more', intent: { is: 'next-hint' } })];
    }
    default: {
      const never: never = overlay;
      return never;
    }
  }
}
