import { distance } from 'fastest-levenshtein';

/** The candidates that look most like `text`, best first: what a person probably meant. */
export function nearest(text: string, candidates: readonly string[], count = 3): string[] {
  const plain = (word: string): string =>
    word
      .toLowerCase()
      .replace(/^standard_/, '')
      .replace(/[\s_-]/g, '');
  const wanted = plain(text);
  const far = (candidate: string): number => {
    const word = plain(candidate);
    return distance(wanted, word) - (wanted !== '' && (word.includes(wanted) || wanted.includes(word)) ? 2 : 0);
  };
  return [...candidates].sort((a, b) => far(a) - far(b) || a.localeCompare(b)).slice(0, count);
}
