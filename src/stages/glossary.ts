import { assetText } from './assets.ts';

/** A word of the field. Names in braces stand for the cluster's own, as in lessons. */
export interface Term {
  readonly term: string;
  /** One to three sentences. */
  readonly text: string;
  /** Its place in this cluster. */
  readonly yours?: string;
  /** The road on which it has that place; on both where none is named. */
  readonly road?: 'ethernet' | 'infiniband';
}

let read: readonly Term[] | undefined;

/**
 * The field's words from assets/glossary.md, by alphabet; read at the first call.
 * @throws Error (a broken installation, or a bug) where the file is missing or a term has no text.
 */
export function glossary(): readonly Term[] {
  read ??= parseGlossary(assetText('glossary.md'));
  return read;
}

/** Takes the glossary's file apart: a heading a term, its text, and a paragraph that begins with "Yours:" or "Yours (Ethernet):". */
export function parseGlossary(file: string): readonly Term[] {
  const [, ...sections] = file.split(/^## /m);
  return sections
    .map((section): Term => {
      const [head = '', ...rest] = section.split('\n');
      const paragraphs = rest
        .join('\n')
        .split(/\n{2,}/)
        .map((one) => one.trim().replace(/\s*\n\s*/g, ' '))
        .filter((one) => one !== '');
      const own = paragraphs.map((one) => /^Yours(?: \((?<road>Ethernet|InfiniBand)\))?: (?<yours>.*)$/.exec(one)?.groups);
      const { yours, road } = own.find((one) => one !== undefined) ?? {};
      const text = paragraphs.filter((_, index) => own[index] === undefined).join(' ');
      if (head.trim() === '' || text === '') throw new Error(`glossary: ${head.trim() || 'a term without a name'} has no text`);
      return {
        term: head.trim(),
        text,
        ...(yours === undefined ? {} : { yours }),
        ...(road === undefined ? {} : { road: road.toLowerCase() as 'ethernet' | 'infiniband' }),
      };
    })
    .sort((a, b) => a.term.localeCompare(b.term, 'en', { sensitivity: 'base' }));
}

/** The words by which a text names a term: its heading, and what stands in brackets after it. */
export const namesOf = ({ term }: Term): readonly string[] => term.split(/ \(|\)|, /).filter((one) => one !== '');

/** Whether a text names the term, alone or with an s at its end. */
export const isNamedIn = (term: Term, text: string): boolean =>
  namesOf(term).some((name) =>
    new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}s?(?![\\w-])`, /[A-Z]{2}/.test(name) ? '' : 'i').test(text),
  );
