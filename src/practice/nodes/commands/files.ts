import { posix } from 'node:path';
import { randomBytes } from 'node:crypto';
import { failureWords, isFailure } from '../disk/failure.ts';
import { type CommandResult, type Program, type Programs, type Session, userOf } from '../shell/session.ts';

/** Runs something on each path, and says what failed in coreutils' form. */
async function each(command: string, paths: readonly string[], doing: (path: string) => string, run: (path: string) => Promise<void>): Promise<CommandResult> {
  let stderr = '';
  for (const path of paths) {
    try {
      await run(path);
    } catch (error) {
      if (!isFailure(error)) throw error;
      stderr += `${command}: ${doing(path)}: ${failureWords(error)}\n`;
    }
  }
  return { stderr, exitCode: stderr === '' ? 0 : 1 };
}

const idOf = (name: string, session: Session): number | undefined =>
  /^\d+$/.test(name) ? Number(name) : ({ adm: 4, sudo: 27, shadow: 42, nogroup: 65534, nobody: 65534 }[name] ?? userOf(session.node, name)?.uid);

const chown: Program = async (args, { cwd }, session) => {
  const deep = args.some((word) => /^-[a-zA-Z]*R/.test(word) || word === '--recursive');
  const [owner, ...paths] = args.filter((word) => !word.startsWith('-'));
  if (owner === undefined || paths.length === 0) return { stderr: "chown: missing operand\nTry 'chown --help' for more information.\n", exitCode: 1 };
  const [user = '', group] = owner.split(/[:.]/);
  const uid = user === '' ? undefined : idOf(user, session);
  const gid = group === undefined ? undefined : group === '' ? uid : idOf(group, session);
  if (user !== '' && uid === undefined) return { stderr: `chown: invalid user: ‘${owner}’\n`, exitCode: 1 };
  if (group !== undefined && group !== '' && gid === undefined) return { stderr: `chown: invalid group: ‘${owner}’\n`, exitCode: 1 };
  return each(
    'chown',
    paths,
    (path) => `changing ownership of '${path}'`,
    (path) => change(posix.resolve(cwd, path)),
  );

  async function change(path: string): Promise<void> {
    session.fs.chown(path, uid, gid);
    if (!deep || !(await session.fs.stat(path)).isDirectory) return;
    for (const name of await session.fs.readdir(path)) await change(posix.join(path, name));
  }
};

const chgrp: Program = (args, context, session) => {
  const flags = args.filter((word) => word.startsWith('-'));
  const [group = '', ...paths] = args.filter((word) => !word.startsWith('-'));
  return chown([...flags, `:${group}`, ...paths], context, session);
};

const mktemp: Program = async (args, { cwd }, { fs }) => {
  const folder = args.some((word) => /^-[a-z]*d/.test(word));
  const template = args.find((word) => !word.startsWith('-')) ?? '/tmp/tmp.XXXXXXXXXX';
  const name = template.replace(/X{3,}/, (marks) =>
    randomBytes(16)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, marks.length),
  );
  const path = posix.resolve(cwd, name);
  if (folder) await fs.mkdir(path);
  else await fs.writeFile(path, '');
  await fs.chmod(path, folder ? 0o700 : 0o600);
  return { stdout: `${name}\n` };
};

/** `install`: copies with a mode and an owner, or makes folders (`-d`). */
const install: Program = async (args, { cwd }, session) => {
  const { fs } = session;
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] as string;
    const match = /^-([mogt])(.*)$/.exec(word);
    if (match) {
      values.set(match[1] as string, match[2] || (args[index + 1] ?? ''));
      if (!match[2]) index += 1;
    } else if (word.startsWith('-')) for (const letter of word.replace(/^-+/, '')) flags.add(letter);
    else words.push(word);
  }
  const mode = Number.parseInt(values.get('m') ?? '755', 8);
  const finish = async (path: string): Promise<void> => {
    await fs.chmod(path, mode);
    const owner = values.get('o');
    const group = values.get('g');
    if (owner !== undefined || group !== undefined)
      fs.chown(path, owner === undefined ? undefined : idOf(owner, session), group === undefined ? undefined : idOf(group, session));
  };
  if (flags.has('d')) {
    return each(
      'install',
      words,
      (path) => `cannot create directory '${path}'`,
      async (path) => {
        await fs.mkdir(posix.resolve(cwd, path), { recursive: true });
        await finish(posix.resolve(cwd, path));
      },
    );
  }
  const target = values.get('t') ?? words.pop();
  if (target === undefined || words.length === 0) return { stderr: 'install: missing file operand\n', exitCode: 1 };
  const into = posix.resolve(cwd, target);
  if (flags.has('D')) await fs.mkdir(posix.dirname(into), { recursive: true });
  const isFolder = (await fs.exists(into)) && (await fs.stat(into)).isDirectory;
  return each(
    'install',
    words,
    (path) => `cannot stat '${path}'`,
    async (path) => {
      const place = isFolder ? posix.join(into, posix.basename(path)) : into;
      fs.writeBytes(place, path === '/dev/null' ? '' : fs.readBytes(posix.resolve(cwd, path)));
      await finish(place);
    },
  );
};

const pager: Program = (args, context) =>
  (context.exec as NonNullable<typeof context.exec>)('cat "$@"', {
    cwd: context.cwd,
    args: args.filter((word) => !word.startsWith('-')),
    stdin: String(context.stdin),
    stdinKind: 'bytes',
  });

export const fileTools: Programs = {
  chown,
  chgrp,
  mktemp,
  install,
  less: pager,
  more: pager,
  realpath: async (args, { cwd }, { fs }) => {
    const paths = args.filter((word) => !word.startsWith('-'));
    let stdout = '';
    const result = await each(
      'realpath',
      paths,
      (path) => path,
      async (path) => {
        stdout += `${await fs.realpath(posix.resolve(cwd, path))}\n`;
      },
    );
    return { ...result, stdout };
  },
  logger: () => ({}),
};
