/** Lines that read what is typed after them, until Ctrl-D: `cat > FILE`, `tee FILE`, a shell without a script. */
const readers = [
  /^(sudo\s+)?cat(\s+-)?(\s*>>?\s*[^\s|;&<>]+)?$/,
  /^cat(\s*>>?\s*[^\s|;&<>]+)?(\s+-)?$/,
  /^(sudo\s+)?tee(\s+-a)?\s+[^\s|;&<>]+(\s*>\s*\/dev\/null)?$/,
  /^(sudo\s+)?(bash|sh)(\s+-s)?$/,
  /^(sort|wc(\s+-\w)?|xargs(\s+[^|;&<>]+)?|read(\s+-r)?(\s+\w+)*)$/,
];

/** Whether a line reads from the terminal. What stands in pipes and lists is not looked into. */
export const readsTyped = (line: string): boolean => readers.some((reader) => reader.test(line.trim()));

/** Takes what is typed as a terminal does that no program has taken raw: with echo, until Ctrl-D. */
export interface TypedInput {
  /** @returns what is to be shown for it. */
  put(chunk: string): string;
  /** Its text, once it has ended; `interrupted` where Ctrl-C ended it. */
  readonly ended: { readonly text: string } | 'interrupted' | undefined;
}

/**
 * Input of which some was typed before it was asked for, and shown then.
 * @param oneLine it ends with the first line, as for `read`.
 */
export function typedInput({ before = '', partial = '', oneLine = false } = {}): TypedInput {
  let whole = before;
  let line = partial;
  let ended: TypedInput['ended'];
  const take = (character: string): string => {
    switch (character) {
      case '\x03':
        ended = 'interrupted';
        return '';
      case '\x04':
        whole += line;
        // At the beginning of a line it is the end; within one it only sends what is there.
        if (line === '') ended = { text: whole };
        line = '';
        return '';
      case '\r':
      case '\n':
        whole += `${line}\n`;
        line = '';
        if (oneLine) ended = { text: whole };
        return '\r\n';
      case '\x7f':
      case '\b': {
        if (line === '') return '';
        line = Array.from(line).slice(0, -1).join('');
        return '\b \b';
      }
      case '\x15': {
        const gone = '\b \b'.repeat(Array.from(line).length);
        line = '';
        return gone;
      }
      default:
        if (character !== '\t' && character < ' ') return '';
        line += character;
        return character;
    }
  };
  return {
    put: (chunk) => {
      let shown = '';
      for (const character of chunk) {
        if (ended) break;
        shown += take(character);
      }
      return shown;
    },
    get ended() {
      return ended;
    },
  };
}
