import type { CommandResult, Session } from '../shell/session.ts';
import { fstabEntries } from './fstab.ts';

/** A unit of systemd that has to do with mounts. */
export interface FilesUnit {
  readonly name: string;
  readonly about: string;
  readonly state: 'active' | 'inactive';
  readonly sub: string;
  readonly enabled: 'enabled' | 'static' | 'generated';
}

/** `/srv/data` → `srv-data` */
const unitName = (target: string): string => target.slice(1).replaceAll('-', '\\x2d').replaceAll('/', '-');

/** The server, what it needs, and each entry of /etc/fstab; undefined where there is no unit of that name. */
export function filesUnit(name: string, session: Session): FilesUnit | undefined {
  const { node, clock } = session;
  const has = (packageName: string): boolean => node.disk(clock.now).find(`/var/lib/dpkg/info/${packageName}.list`) !== undefined;
  const plain = name.replace(/\.service$/, '');
  if (plain === 'nfs-kernel-server' || plain === 'nfs-server') {
    if (!has('nfs-kernel-server')) return undefined;
    const runs = node.mounts.serves(clock.now);
    return {
      name: 'nfs-server.service',
      about: 'NFS server and services',
      state: runs ? 'active' : 'inactive',
      sub: runs ? 'exited' : 'dead',
      enabled: 'enabled',
    };
  }
  if (plain === 'rpcbind')
    return has('rpcbind') || has('nfs-common')
      ? { name: 'rpcbind.service', about: 'RPC bind portmap service', state: 'active', sub: 'running', enabled: 'enabled' }
      : undefined;
  if (name === 'remote-fs.target') return { name, about: 'Remote File Systems', state: 'active', sub: 'active', enabled: 'enabled' };
  const [, path, kind] = /^(.+)\.(mount|automount)$/.exec(name) ?? [];
  if (path === undefined) return undefined;
  const entry = node.mounts.entries(clock.now).findLast(({ target }) => unitName(target) === path);
  const inTab = fstabEntries(session.fs.readBytes('/etc/fstab').toString()).find(({ target }) => unitName(target) === path);
  const target = entry?.target ?? inTab?.target;
  if (target === undefined) return undefined;
  if (kind === 'automount') {
    if (!inTab?.options.includes('x-systemd.automount') && !entry?.automount && !entry?.autofs) return undefined;
    const waits = entry?.automount || entry?.autofs;
    return { name, about: target, state: waits ? 'active' : 'inactive', sub: entry?.automount ? 'waiting' : waits ? 'running' : 'dead', enabled: 'generated' };
  }
  const mounted = entry !== undefined && !entry.automount;
  return { name, about: target, state: mounted ? 'active' : 'inactive', sub: mounted ? 'mounted' : 'dead', enabled: 'generated' };
}

/** Carries a verb out on a unit of these. Undefined where it is none of them, or the verb is another's. */
export async function changeUnit(verb: string, name: string, session: Session): Promise<CommandResult | undefined> {
  const unit = filesUnit(name, session);
  if (!unit) return undefined;
  const { node, clock } = session;
  const begins = verb === 'start' || verb === 'restart' || verb === 'reload' || verb === 'enable-now' || verb === 'try-restart';
  if (unit.name === 'nfs-server.service') {
    if (begins) node.mounts.serve(clock.now, true);
    if (verb === 'stop' || verb === 'disable-now' || verb === 'mask') node.mounts.serve(clock.now, false);
    return {};
  }
  const tab = fstabEntries(session.fs.readBytes('/etc/fstab').toString());
  if (unit.name === 'remote-fs.target') {
    if (!begins) return {};
    for (const { target, options } of tab)
      if (options.includes('_netdev') && options.includes('x-systemd.automount')) await changeUnit('start', `${unitName(target)}.automount`, session);
    return {};
  }
  const entry = tab.find(({ target }) => unitName(target) === unit.name.replace(/\.(auto)?mount$/, ''));
  const there = node.mounts.entries(clock.now).filter(({ target }) => target === (entry?.target ?? unit.about));
  if (unit.name.endsWith('.automount')) {
    if (begins && there.length > 0)
      return there.some((each) => each.automount || each.autofs) ? {} : { stderr: `Job failed. See "journalctl -xe" for details.\n`, exitCode: 1 };
    if (begins && entry) node.mounts.change(clock.now, (entries) => [...entries, { ...entry, automount: true }]);
    if (verb === 'stop') node.mounts.change(clock.now, (entries) => entries.filter((each) => !((each.automount || each.autofs) && each.target === unit.about)));
    return {};
  }
  if (begins && there.some((each) => !each.automount)) return {};
  const { exitCode, stderr } = await session.run(begins ? `mount ${unit.about}` : `umount ${unit.about}`);
  if (exitCode === 0) return {};
  return {
    stderr: `Job for ${unit.name} failed.\nSee "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.\n${stderr === '' ? '' : ''}`,
    exitCode: 1,
  };
}
