import { latin1FromBytes } from 'just-bash';
import { type Programs, quotedLine, userOf } from '../shell/session.ts';

/** Flags of sudo with a value of their own. */
const valued = /^-(u|g|p|C|D|h|R|T|U)$|^--(user|group|prompt|chdir|host)$/;

/** What sudo keeps of the caller's environment, and sets. */
const securePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';

/** The way to be root: the admin user needs no password, as on Azure's images. */
export const sudo: Programs = {
  sudo: async (args, context, session) => {
    const words = [...args];
    let name = 'root';
    let login = false;
    let home = false;
    while (words[0]?.startsWith('-')) {
      const flag = words.shift() as string;
      if (flag === '--') break;
      if (/^-u./.test(flag)) name = flag.slice(2);
      else if (flag.startsWith('--user=')) name = flag.slice(7);
      else if (valued.test(flag)) {
        const value = words.shift() ?? '';
        if (flag === '-u' || flag === '--user') name = value;
      } else if (/^-[a-zA-Z]*[is]/.test(flag)) login = true;
      else if (flag === '-H') home = true;
      else if (flag === '-l' || flag === '--list')
        return { stdout: `User ${session.user.name} may run the following commands on ${session.node.spec().computerName}:\n    (ALL) NOPASSWD: ALL\n` };
      else if (flag === '-V' || flag === '--version') return { stdout: 'Sudo version 1.9.15p5\n' };
    }
    const env: Record<string, string> = {};
    while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
      const [variable = '', ...value] = (words.shift() as string).split('=');
      env[variable] = value.join('=');
    }
    const user = userOf(session.node, name);
    if (!user) return { stderr: `sudo: unknown user ${name}\nsudo: error initializing audit plugin sudoers_audit\n`, exitCode: 1 };
    if (words.length === 0 && !login)
      return { stderr: 'usage: sudo -h | -K | -k | -V\nusage: sudo [-AbEHknPS] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n', exitCode: 1 };
    const other = session.become(user);
    const [command = ''] = words;
    if (command !== '' && !login && !(await found(command, other.fs.exists, context.cwd)))
      return { stderr: `sudo: ${command}: command not found\n`, exitCode: 1 };
    const { stdout, stderr, exitCode } = await other.run(words.length === 0 ? 'true' : quotedLine(words), {
      cwd: login ? user.home : context.cwd,
      env: { PATH: securePath, SUDO_USER: session.user.name, SUDO_COMMAND: words.join(' '), ...(home || login ? { HOME: user.home } : {}), ...env },
      stdin: Buffer.from(latin1FromBytes(context.stdin), 'latin1'),
      ...(context.signal ? { signal: context.signal } : {}),
    });
    return { stdout, stderr, exitCode };
  },
};

async function found(command: string, exists: (path: string) => Promise<boolean>, cwd: string): Promise<boolean> {
  if (command.includes('/')) return exists(command.startsWith('/') ? command : `${cwd}/${command}`);
  for (const folder of securePath.split(':')) if (await exists(`${folder}/${command}`)) return true;
  return false;
}
