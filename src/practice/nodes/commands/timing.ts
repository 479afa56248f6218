import { latin1FromBytes } from 'just-bash';
import { lifeAt } from '../boot/timeline.ts';
import { load } from '../disk/proc-text.ts';
import { inheritedFunctions } from '../hpc/image.ts';
import { type Programs, quotedLine } from '../shell/session.ts';

/** Milliseconds of `5`, `0.5`, `2m`; undefined for anything else. */
export function durationOf(text: string): number | undefined {
  const match = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(text);
  if (!match) return text === 'infinity' ? Number.MAX_SAFE_INTEGER : undefined;
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] || 's'] ?? 1;
  return Number(match[1]) * unit * 1000;
}

/** Waiting, and limits on it, in the machine's own time. */
export const timing: Programs = {
  sleep: async (args, context, { clock, work, signal }) => {
    if (args.length === 0) return { stderr: "sleep: missing operand\nTry 'sleep --help' for more information.\n", exitCode: 1 };
    const parts = args.map(durationOf);
    const wrong = args[parts.indexOf(undefined)];
    if (wrong !== undefined) return { stderr: `sleep: invalid time interval ‘${wrong}’\nTry 'sleep --help' for more information.\n`, exitCode: 1 };
    await work.outside(
      clock.sleep(
        parts.reduce<number>((sum, each) => sum + (each ?? 0), 0),
        context.signal ?? signal,
      ),
    );
    return {};
  },
  timeout: async (args, context, session) => {
    const words = [...args];
    let kill = false;
    let preserve = false;
    while (words[0]?.startsWith('-')) {
      const flag = words.shift() as string;
      // What is told to end here ends: nothing needs to be killed later.
      if (flag === '-k' || flag === '--kill-after') words.shift();
      else if (flag === '-s' || flag === '--signal') kill = /^(9|(SIG)?KILL)$/.test(words.shift() ?? '');
      else if (flag.startsWith('--signal=')) kill = /^(9|(SIG)?KILL)$/.test(flag.slice(9));
      else if (flag === '--preserve-status') preserve = true;
      else if (flag === '--') break;
    }
    const limit = durationOf(words.shift() ?? '');
    if (limit === undefined || words.length === 0) return { stderr: "timeout: missing operand\nTry 'timeout --help' for more information.\n", exitCode: 125 };
    const late = new AbortController();
    const ended = new AbortController();
    const outer = context.signal ?? session.signal;
    const stop = AbortSignal.any([late.signal, outer]);
    const command = session.work.inside(() =>
      (context.exec as NonNullable<typeof context.exec>)(inheritedFunctions(context.env.get('PATH')) + quotedLine(words), {
        cwd: context.cwd,
        env: { ...context.exportedEnv },
        stdin: latin1FromBytes(context.stdin),
        stdinKind: 'bytes',
        signal: stop,
      }),
    );
    const bell = session.clock.sleep(limit === 0 ? Number.MAX_SAFE_INTEGER : limit, AbortSignal.any([ended.signal, outer])).then(() => 'late' as const);
    try {
      const first = await session.work.outside(Promise.race([command, bell]));
      if (first !== 'late') return first;
    } finally {
      ended.abort();
      bell.catch(() => {});
    }
    late.abort(new Error('timed out'));
    session.endWaits();
    // just-bash hands over nothing of what was ended in the middle: programs that print as they go leave it for this.
    const rest = await session.work.outside(command.catch(() => undefined));
    return { stdout: (rest?.stdout ?? '') + session.unfinished.splice(0).join(''), stderr: rest?.stderr ?? '', exitCode: kill ? 137 : preserve ? 143 : 124 };
  },
  date: async (args, context, { clock }) => {
    const own = args.some((each) => /^(-d|--date|-r|--reference)/.test(each));
    return (context.origCommand as NonNullable<typeof context.origCommand>)(own ? [...args] : ['-d', `@${Math.floor(clock.now() / 1000)}`, ...args]);
  },
  uptime: (args, _context, { node, clock }) => {
    const now = clock.now();
    const up = Math.max(0, now - (lifeAt(node.timeline(), now)?.at ?? now)) / 1000;
    const days = Math.floor(up / 86_400);
    const hours = Math.floor((up % 86_400) / 3600);
    const minutes = Math.floor((up % 3600) / 60);
    if (args.includes('-p')) return { stdout: `up ${hours > 0 ? `${hours + days * 24} hours, ` : ''}${minutes} minutes\n` };
    if (args.includes('-s')) return { stdout: `${new Date(now - up * 1000).toISOString().replace('T', ' ').slice(0, 19)}\n` };
    const span = `${days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`}`;
    const one = load(node.timeline(), now);
    return {
      stdout: ` ${new Date(now).toISOString().slice(11, 19)} up ${span},  1 user,  load average: ${one.toFixed(2)}, ${(one * 0.7).toFixed(2)}, ${(one * 0.4).toFixed(2)}\n`,
    };
  },
};
