/** What is to be known of a terminal before something is drawn on it. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  /** Both ends are a terminal: questions can be asked. */
  readonly interactive: boolean;
  /** It can place the cursor: screens can be drawn. False for `TERM=dumb`. */
  readonly draws: boolean;
  readonly colour: boolean;
  /** It shows characters outside ASCII. */
  readonly unicode: boolean;
  /** The console of Windows before Windows Terminal: it has characters outside ASCII, but few. */
  readonly oldConsole: boolean;
  /** Things may move on their own: not for a screen reader, a recording of a CI run, or a person who asked for reduced motion. */
  readonly motion: boolean;
  readonly screenReader: boolean;
  /** It turns OSC 8 into links. */
  readonly hyperlinks: boolean;
  /** How it calls a person who looks elsewhere. */
  readonly notifies: 'osc9' | 'osc777' | 'bell' | 'not';
  /** What stands between the program and the terminal and needs sequences wrapped. */
  readonly multiplexer: 'tmux' | 'screen' | undefined;
}

/** Words of the command line that decide about the terminal. */
export interface TerminalFlags {
  readonly plain?: boolean;
  readonly screenReader?: boolean;
  readonly ascii?: boolean;
  readonly color?: boolean;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface TerminalSources {
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags?: TerminalFlags;
  /** As Node names it. */
  readonly platform?: string;
}

/** The terminal as one value, from its streams, the environment and the flags. Reads nothing else. */
export function terminalOf({ stdin, stdout, env, flags = {}, platform }: TerminalSources): Terminal {
  const interactive = stdin.isTTY === true && stdout.isTTY === true;
  const dumb = env['TERM'] === 'dumb';
  const screenReader = flags.screenReader === true || isOn(env['INK_SCREEN_READER']);
  return {
    columns: stdout.columns ?? 80,
    rows: stdout.rows ?? 24,
    interactive,
    draws: interactive && !dumb && !screenReader && flags.plain !== true,
    colour: flags.color !== false && !dumb && !env['NO_COLOR'] && env['FORCE_COLOR'] !== '0' && stdout.isTTY === true,
    unicode: flags.ascii !== true && hasUnicode(env),
    // Terminals of today say who they are, on Windows, too.
    oldConsole: platform === 'win32' && !env['WT_SESSION'] && !env['TERM_PROGRAM'] && !env['TERM'] && !env['ConEmuANSI'],
    motion: interactive && !dumb && !screenReader && !env['CI'] && !isOn(env['RANK0_REDUCED_MOTION']),
    screenReader,
    hyperlinks: interactive && !dumb && hasHyperlinks(env),
    notifies: !interactive || isOn(env['RANK0_QUIET']) ? 'not' : dumb || screenReader ? 'bell' : hasOsc9(env) ? 'osc9' : 'osc777',
    multiplexer: env['TMUX'] ? 'tmux' : env['STY'] || env['TERM']?.startsWith('screen') ? 'screen' : undefined,
  };
}

/** The locale that holds, by POSIX's order. A terminal without a locale is taken as one of today, the Linux console is not. */
function hasUnicode(env: TerminalSources['env']): boolean {
  if (env['TERM'] === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return !locale || /utf-?8/i.test(locale);
}

/** Terminals that say who they are and are known to make links (terminfo.dev, OSC 8). */
function hasHyperlinks(env: TerminalSources['env']): boolean {
  if (env['FORCE_HYPERLINK']) return env['FORCE_HYPERLINK'] !== '0';
  if (env['TMUX'] || env['STY']) return false;
  return Boolean(env['WT_SESSION'] || env['VTE_VERSION'] || env['KITTY_WINDOW_ID']) || /^(iTerm\.app|WezTerm|vscode|ghostty)$/i.test(env['TERM_PROGRAM'] ?? '');
}

/** Terminals that show OSC 9 as a notification; Windows Terminal takes it for another thing and is left with the bell. */
const hasOsc9 = (env: TerminalSources['env']): boolean => Boolean(env['KITTY_WINDOW_ID']) || /^(iTerm\.app|WezTerm|ghostty)$/i.test(env['TERM_PROGRAM'] ?? '');

const isOn = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== '0' && value !== 'false';
