import type { Session } from '../shell/session.ts';
import type { Space } from './file-server.ts';
import { isRemote } from './node-mounts.ts';
import { diskSpace } from './space.ts';

/** A mounted file system as findmnt, df and mount show it. */
export interface Shown {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
  /** Asked only where it is shown: a silent server has no answer. @throws FileFailure */
  space(): Space;
}

/** What Ubuntu on Azure has mounted, sizes in kB. */
const own = (session: Session): readonly (Omit<Shown, 'space'> & { readonly kB: readonly [size: number, used: number] })[] => {
  const memory = session.node.spec().size.memoryGB * 1024 * 1024;
  return [
    { source: 'tmpfs', target: '/dev/shm', type: 'tmpfs', options: 'rw,nosuid,nodev,inode64', kB: [Math.round(memory / 2), 0] },
    { source: 'tmpfs', target: '/run', type: 'tmpfs', options: 'rw,nosuid,nodev,size=345000k,mode=755,inode64', kB: [Math.round(memory / 5), 980] },
    { source: '/dev/sda15', target: '/boot/efi', type: 'vfat', options: 'rw,relatime,fmask=0077,dmask=0077', kB: [106_858, 6246] },
    { source: '/dev/sdb1', target: '/mnt', type: 'ext4', options: 'rw,relatime', kB: [14_342_968, 28] },
  ];
};

/** All that is mounted, in order: the machine's disk first. */
export function mountTable(session: Session): readonly Shown[] {
  const { node, clock } = session;
  const disk = node.disk(clock.now);
  const points = node.mounts.points(clock.now);
  return [
    { source: '/dev/root', target: '/', type: 'ext4', options: 'rw,relatime,discard,errors=remount-ro', space: () => diskSpace(disk) },
    ...own(session).map(({ kB: [size, used], ...each }) => ({ ...each, space: () => ({ size: size * 1024, used: used * 1024 }) })),
    ...node.mounts.entries(clock.now).flatMap((entry, index): Shown[] => {
      const autofs: Shown = {
        source: 'systemd-1',
        target: entry.target,
        type: 'autofs',
        options: 'rw,relatime,fd=60,pgrp=1,timeout=0,minproto=5,maxproto=5,direct',
        space: () => ({ size: 0, used: 0 }),
      };
      if (entry.automount) return [autofs];
      const mounted: Shown = {
        source: entry.type === 'none' ? `/dev/root[${entry.source}]` : entry.source,
        target: entry.target,
        type:
          entry.type === 'none'
            ? 'ext4'
            : entry.type === 'nfs' && !/^(vers|nfsvers)=3/m.test(entry.options.join('\n'))
              ? 'nfs4'
              : entry.type === 'aznfs'
                ? 'nfs'
                : entry.type,
        options: grantedOptions(entry.type, entry.options, entry.address, node.spec().privateAddress),
        space: () => (entry.type === 'none' ? diskSpace(disk) : (points[index]?.files()?.space() ?? { size: 0, used: 0 })),
      };
      return entry.autofs ? [autofs, mounted] : [mounted];
    }),
  ];
}

/** What the kernel granted, which is not what was asked: sizes are bargained for, and what only systemd reads is gone. */
export function grantedOptions(type: string, options: readonly string[], address = '', own = ''): string {
  const access = options.includes('ro') ? 'ro' : 'rw';
  if (!isRemote(type)) return `${access},relatime${type === 'none' ? ',discard,errors=remount-ro' : ',inode64'}`;
  const value = (name: string): string | undefined => options.findLast((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const version = value('vers') ?? value('nfsvers') ?? '4.2';
  const asked = (name: string): number => Math.min(Number(value(name) ?? 1_048_576), 262_144);
  const nconnect = Math.min(16, Number(value('nconnect') ?? 1));
  return [
    access,
    'relatime',
    `vers=${version === '4' ? '4.2' : version}`,
    `rsize=${asked('rsize')}`,
    `wsize=${asked('wsize')}`,
    'namlen=255',
    options.includes('soft') ? 'soft' : 'hard',
    ...(options.includes('nolock') ? ['nolock'] : []),
    'proto=tcp',
    ...(nconnect > 1 ? [`nconnect=${nconnect}`] : []),
    'timeo=600',
    'retrans=2',
    'sec=sys',
    ...(version.startsWith('3') ? [`mountaddr=${address}`, 'mountvers=3', 'mountproto=tcp', 'local_lock=none'] : [`clientaddr=${own}`, 'local_lock=none']),
    `addr=${address}`,
  ].join(',');
}

/** The mount that a path lies in: the one with the longest target, of two at one place the upper one. */
export function mountOf(table: readonly Shown[], path: string): Shown | undefined {
  const around = table.filter(({ target }) => target === '/' || path === target || path.startsWith(`${target}/`));
  return around.reduce<Shown | undefined>((best, each) => (best && best.target.length > each.target.length ? best : each), undefined);
}
