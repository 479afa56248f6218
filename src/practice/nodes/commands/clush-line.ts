/** clush's command line, taken apart as its own parser does: options end at the first word of the command, unless files are copied. */
export interface ClushLine {
  readonly nodes: readonly string[];
  readonly exclude: readonly string[];
  readonly groups: readonly string[];
  readonly all: boolean;
  readonly gather: boolean;
  readonly gatherAll: boolean;
  readonly byNode: boolean;
  readonly label: boolean;
  readonly worst: boolean;
  readonly quiet: boolean;
  readonly noInput: boolean;
  readonly copy: 'to' | 'from' | undefined;
  readonly destination?: string;
  readonly preserve: boolean;
  readonly user?: string;
  readonly sshOptions: readonly string[];
  readonly fanout: number;
  readonly connectTimeout: number;
  readonly commandTimeout?: number;
  readonly words: readonly string[];
  readonly version: boolean;
  readonly error?: string;
}

const valued: Readonly<Record<string, string>> = {
  w: 'nodes',
  x: 'exclude',
  g: 'group',
  X: 'exclude-group',
  f: 'fanout',
  l: 'user',
  o: 'options',
  t: 'connect_timeout',
  u: 'command_timeout',
  m: 'mode',
  R: 'worker',
  O: 'option',
  s: 'groupsource',
};
const longNames: Readonly<Record<string, string>> = {
  group: 'g',
  fanout: 'f',
  user: 'l',
  options: 'o',
  connect_timeout: 't',
  command_timeout: 'u',
  mode: 'm',
  worker: 'R',
  option: 'O',
  groupsource: 's',
  dest: 'dest',
  hostfile: 'hostfile',
  machinefile: 'hostfile',
  color: 'color',
  remote: 'remote',
  conf: 'conf',
  outdir: 'outdir',
  errdir: 'errdir',
};
const plainLong: Readonly<Record<string, string>> = {
  all: 'a',
  nostdin: 'n',
  dshbak: 'b',
  quiet: 'q',
  verbose: 'v',
  debug: 'd',
  maxrc: 'S',
  copy: 'c',
  rcopy: 'rcopy',
  progress: 'P',
  regroup: 'r',
  diff: 'diff',
  version: 'version',
  groupbase: 'G',
};

export function clushLine(args: readonly string[]): ClushLine {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  const flags = new Set<string>();
  let error: string | undefined;
  const put = (name: string, value: string): void => void values.set(name, [...(values.get(name) ?? []), value]);
  const rest = [...args];
  const copies = (): boolean => flags.has('c') || flags.has('rcopy');
  while (rest.length > 0) {
    const word = rest.shift() as string;
    if (word === '--') {
      words.push(...rest.splice(0));
    } else if (word.startsWith('--')) {
      const [name = '', ...value] = word.slice(2).split('=');
      if (name in longNames) put(longNames[name] as string, value.length > 0 ? value.join('=') : (rest.shift() ?? ''));
      else if (name in plainLong) flags.add(plainLong[name] as string);
      else error ??= `no such option: --${name}`;
    } else if (word.startsWith('-') && word.length > 1) {
      for (let letters = word.slice(1); letters !== ''; letters = letters.slice(1)) {
        const letter = letters[0] as string;
        if (letter in valued) {
          put(letter, letters.length > 1 ? letters.slice(1) : (rest.shift() ?? ''));
          break;
        }
        if ('anbBLNSqvdPrGcpD'.includes(letter)) flags.add(letter);
        else error ??= `no such option: -${letter}`;
      }
    } else {
      words.push(word);
      if (!copies()) words.push(...rest.splice(0));
    }
  }
  const last = (name: string): string | undefined => values.get(name)?.at(-1);
  const user = last('l');
  const destination = last('dest');
  const commandTimeout = last('u');
  return {
    nodes: values.get('w') ?? [],
    exclude: [...(values.get('x') ?? []), ...(values.get('X') ?? []).map((each) => `@${each}`)],
    groups: values.get('g') ?? [],
    all: flags.has('a'),
    gather: flags.has('b') || flags.has('B'),
    gatherAll: flags.has('B'),
    byNode: flags.has('L'),
    label: !flags.has('N'),
    worst: flags.has('S') || (values.get('O') ?? []).some((each) => /^maxrc=(yes|true)$/.test(each)),
    quiet: flags.has('q'),
    noInput: flags.has('n'),
    copy: flags.has('c') ? 'to' : flags.has('rcopy') ? 'from' : undefined,
    ...(destination === undefined ? {} : { destination }),
    preserve: flags.has('p'),
    ...(user === undefined ? {} : { user }),
    // In clush's -o a % is written %% (lab.md 2, 3).
    sshOptions: (values.get('o') ?? []).map((each) => each.replaceAll('%%', '%')),
    fanout: Number(last('f') ?? 64),
    connectTimeout: Number(last('t') ?? 15),
    ...(commandTimeout === undefined || Number(commandTimeout) === 0 ? {} : { commandTimeout: Number(commandTimeout) }),
    words,
    version: flags.has('version'),
    ...(error === undefined ? {} : { error }),
  };
}
