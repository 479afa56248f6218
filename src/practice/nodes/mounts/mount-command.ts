import { posix } from 'node:path';
import { fileSystem, root } from '../disk/file-system.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';
import type { Mounting } from './file-server.ts';
import { type FstabEntry, fstabEntries } from './fstab.ts';
import { mountTable } from './mount-table.ts';
import { isRemote, splitSource } from './node-mounts.ts';
import type { MountEntry } from './state-file.ts';

/** How long mount.nfs asks again and again where nobody answers, in milliseconds of the world (`retry=2`, in minutes). */
const patience = 120_000;

const more = '       dmesg(1) may have more information after failed mount system call.\n';
const failed = (stderr: string, exitCode = 32): CommandResult => ({ stderr, exitCode });

interface Words {
  readonly names: readonly string[];
  readonly options: readonly string[];
  readonly type?: string;
  readonly flags: ReadonlySet<string>;
}

function wordsOf(args: readonly string[]): Words {
  const names: string[] = [];
  const options: string[] = [];
  const flags = new Set<string>();
  let type: string | undefined;
  const left = [...args];
  const next = (): string => left.shift() ?? '';
  while (left.length > 0) {
    const word = next();
    if (word === '-t' || word === '--types') type = next();
    else if (word.startsWith('-t')) type = word.slice(2);
    else if (word === '-o' || word === '--options') options.push(...next().split(','));
    else if (/^-o./.test(word)) options.push(...word.slice(2).split(','));
    else if (word.startsWith('--')) flags.add(word.slice(2));
    else if (word.startsWith('-')) for (const letter of word.slice(1)) flags.add(letter);
    else names.push(word);
  }
  return { names, options: options.filter((each) => each !== ''), ...(type === undefined ? {} : { type }), flags };
}

/** `mount`: shows what is mounted, or mounts; `-a` all of /etc/fstab. */
const mount: Program = async (args, { cwd, signal }, session) => {
  const { names, options, type, flags } = wordsOf(args);
  const { node, clock, user } = session;
  if (names.length === 0 && !flags.has('a') && !flags.has('all')) {
    return {
      stdout: mountTable(session)
        .map((each) => `${each.source} on ${each.target} type ${each.type} (${each.options})\n`)
        .join(''),
    };
  }
  const shown = names.at(-1) ?? '';
  if (user.uid !== 0) return failed(`mount: ${posix.resolve(cwd, shown)}: must be superuser to use mount.\n${more}`, 1);
  const tab = fstabEntries(session.fs.readBytes('/etc/fstab').toString());
  if (flags.has('a') || flags.has('all')) return mountAll(tab, session, signal);
  if (options.includes('remount')) return remount(posix.resolve(cwd, shown), options, session);
  const bind = flags.has('bind') || flags.has('B') || options.includes('bind') || options.includes('rbind');
  if (names.length === 1) {
    const place = posix.resolve(cwd, shown);
    const found = tab.find((each) => each.target === place || each.source === shown);
    if (!found) return failed(`mount: ${place}: can't find in /etc/fstab.\n`, 1);
    return one({ ...found, options: [...found.options, ...options] }, session, signal);
  }
  const [source = '', place = ''] = names;
  return one(
    {
      source: bind ? posix.resolve(cwd, source) : source,
      target: posix.resolve(cwd, place),
      type: bind ? 'none' : (type ?? (source.includes(':/') ? 'nfs' : 'auto')),
      options: bind ? ['bind', ...options] : options,
    },
    session,
    signal,
  );

  function remount(target: string, asked: readonly string[], { node: on }: Session): CommandResult {
    if (!on.mounts.entries(clock.now).some((entry) => entry.target === target))
      return failed(`mount: ${target}: mount point not mounted or bad option.\n${more}`);
    node.mounts.change(clock.now, (entries) =>
      entries.map((entry) =>
        entry.target === target
          ? {
              ...entry,
              options: [...entry.options.filter((each) => each !== 'ro' && each !== 'rw'), ...asked.filter((each) => each === 'ro' || each === 'rw')],
            }
          : entry,
      ),
    );
    return {};
  }
};

async function mountAll(tab: readonly FstabEntry[], session: Session, signal: AbortSignal | undefined): Promise<CommandResult> {
  let stderr = '';
  let bad = 0;
  for (const each of tab) {
    const there = session.node.mounts.entries(session.clock.now).some((entry) => entry.target === each.target && !entry.automount);
    if (there || each.options.includes('noauto')) continue;
    const result = await one(each, session, signal);
    stderr += result.stderr ?? '';
    if (result.exitCode) bad += 1;
  }
  return { stderr, exitCode: bad === 0 ? 0 : bad === tab.length ? 32 : 64 };
}

/** Options that mount.nfs knows, beside those of all file systems and what only systemd reads. */
const known =
  /^(rw|ro|defaults|sync|async|atime|noatime|relatime|nodiratime|exec|noexec|suid|nosuid|dev|nodev|user|nouser|auto|noauto|nofail|_netdev|bg|fg|hard|soft|softerr|intr|nointr|lock|nolock|ac|noac|cto|nocto|tcp|udp|acl|noacl|rdirplus|nordirplus|sharecache|nosharecache|resvport|noresvport|fsc|nofsc|migration|posix|x-.*|comment=.*|(vers|nfsvers|minorversion|nconnect|max_connect|rsize|wsize|timeo|retrans|retry|proto|port|mountport|mountproto|mountvers|sec|actimeo|acregmin|acregmax|acdirmin|acdirmax|lookupcache|local_lock|namlen|clientaddr|addr|notls|nonotls)(=.*)?)$/;

