import { inheritedFunctions } from '../hpc/image.ts';
import { latin1FromBytes } from 'just-bash';
import { type CommandResult, type Program, type Programs, quotedLine } from '../shell/session.ts';

/** `bash` and `sh`: a script from the words, a file, or standard input (`-s`), which just-bash's own lacks. */
const shell: Program = async (args, context, session) => {
  const words = [...args];
  let fromInput = false;
  let options = '';
  while (words[0]?.startsWith('-') && words[0] !== '-') {
    const flag = words.shift() as string;
    if (flag === '--') break;
    if (flag === '--version') return { stdout: `GNU bash, version ${session.node.release.bash}(1)-release (x86_64-pc-linux-gnu)\n` };
    if (flag.startsWith('--')) continue;
    if (flag.includes('s')) fromInput = true;
    options += flag.slice(1).replace(/[sl]/g, '');
    if (flag.includes('c')) break;
  }
  const original = context.origCommand as NonNullable<typeof context.origCommand>;
  if (!fromInput && words.length > 0)
    return original([...[...options.replace('c', '')].map((each) => `-${each}`), ...(options.includes('c') ? ['-c'] : []), ...words]);
  const script = Buffer.from(latin1FromBytes(context.stdin), 'latin1').toString();
  const set = options === '' ? '' : `set -${options}\n`;
  const parameters = words.length > 0 ? `set -- ${quotedLine(words)}\n` : '';
  const { stdout, stderr, exitCode } = await session.run(`${set}${parameters}${script}`, {
    cwd: context.cwd,
    env: { ...context.exportedEnv },
    ...(context.signal ? { signal: context.signal } : {}),
  });
  return { stdout, stderr, exitCode };
};

/** Runs the rest of its words as a command. */
const passOn =
  (skip: RegExp): Program =>
  async (args, context): Promise<CommandResult> => {
    const words = [...args];
    while (skip.test(words[0] ?? '')) words.shift();
    if (words.length === 0) return { stderr: 'missing operand\n', exitCode: 125 };
    return (context.exec as NonNullable<typeof context.exec>)(inheritedFunctions(context.env.get('PATH')) + quotedLine(words), {
      cwd: context.cwd,
      env: { ...context.exportedEnv },
      stdin: latin1FromBytes(context.stdin),
      stdinKind: 'bytes',
      ...(context.signal ? { signal: context.signal } : {}),
    });
  };

/** What bash has built in and just-bash has not. */
export const shellWords: Programs = {
  bash: shell,
  sh: shell,
  dash: shell,
  umask: (args, _context, session) => {
    const [mask] = args.filter((each) => each !== '-S' && each !== '-p');
    if (mask === undefined) return { stdout: `${session.umask.toString(8).padStart(4, '0')}\n` };
    if (!/^[0-7]{1,4}$/.test(mask)) return { stderr: `bash: umask: ${mask}: invalid octal number\n`, exitCode: 1 };
    session.umask = Number.parseInt(mask, 8);
    return {};
  },
  // Traps are not kept: a script that ends in the practice cloud leaves what a trap would have cleaned up.
  trap: () => ({}),
  ulimit: (args) => ({ stdout: args.includes('-n') ? '1024\n' : 'unlimited\n' }),
  nohup: passOn(/^--$/),
  setsid: passOn(/^-[fw]+$|^--(fork|wait)$/),
  nice: passOn(/^-/),
  stdbuf: passOn(/^-/),
};
