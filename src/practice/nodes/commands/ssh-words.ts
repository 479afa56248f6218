import type { Words } from '../ssh/client-options.ts';

/** The command line of ssh and its sisters, taken apart. */
export interface SshLine extends Words {
  /** What is left: host and command, or files. */
  readonly rest: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly unknown?: string;
}

/** `-i key -o Name=value -p 22 host …` @param valued letters that take a value @param plain letters that take none */
export function sshLine(args: readonly string[], valued: string, plain: string, portLetter: 'p' | 'P' = 'p'): SshLine {
  const words = [...args];
  const identities: string[] = [];
  const options: string[] = [];
  const flags = new Set<string>();
  let user: string | undefined;
  let port: number | undefined;
  let unknown: string | undefined;
  while (words[0]?.startsWith('-') && words[0] !== '-') {
    const word = words.shift() as string;
    if (word === '--') break;
    let letters = word.slice(1);
    while (letters !== '') {
      const letter = letters[0] as string;
      letters = letters.slice(1);
      if (!valued.includes(letter)) {
        if (!plain.includes(letter)) unknown ??= letter;
        flags.add(letter);
        continue;
      }
      const value = letters === '' ? (words.shift() ?? '') : letters;
      letters = '';
      if (letter === 'i') identities.push(value);
      else if (letter === 'o') options.push(value);
      else if (letter === 'l') user = value;
      else if (letter === portLetter) port = Number(value);
    }
  }
  return {
    identities,
    options,
    quiet: flags.has('q'),
    tty: flags.has('t'),
    flags,
    rest: words,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** `user@host` and `ssh://user@host:port`. */
export function hostOf(text: string): { readonly host: string; readonly user?: string; readonly port?: number } {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?([^:@]+)(?::(\d+))?$/.exec(text);
  if (!match) return { host: text };
  const [, user, host = text, port] = match;
  return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port: Number(port) }) };
}