/** Mounts one file system. */
async function one(asked: FstabEntry, session: Session, signal: AbortSignal = session.signal): Promise<CommandResult> {
  const { node, clock, fs } = session;
  const { source, target, options } = asked;
  const type = asked.options.includes('bind') ? 'none' : asked.type;
  const entry: MountEntry = { source, target, type, options: options.filter((each) => each !== 'defaults') };
  const helper = isRemote(type) ? `/sbin/mount.${type}` : undefined;
  if (helper !== undefined && !(await fs.exists(helper))) {
    return failed(`mount: ${target}: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.\n${more}`);
  }
  if (!isRemote(type) && type !== 'none' && type !== 'tmpfs') {
    return failed(
      `mount: ${target}: ${(await fs.exists(source)) ? 'wrong fs type, bad option, bad superblock on' : 'special device'} ${source}${(await fs.exists(source)) ? ', missing codepage or helper program, or other error' : ' does not exist'}.\n${more}`,
    );
  }
  const program = `mount.${type === 'nfs' && !/3/.test(options.find((each) => /^(nfs)?vers=/.test(each)) ?? '') ? 'nfs4' : type}`;
  if (!node.mounts.points(clock.now).some((each) => each.target === target) && !(await isFolder(session, target))) {
    if (isRemote(type)) return failed(`${type === 'nfs4' ? 'mount.nfs4' : `mount.${type}`}: mount point ${target} does not exist\n`);
    return failed(`mount: ${target}: mount point does not exist.\n${more}`);
  }
  if (type === 'none' && !(await isFolder(session, source))) return failed(`mount: ${target}: special device ${source} does not exist.\n${more}`);
  const there = node.mounts.entries(clock.now).filter((each) => each.target === target);
  if (isRemote(type)) {
    const wrong = options.find((option) => !known.test(option));
    if (wrong !== undefined) return failed(`mount.nfs: an incorrect mount option was specified for ${target}\n`);
    if (there.some((each) => each.source === source && !each.automount)) return failed(`${program}: ${target} is busy or already mounted or sharecache fail\n`);
    return remote(entry, program, session, signal);
  }
  if (there.some((each) => each.source === source && !each.automount)) return failed(`mount: ${target}: ${source} already mounted on ${target}.\n${more}`);
  node.mounts.change(clock.now, (entries) => [...entries.filter((each) => !(each.automount && each.target === target)), entry]);
  return {};
}

async function isFolder({ fs }: Session, path: string): Promise<boolean> {
  return (await fs.exists(path)) && (await fs.stat(path)).isDirectory;
}

/** What a drill has in wait for the first mount: somebody wrote the server's export anew. */
async function changedBefore(host: string, { node, network, clock, work }: Session): Promise<void> {
  const address = network.resolve(node, host);
  const server = address === undefined ? undefined : network.at(node, address);
  if (!server?.mounts.serves(clock.now)) return;
  const line = await work.outside(network.mounting(node));
  if (line === undefined) return;
  const files = fileSystem(server.disk(clock.now), { identity: root, umask: () => 0o022, console: () => {} });
  for (const name of files.namesIn('/etc/exports.d')) files.writeBytes(`/etc/exports.d/${name}`, `${line}\n`);
  server.mounts.serve(clock.now, true);
}

async function remote(entry: MountEntry, program: string, session: Session, signal: AbortSignal): Promise<CommandResult> {
  const { node, clock, work } = session;
  const { host } = splitSource(entry.source);
  if (host === '') return failed(`mount.nfs: remote share not in 'host:dir' format\n`);
  const until = clock.now() + (entry.options.includes('retry=0') ? 1 : patience);
  await changedBefore(host, session);
  for (;;) {
    const answer: Mounting | undefined = node.mounts.ask(entry, clock.now);
    if (!answer) return failed(`${program}: Failed to resolve server ${host}: Name or service not known\n`);
    if (answer.is === 'mounted') {
      const { address, id, shownAs } = answer.files;
      node.mounts.change(clock.now, (entries) => [
        ...entries.filter((each) => !(each.automount && each.target === entry.target)),
        { ...entry, ...shownAs, address, id, ...(entries.some((each) => each.automount && each.target === entry.target) ? { autofs: true as const } : {}) },
      ]);
      return {};
    }
    if (answer.is === 'refused') {
      await work.outside(clock.sleep(40, signal));
      if (answer.said !== undefined) return failed(answer.said);
      switch (answer.why) {
        case 'access denied':
          return failed(`${program}: access denied by server while mounting ${entry.source}\n`);
        case 'no such path':
          return failed(`${program}: mounting ${entry.source} failed, reason given by server: No such file or directory\n`);
        case 'operation not permitted':
          return failed(`${program}: Operation not permitted for ${entry.source} on ${entry.target}\n`);
        case 'not supported':
          return failed(`${program}: Protocol not supported for ${entry.source} on ${entry.target}\n`);
        default:
          return answer.why satisfies never;
      }
    }
    if (clock.now() >= until)
      return failed(`${program}: ${answer.is === 'silent' ? 'Connection timed out' : 'Connection refused'} for ${entry.source} on ${entry.target}\n`);
    await work.outside(clock.sleep(Math.min(10_000, until - clock.now()), signal));
  }
}

export const mountProgram: Programs = { mount };
