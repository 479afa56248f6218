import { fetchText, nothingText, planText, setUpText, unpackText, updateText } from '../boot/apt-text.ts';
import { archive, type Package, withNeeds } from '../boot/packages.ts';
import { seconds, takenOutBy } from '../boot/packages-stage.ts';
import { nextChange } from '../boot/timeline.ts';
import { packageFiles, packageList } from '../disk/passing-files.ts';
import { hasOutbound } from '../record.ts';
import { asksQuestions, installFile, knowsFeed, readFeeds } from './feeds.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';

const infoFolder = '/var/lib/dpkg/info';

/** Names of the packages that are installed beside those of the image. */
export async function installedPackages({ fs }: Session): Promise<readonly string[]> {
  return (await fs.readdir(infoFolder)).flatMap((name) => (name.endsWith('.list') ? [name.slice(0, -5)] : []));
}

/** `apt-get` (and `apt`): update, upgrade, install, remove. Needs root and a way to the internet, and waits its turn. */
const apt: Program = async (args, context, session) => {
  const words = args.filter((each, index) => !each.startsWith('-') && args[index - 1] !== '-o' && args[index - 1] !== '-t');
  const [command, ...names] = words;
  const signal = context.signal ?? session.signal;
  if (command === undefined || command === 'help') return { stdout: 'apt 2.7.14 (amd64)\nUsage: apt-get [options] command\n' };
  if (command === 'list') return listed(args, session);
  if (!['update', 'upgrade', 'dist-upgrade', 'full-upgrade', 'install', 'remove', 'purge', 'autoremove', 'clean'].includes(command))
    return { stderr: `E: Invalid operation ${command}\n`, exitCode: 100 };
  const lock = command === 'update' ? '/var/lib/apt/lists/lock' : '/var/lib/dpkg/lock-frontend';
  if (session.user.uid !== 0) {
    return {
      stderr: `E: Could not open lock file ${lock} - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (${lock}), are you root?\n`,
      exitCode: 100,
    };
  }
  const patience = Number(args.map((each) => /DPkg::Lock::Timeout=(-?\d+)/i.exec(each)?.[1]).find((each) => each !== undefined) ?? 0);
  if (!(await myTurn(session, patience < 0 ? Number.POSITIVE_INFINITY : patience, signal))) {
    return {
      stderr: `E: Could not get lock ${lock}. It is held by process 1423 (apt-get)\nN: Be aware that removing the lock file is not a solution and may break your system.\nE: Unable to acquire the dpkg frontend lock (${lock}), is another process using it?\n`,
      exitCode: 100,
    };
  }
  switch (command) {
    case 'update':
      return update(session, signal);
    case 'install':
      return install(names, session, signal, { only: args.includes('--simulate') || args.includes('-s'), env: context.env });
    case 'remove':
    case 'purge':
      return remove(names, session);
    default:
      return { stdout: `${nothingText}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n` };
  }
};

/** Waits while cloud-init's own apt is at work, so many seconds at most. */
async function myTurn({ node, clock, work }: Session, patience: number, signal: AbortSignal): Promise<boolean> {
  const until = clock.now() + patience * 1000;
  for (;;) {
    const now = clock.now();
    const run = node.timeline().aptRuns.find(({ from, to }) => from <= now && now < to);
    if (!run) return true;
    if (now >= until) return false;
    await work.outside(clock.sleep(Math.max(1, Math.min(nextChange(node.timeline(), now) ?? now + 1000, run.to, until) - now), signal));
    await node.settle(clock.now());
  }
}

async function update({ node, clock, work, fs }: Session, signal: AbortSignal): Promise<CommandResult> {
  const online = hasOutbound(node.record(), clock.now());
  await work.outside(clock.sleep(online ? 7000 : 60_000, signal));
  if (online) await readFeeds(fs);
  return { stdout: updateText(node.release, online) };
}

