/** A value that a rank prints: known only when it runs. */
export type Value =
  | { readonly is: 'rank' | 'size' | 'host' | 'length' }
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'number'; readonly number: number };

/** What a recognised program does, one thing after the other. */
export type Action =
  | { readonly does: 'print'; readonly to: 'stdout' | 'stderr'; readonly format: string; readonly values: readonly Value[] }
  | { readonly does: 'sleep'; readonly seconds: Value };

export interface Program {
  readonly actions: readonly Action[];
}

/** Why a source was not understood; `line` counts from 1. */
export interface NotUnderstood {
  readonly line: number;
  readonly why: string;
}

/**
 * Reads a hello-world program by its structure: mpi.h, MPI_Init, rank, size, a host name, lines printed, MPI_Finalize. The practice
 * cloud has no C compiler, so whatever else a source does is not understood, and that is said.
 */
export function readProgram(source: string): { readonly program: Program } | NotUnderstood {
  const text = withoutComments(source);
  if (!/^\s*#\s*include\s*[<"]mpi\.h[>"]/m.test(text)) return { line: 1, why: 'it does not include <mpi.h>' };
  const main = /\bint\s+main\s*\([^)]*\)\s*\{/.exec(text);
  if (!main) return { line: 1, why: 'it has no main function' };
  const from = main.index + main[0].length;
  const to = text.lastIndexOf('}');
  if (to < from) return { line: lineAt(text, text.length), why: 'expected declaration or statement at end of input' };
  const names = new Map<string, Value>();
  const actions: Action[] = [];
  const called = new Set<string>();
  for (const { statement, at } of statementsIn(text.slice(from, to))) {
    const why = understand(statement, names, actions, called);
    if (why !== undefined) return { line: lineAt(text, from + at), why };
  }
  for (const call of ['MPI_Init', 'MPI_Comm_rank', 'MPI_Comm_size', 'MPI_Finalize']) {
    if (!called.has(call) && !(call === 'MPI_Init' && called.has('MPI_Init_thread'))) return { line: 1, why: `it does not call ${call}` };
  }
  return { program: { actions } };
}

function withoutComments(source: string): string {
  return source.replace(/"(?:\\.|[^"\\])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (found) => (found.startsWith('"') ? found : found.replace(/[^\n]/g, ' ')));
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

function* statementsIn(body: string): Generator<{ statement: string; at: number }> {
  let start = 0;
  for (const match of body.matchAll(/"(?:\\.|[^"\\])*"|;/g)) {
    if (match[0] !== ';') continue;
    const raw = body.slice(start, match.index);
    yield { statement: raw.trim(), at: start + (raw.length - raw.trimStart().length) };
    start = match.index + 1;
  }
  const rest = body.slice(start);
  if (rest.trim() !== '') yield { statement: rest.trim(), at: start + (rest.length - rest.trimStart().length) };
}

/** Takes a statement in; answers what is not understood of it. */
function understand(statement: string, names: Map<string, Value>, actions: Action[], called: Set<string>): string | undefined {
  if (statement === '' || /^return\b/.test(statement)) return undefined;
  if (/^(static\s+|const\s+|unsigned\s+)*(int|char|long|size_t)\b/.test(statement)) return declare(statement, names);
  const call = /^(?:\(void\)\s*)?([A-Za-z_]\w*)\s*\(([\s\S]*)\)$/.exec(statement);
  if (!call) return `“${short(statement)}” is more than a hello-world program`;
  const [, name = '', list = ''] = call;
  const words = argumentsIn(list);
  called.add(name);
  switch (name) {
    case 'MPI_Init':
    case 'MPI_Init_thread':
    case 'MPI_Finalize':
    case 'MPI_Barrier':
    case 'fflush':
    case 'setvbuf':
    case 'setbuf':
    case 'memset':
      return undefined;
    case 'MPI_Comm_rank':
    case 'MPI_Comm_size': {
      const target = /^&\s*(\w+)$/.exec(words[1] ?? '')?.[1];
      if (words[0] !== 'MPI_COMM_WORLD' || target === undefined) return `“${short(statement)}” is not understood`;
      names.set(target, { is: name === 'MPI_Comm_rank' ? 'rank' : 'size' });
      return undefined;
    }
    case 'gethostname':
    case 'MPI_Get_processor_name': {
      names.set(words[0] ?? '', { is: 'host' });
      const length = /^&\s*(\w+)$/.exec(words[1] ?? '')?.[1];
      if (length !== undefined) names.set(length, { is: 'length' });
      return undefined;
    }
    case 'sleep': {
      const seconds = valueIn(words[0] ?? '', names);
      if (seconds) actions.push({ does: 'sleep', seconds });
      return seconds ? undefined : `“${short(statement)}” is not understood`;
    }
    case 'puts':
      return print('stdout', [`${words[0]}"\\n"`], names, actions, statement);
    case 'printf':
      return print('stdout', words, names, actions, statement);
    case 'fprintf':
      if (words[0] !== 'stdout' && words[0] !== 'stderr') return `“${short(statement)}” is not understood`;
      return print(words[0], words.slice(1), names, actions, statement);
    default:
      return `it calls ${name}`;
  }
}

