/** A line of text being typed; `cursor` counts graphemes. */
export interface Field {
  readonly text: string;
  readonly cursor: number;
  /** Nothing was typed yet: the first character replaces the whole text, as if it were selected. */
  readonly fresh?: boolean;
}

export type Edit =
  | { readonly is: 'insert'; readonly text: string }
  | { readonly is: 'move'; readonly by: number }
  | { readonly is: 'home' }
  | { readonly is: 'end' }
  | { readonly is: 'rub-out' }
  | { readonly is: 'delete' }
  | { readonly is: 'delete-word' }
  | { readonly is: 'clear-before' };

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text's characters as a person sees them: an emoji of several code points is one. */
export const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

export const fieldOf = (text: string): Field => ({ text, cursor: graphemes(text).length, fresh: text !== '' });

/** One edit. Line ends in what is inserted (a paste) become blanks, ends are trimmed of them. */
export function edited(field: Field, edit: Edit): Field {
  const all = field.fresh && edit.is === 'insert' ? [] : graphemes(field.text);
  const before = all.slice(0, field.cursor);
  const after = all.slice(field.cursor);
  const made = (left: string[], right: string[]): Field => ({ text: [...left, ...right].join(''), cursor: left.length });
  switch (edit.is) {
    case 'insert': {
      const clean = edit.text
        .replace(/[\r\n]+$/, '')
        .replace(/[\r\n\t]+/g, ' ')
        .replace(/[\x00-\x1f\x7f]/g, '');
      return made([...before, ...graphemes(clean)], after);
    }
    case 'move':
      return { text: field.text, cursor: Math.max(0, Math.min(all.length, field.cursor + edit.by)) };
    case 'home':
      return { text: field.text, cursor: 0 };
    case 'end':
      return { text: field.text, cursor: all.length };
    case 'rub-out':
      return made(before.slice(0, -1), after);
    case 'delete':
      return made(before, after.slice(1));
    case 'delete-word':
      return made(graphemes(before.join('').replace(/\S*\s*$/, '')), after);
    case 'clear-before':
      return made([], after);
    default: {
      const never: never = edit;
      return never;
    }
  }
}