interface InstallHow {
  /** Nothing is done, only told. */
  readonly only: boolean;
  readonly env: ReadonlyMap<string, string>;
}

async function install(names: readonly string[], session: Session, signal: AbortSignal, { only, env }: InstallHow): Promise<CommandResult> {
  const { node, clock, work, fs } = session;
  const files = names.filter((name) => name.includes('/'));
  if (files.length > 0) return installFile(files, session);
  const all = archive(node.release);
  const plain = names.map((name) => name.replace(/[=/:].*$/, ''));
  const unknown = plain.filter((name) => !all.has(name) || !knowsFeed(session, all.get(name)?.feed));
  if (unknown.length > 0) return { stdout: nothingText, stderr: unknown.map((name) => `E: Unable to locate package ${name}\n`).join(''), exitCode: 100 };
  const has = await installedPackages(session);
  const packages = withNeeds(all, plain, (name) => has.includes(name));
  const there = plain.filter((name) => has.includes(name)).map((name) => `${name} is already the newest version (${all.get(name)?.version}).\n`);
  if (packages.length === 0) return { stdout: `${nothingText}${there.join('')}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n` };
  const lost = takenOutBy(node.release, packages).filter((name) => has.includes(name));
  let stdout = planText(packages, lost);
  if (only) return { stdout };
  if (!hasOutbound(node.record(), clock.now())) {
    await work.outside(clock.sleep(60_000, signal));
    const errors = packages.map(
      (each) =>
        `E: Failed to fetch http://azure.archive.ubuntu.com/ubuntu/pool/${each.name}_${each.version}_amd64.deb  Could not connect to azure.archive.ubuntu.com:80 (52.252.163.49), connection timed out\n`,
    );
    return { stdout, stderr: `${errors.join('')}E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`, exitCode: 100 };
  }
  if (packages.some(({ name }) => name === 'aznfs') && asksQuestions(env)) {
    // Its dialog about updates waits for a key that nobody presses.
    await work.outside(clock.sleep(3600_000, signal));
    return { stdout, stderr: 'Preconfiguring packages ...\nNewt dialog of aznfs: no answer for an hour, given up\n', exitCode: 100 };
  }
  stdout += packages.map((each, index) => fetchText(node.release, each, index + 1)).join('') + packages.map(unpackText).join('');
  for (const each of packages) {
    await work.outside(clock.sleep(seconds(node.vmId, `by hand ${each.name}`, plain.includes(each.name) ? 6 : 1, plain.includes(each.name) ? 14 : 4), signal));
    await putFiles(each, session);
    // Debian's packages start their servers.
    if (each.name === 'nfs-kernel-server') node.mounts.serve(clock.now, true);
    stdout += setUpText(each);
  }
  if (lost.length > 0) stdout += (await remove(lost, session)).stdout ?? '';
  await fs.utimes(infoFolder, new Date(clock.now()), new Date(clock.now()));
  session.programsChanged();
  return { stdout };
}

async function putFiles(each: Package, { fs, node }: Session): Promise<void> {
  for (const [path, entry] of packageFiles(each.name, each.programs, node.release)) {
    if (await fs.exists(path)) continue;
    await fs.mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    if (entry.kind === 'dir') await fs.mkdir(path);
    else if (entry.kind === 'link') await fs.symlink(entry.target, path);
    else {
      await fs.writeFile(path, entry.content());
      await fs.chmod(path, entry.mode);
    }
  }
  // Last, because it is what says that the package is installed.
  await fs.writeFile(`${infoFolder}/${each.name}.list`, packageList(each.programs));
}

async function remove(names: readonly string[], session: Session): Promise<CommandResult> {
  const { fs, node } = session;
  const has = await installedPackages(session);
  const gone = names.filter((name) => has.includes(name));
  for (const name of gone) {
    await fs.rm(`${infoFolder}/${name}.list`);
    for (const program of archive(node.release).get(name)?.programs ?? []) await fs.rm(`/usr/bin/${program}`, { force: true });
  }
  session.programsChanged();
  return {
    stdout: `${nothingText}${gone.map((name) => `Removing ${name} ...\n`).join('')}0 upgraded, 0 newly installed, ${gone.length} to remove and 0 not upgraded.\n`,
  };
}

