/** Whether a text has all the words of a filter, in any order and however they are written. */
export const fits = (filter: string, text: string): boolean =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));
