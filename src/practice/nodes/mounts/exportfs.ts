import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';
import { type Export, exportsIn, heldOptions } from './exports.ts';
import { exportFiles } from './node-mounts.ts';

/** `exportfs -ra`: what the files say from now on; `-v` or `-s` shows what holds; `-u` takes back; `HOST:/DIR` exports one by hand. */
const exportfs: Program = async (args, _context, session) => {
  const { node, clock, user } = session;
  if (user.uid !== 0) return { stderr: 'exportfs: could not open /var/lib/nfs/.etab.lock for locking: errno 13 (Permission denied)\n', exitCode: 1 };
  const at = args.indexOf('-o');
  const options = at < 0 ? [] : (args[at + 1] ?? '').split(',');
  const flags = new Set(args.filter((each) => /^-[a-z]+$/.test(each)).flatMap((each) => [...each.slice(1)]));
  const named = args.filter((each, index) => !each.startsWith('-') && (at < 0 || index !== at + 1));
  if (flags.has('s')) return { stdout: shownExports(node.mounts.exports(clock.now)) };
  if (named.length > 0) return byHand(named, options, flags.has('u'), session);
  if (flags.has('u') && flags.has('a')) {
    node.mounts.setExports(clock.now, []);
    return {};
  }
  if (!flags.has('a') && !flags.has('r')) return { stdout: listed(node.mounts.exports(clock.now), flags.has('v')) };
  const read = exportFiles(node, clock.now).map((each) => exportsIn(each.text, each.name));
  const wrong = read.flatMap(({ warnings }) => warnings);
  const exports = read.flatMap((each) => each.exports);
  const missing = exports.filter(({ path }) => node.disk(clock.now).find(path)?.kind !== 'dir');
  const kept = flags.has('r')
    ? []
    : node.mounts.exports(clock.now).filter((old) => !exports.some((each) => each.path === old.path && each.client === old.client));
  node.mounts.setExports(clock.now, [...kept, ...exports]);
  return {
    stdout: flags.has('v') ? exports.map(({ client, path }) => `exporting ${client}:${path}\n`).join('') : '',
    stderr: [...wrong, ...missing.map(({ path }) => `exportfs: Failed to stat ${path}: No such file or directory`)].map((line) => `${line}\n`).join(''),
    exitCode: wrong.length + missing.length > 0 ? 1 : 0,
  };
};

function byHand(named: readonly string[], options: readonly string[], takesBack: boolean, { node, clock }: Session): CommandResult {
  const wanted = named.map((each): Export => {
    const cut = each.indexOf(':/');
    return { client: each.slice(0, cut) || '*', path: each.slice(cut + 1), options };
  });
  const others = node.mounts.exports(clock.now).filter((old) => !wanted.some((each) => each.path === old.path && each.client === old.client));
  node.mounts.setExports(clock.now, takesBack ? others : [...others, ...wanted]);
  return {};
}

/** The form of etab, a line an export. */
const shownExports = (exports: readonly Export[]): string =>
  exports.map(({ path, client, options }) => `${path}  ${client === '*' ? '<world>' : client}(${heldOptions(options).join(',')})\n`).join('');

const listed = (exports: readonly Export[], verbose: boolean): string =>
  exports
    .map(({ path, client, options }) => {
      const whom = client === '*' ? '<world>' : client;
      const detail = verbose ? `(${heldOptions(options).join(',')})` : '';
      return path.length > 14 ? `${path}\n\t\t${whom}${detail}\n` : `${path.padEnd(15)}\t${whom}${detail}\n`;
    })
    .join('');

/** `showmount -e [HOST]`: asks a server what it exports. */
const showmount: Program = async (args, context, { node, clock, network, work, signal }) => {
  const host = args.find((each) => !each.startsWith('-')) ?? 'localhost';
  const address = network.resolve(node, host);
  if (address === undefined) return { stderr: `clnt_create: RPC: Unknown host\n`, exitCode: 1 };
  const server = address.startsWith('127.') ? node : network.at(node, address);
  if (!server || !network.answers(node, address)) {
    await work.outside(clock.sleep(60_000, context.signal ?? signal));
    return { stderr: 'clnt_create: RPC: Unable to receive; errno = No route to host\n', exitCode: 1 };
  }
  if (!server.mounts.serves(clock.now)) return { stderr: 'clnt_create: RPC: Program not registered\n', exitCode: 1 };
  const exports = server.mounts.exports(clock.now);
  const width = Math.max(0, ...exports.map(({ path }) => path.length));
  return {
    stdout: `${args.includes('--no-headers') ? '' : `Export list for ${host}:\n`}${exports.map(({ path, client }) => `${path.padEnd(width)} ${client === '*' ? '(everyone)' : client}\n`).join('')}`,
  };
};

/** Programs of nfs-kernel-server and nfs-common. */
export const nfsPrograms: Programs = { exportfs, showmount };