async function listed(args: readonly string[], session: Session): Promise<CommandResult> {
  const has = await installedPackages(session);
  const all = archive(session.node.release);
  const names = args.includes('--installed') ? has : [...all.keys()];
  return {
    stdout: `Listing...\n${names.map((name) => `${name}/${session.node.release.codename} ${all.get(name)?.version ?? ''} amd64${has.includes(name) ? ' [installed]' : ''}\n`).join('')}`,
  };
}

const dpkg: Program = async (args, _context, session) => {
  const has = await installedPackages(session);
  const all = archive(session.node.release);
  const [flag, ...names] = args;
  if (flag === '-i' || flag === '--install') return installFile(names, session);
  if (flag === '-s' || flag === '--status') {
    const missing = names.find((name) => !has.includes(name));
    if (missing !== undefined) return { stderr: `dpkg-query: package '${missing}' is not installed and no information is available\n`, exitCode: 1 };
    return {
      stdout: names
        .map((name) => `Package: ${name}\nStatus: install ok installed\nVersion: ${all.get(name)?.version ?? ''}\nDescription: ${all.get(name)?.about ?? ''}\n`)
        .join('\n'),
    };
  }
  if (flag === '-L' || flag === '--listfiles')
    return { stdout: names.flatMap((name) => (has.includes(name) ? [packageList(all.get(name)?.programs ?? [])] : [])).join('') };
  const wanted =
    names.length === 0
      ? has
      : has.filter((name) => names.some((pattern) => new RegExp(`^${pattern.replaceAll('+', '\\+').replaceAll('*', '.*')}$`).test(name)));
  if (wanted.length === 0) return { stderr: `dpkg-query: no packages found matching ${names.join(' ')}\n`, exitCode: 1 };
  const rows = wanted.map((name) => `ii  ${name.padEnd(20)} ${(all.get(name)?.version ?? '').padEnd(18)} amd64        ${all.get(name)?.about ?? ''}\n`);
  return {
    stdout: `||/ Name                 Version            Architecture Description\n+++-====================-==================-============-===========\n${rows.join('')}`,
  };
};

const query: Program = async (args, context, session) => {
  if (!args.includes('-W') && !args.includes('--show')) return dpkg(args, context, session);
  const has = await installedPackages(session);
  const all = archive(session.node.release);
  const names = args.filter((each) => !each.startsWith('-'));
  const missing = names.filter((name) => !has.includes(name));
  const format = args.find((each) => /^(-f=?|--showformat=)/.test(each))?.replace(/^(-f=?|--showformat=)/, '') ?? '';
  const fields = (name: string): Readonly<Record<string, string>> => ({
    Package: name,
    Version: all.get(name)?.version ?? '',
    Status: 'install ok installed',
    'db:Status-Status': 'installed',
  });
  const line = (name: string): string => {
    if (format === '') return `${name}\t${all.get(name)?.version ?? ''}\n`;
    return format
      .replace(/\$\{([^}]+)\}/g, (_, field: string) => fields(name)[field] ?? '')
      .replaceAll('\\n', '\n')
      .replaceAll('\\t', '\t');
  };
  return {
    stdout: names
      .filter((name) => has.includes(name))
      .map(line)
      .join(''),
    stderr: missing.map((name) => `dpkg-query: no packages found matching ${name}\n`).join(''),
    exitCode: missing.length > 0 ? 1 : 0,
  };
};

export const packageTools: Programs = { 'apt-get': apt, apt, 'apt-cache': (args, _context, session) => listed(args, session), dpkg, 'dpkg-query': query };