function declare(statement: string, names: Map<string, Value>): string | undefined {
  for (const part of argumentsIn(statement.replace(/^(static\s+|const\s+|unsigned\s+)*(int|char|long|size_t)\s*/, ''))) {
    const match = /^\**\s*(\w+)\s*(?:\[[^\]]*\])?\s*(?:=\s*([\s\S]+))?$/.exec(part);
    if (!match) return `“${short(part)}” is not understood`;
    const [, name = '', start] = match;
    const value = start === undefined ? undefined : (valueIn(start.trim(), names) ?? (/^\{/.test(start) ? ({ is: 'text', text: '' } as const) : undefined));
    if (start !== undefined && !value) return `“${short(part)}” is more than a hello-world program`;
    names.set(name, value ?? { is: 'number', number: 0 });
  }
  return undefined;
}

function print(
  to: 'stdout' | 'stderr',
  [format = '', ...values]: readonly string[],
  names: ReadonlyMap<string, Value>,
  actions: Action[],
  statement: string,
): string | undefined {
  const text = stringOf(format);
  if (text === undefined) return `“${short(statement)}” is not understood`;
  const read = values.map((word) => valueIn(word, names));
  const unknown = values[read.indexOf(undefined)];
  if (unknown !== undefined) return `it prints “${short(unknown)}”`;
  if ((text.match(/%(?!%)[-+ #0-9.]*[a-z]+/gi)?.length ?? 0) > read.length) return `“${short(statement)}” prints more values than it is given`;
  actions.push({ does: 'print', to, format: text, values: read as Value[] });
  return undefined;
}

function valueIn(word: string, names: ReadonlyMap<string, Value>): Value | undefined {
  if (/^-?\d+$/.test(word)) return { is: 'number', number: Number(word) };
  const text = stringOf(word);
  if (text !== undefined) return { is: 'text', text };
  return names.get(word);
}

/** The text of one or more string literals beside each other. */
function stringOf(word: string): string | undefined {
  if (!/^("(\\.|[^"\\])*"\s*)+$/.test(word)) return undefined;
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'", '0': '\0', a: '\x07' };
  return [...word.matchAll(/"((?:\\.|[^"\\])*)"/g)].map((match) => (match[1] as string).replace(/\\(.)/g, (_, each: string) => escapes[each] ?? each)).join('');
}

/** Splits at commas that are neither in a string nor in brackets. */
function argumentsIn(list: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const [piece] of list.matchAll(/"(?:\\.|[^"\\])*"|[\s\S]/g)) {
    if ('([{'.includes(piece)) depth += 1;
    if (')]}'.includes(piece)) depth -= 1;
    if (piece === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 50 ? `${line.slice(0, 50)}…` : line;
};

/** printf, so far as the values need it. */
export function formatted(format: string, values: readonly (string | number)[]): string {
  let next = 0;
  return format.replace(/%(%|([-+ 0#]*)(\d*)(?:\.\d+)?(?:hh|h|ll|l|z)?([diuscxf]))/g, (_, all: string, flags = '', width = '', kind = 's') => {
    if (all === '%') return '%';
    const value = values[next] ?? '';
    next += 1;
    const text = kind === 'x' ? Number(value).toString(16) : String(value);
    const length = Number(width || 0);
    return flags.includes('-') ? text.padEnd(length) : text.padStart(length, flags.includes('0') && kind !== 's' ? '0' : ' ');
  });
}
