import { openMpiMajor, type Release } from '../boot/releases.ts';
import { archive } from '../boot/packages.ts';
import { cloudInitRuns, lifeAt, type Timeline } from '../boot/timeline.ts';
import { resultJson, statusJson } from '../boot/status-files.ts';
import type { MachineSpec } from '../../machines.ts';
import { cpuInfo, loadAverage, memoryInfo, processStatus, uptimeText } from './proc-text.ts';
import { fabricFiles } from '../hpc/fabric.ts';
import { conflicting, hpcPackages, takenOut } from '../hpc/image.ts';
import { file, folder, type ImageEntry, link, type Passing } from './image.ts';
import { groups, passwd } from './system-files.ts';

/** What the passing files are made from; asked anew each time. */
export interface Facts {
  spec(): MachineSpec;
  timeline(): Timeline;
  /** /proc/mounts beside the machine's own. */
  mounts(now: number): string;
}

/** Files that come with time: what boot and cloud-init make, what packages bring, and /proc. */
export function passingFiles({ spec, timeline, mounts }: Facts, release: Release): ReadonlyMap<string, Passing> {
  const user = spec().adminUsername;
  const home = `/home/${user}`;
  const life = (now: number) => lifeAt(timeline(), now);
  const always = (entry: (now: number) => ImageEntry): Passing => entry;
  const sinceUsers =
    (entry: () => ImageEntry): Passing =>
    (now) => {
      const { usersAt } = timeline();
      return usersAt !== undefined && usersAt <= now ? { ...entry(), mtime: usersAt } : undefined;
    };
  const whileOn =
    (entry: (now: number) => ImageEntry): Passing =>
    (now) =>
      life(now) ? entry(now) : undefined;
  const onceDone =
    (entry: () => ImageEntry): Passing =>
    (now) => {
      const found = timeline().boots.find((boot) => boot.doneAt !== undefined && boot.doneAt <= now);
      return found ? { ...entry(), mtime: found.doneAt as number } : undefined;
    };
  const log = (now: number): string =>
    timeline()
      .log.filter(({ at }) => at <= now)
      .map(({ text }) => text)
      .join('');
  const files = new Map<string, Passing>([
    ['/etc/hostname', always(() => file(`${spec().computerName}\n`))],
    ['/etc/hosts', always(() => file(`127.0.0.1 localhost\n127.0.1.1 ${spec().computerName}\n\n::1 ip6-localhost ip6-loopback\n`))],
    ['/etc/passwd', always(() => file(passwd(spec())))],
    ['/etc/group', always(() => file(groups(spec())))],
    ['/etc/resolv.conf', always(() => file('nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch internal.cloudapp.net\n'))],
    ['/etc/machine-id', always(() => file(`${spec().vmId.replaceAll('-', '')}\n`))],
    [`/etc/sudoers.d/90-cloud-init-users`, sinceUsers(() => file(`${user} ALL=(ALL) NOPASSWD:ALL\n`, 0o440))],
    [home, sinceUsers(() => folder(0o750, 1000))],
    [`${home}/.ssh`, sinceUsers(() => folder(0o700, 1000))],
    [
      `${home}/.ssh/authorized_keys`,
      sinceUsers(() =>
        file(
          `${spec()
            .publicKeys.map((key) => key.trim())
            .join('\n')}\n`,
          0o600,
          1000,
        ),
      ),
    ],
    [`${home}/.bashrc`, sinceUsers(() => file('# ~/.bashrc: executed by bash(1) for non-login shells.\n', 0o644, 1000))],
    [`${home}/.profile`, sinceUsers(() => file('# ~/.profile: executed by the command interpreter for login shells.\n', 0o644, 1000))],
    ['/run/cloud-init/status.json', (now) => statusFile(now, statusJson)],
    ['/run/cloud-init/result.json', (now) => (life(now) && !cloudInitRuns(life(now) as never, now) ? statusFile(now, resultJson) : undefined)],
    ['/var/lib/cloud/data/status.json', (now) => statusFile(now, statusJson)],
    ['/var/lib/cloud/instance/boot-finished', onceDone(() => file(`${log(Number.POSITIVE_INFINITY).match(/finished at [^\n]*/)?.[0] ?? ''}\n`))],
    ['/var/lib/cloud/instance/user-data.txt', sinceUsers(() => file(spec().customData ?? '', 0o600))],
    ['/var/log/cloud-init-output.log', (now) => (timeline().log.some(({ at }) => at <= now) ? file(() => log(now), 0o640, 0, 4) : undefined)],
    ['/var/log/cloud-init.log', (now) => (timeline().log.some(({ at }) => at <= now) ? file(() => log(now), 0o640, 0, 4) : undefined)],
    ['/run/reboot-required', (now) => (rebootRequired(now) ? file('*** System restart required ***\n') : undefined)],
    ['/run/reboot-required.pkgs', (now) => (rebootRequired(now) ? file(`linux-image-${release.kernel}\nlibc6\n`) : undefined)],
    ['/run/sshd.pid', (now) => ((life(now)?.sshdAt ?? Number.POSITIVE_INFINITY) <= now ? file('812\n') : undefined)],
    ['/proc/sys/kernel/random/boot_id', whileOn((now) => file(`${life(now)?.id ?? ''}\n`, 0o444))],
    ['/proc/sys/kernel/hostname', always(() => file(`${spec().computerName}\n`))],
    ['/proc/loadavg', always((now) => file(() => loadAverage(timeline(), now), 0o444))],
    ['/proc/meminfo', always((now) => file(() => memoryInfo(spec(), timeline(), now), 0o444))],
    ['/proc/cpuinfo', always(() => file(() => cpuInfo(spec()), 0o444))],
    ['/proc/uptime', always((now) => file(() => uptimeText(spec(), timeline(), now), 0o444))],
    ['/proc/version', always(() => file(`Linux version ${release.kernel} (buildd@lcy02-amd64-080) #17-Ubuntu SMP\n`, 0o444))],
    ['/proc/self/status', always(() => file(processStatus, 0o444))],
    ['/proc/mounts', always((now) => file(() => mounts(now), 0o444))],
  ]);
  if (release.hpc) for (const [path, entry] of fabricFiles(spec)) files.set(path, entry);
  for (const each of archive(release).values()) {
    const brought = release.hpc === true && (hpcPackages as readonly string[]).includes(each.name);
    const at = (now: number): number | undefined => {
      const since = timeline().installed.find((one) => one.name === each.name && one.at <= now)?.at;
      if (since !== undefined || !brought) return since;
      const gone = (takenOut as readonly string[]).includes(each.name) && timeline().installed.some((one) => conflicting.has(one.name) && one.at <= now);
      return gone ? undefined : 0;
    };
    files.set(`/var/lib/dpkg/info/${each.name}.list`, (now) => {
      const since = at(now);
      return since === undefined ? undefined : { ...file(() => packageList(each.programs)), mtime: since };
    });
    for (const [path, entry] of packageFiles(each.name, each.programs, release)) {
      const before = files.get(path);
      files.set(path, (now) => before?.(now) ?? (at(now) === undefined ? undefined : entry));
    }
  }
  return files;

  function statusFile(now: number, make: typeof statusJson): ImageEntry | undefined {
    const current = life(now);
    return current?.stages['init-local'] && current.stages['init-local'].start <= now ? file(() => make(current, now)) : undefined;
  }

  function rebootRequired(now: number): boolean {
    const current = life(now);
    return timeline().rebootRequired.some(({ at, boot }) => at <= now && boot === current?.index);
  }
}

/** Where a package's programs go. */
export const programPath = (program: string): string => `/usr/bin/${program}`;

export const packageList = (programs: readonly string[]): string => `/.\n${programs.map((each) => `${programPath(each)}\n`).join('')}`;

/** The files of a package, so far as anyone looks at them. */
export function packageFiles(name: string, programs: readonly string[], release: Release): readonly (readonly [path: string, entry: ImageEntry])[] {
  const own: (readonly [string, ImageEntry])[] = programs.map((program) => [programPath(program), file('', 0o755)] as const);
  switch (name) {
    case 'clustershell':
      return [
        ...own,
        ['/etc/clustershell', folder()],
        ['/etc/clustershell/groups.d', folder()],
        [
          '/etc/clustershell/groups.d/local.cfg',
          file(
            '# ClusterShell groups config local.cfg\n#\n# Replace /etc/clustershell/groups\nadm: example0\noss: example4 example5\nmds: example6\nio: example[4-6]\ncompute: example[32-159]\ngpu: example[156-159]\nall: example[4-6,32-159]\n',
          ),
        ],
        [
          '/etc/clustershell/clush.conf',
          file('[Main]\nfanout: 64\nconnect_timeout: 15\ncommand_timeout: 0\ncolor: auto\nfd_max: 8192\nhistory_size: 100\nnode_count: yes\nverbosity: 1\n'),
        ],
        [
          '/etc/clustershell/groups.conf',
          file(
            '[Main]\ndefault: local\nconfdir: /etc/clustershell/groups.conf.d $CFGDIR/groups.conf.d\nautodir: /etc/clustershell/groups.d $CFGDIR/groups.d\n',
          ),
        ],
      ];
    case 'nfs-common':
      return [
        ...own,
        ['/usr/sbin/mount.nfs', file('', 0o4755)],
        ['/usr/sbin/mount.nfs4', link('mount.nfs')],
        ['/usr/sbin/showmount', file('/usr/bin/showmount "$@"\n', 0o755)],
        // Comes with the kernel's module, which this package loads; newer kernels than those of 24.04 are taken to be without.
        ...(release.version === '26.04' ? [] : [['/sys/module/sunrpc/parameters/enable_azure_nconnect', file('N\n', 0o644)] as const]),
      ];
    case 'aznfs':
      return [
        ...own,
        ['/usr/sbin/mount.aznfs', file('', 0o4755)],
        ['/opt/microsoft/aznfs', folder()],
        ['/opt/microsoft/aznfs/data', folder()],
        ['/opt/microsoft/aznfs/data/config', file('AUTO_UPDATE_AZNFS=true\n')],
      ];
    case 'nfs-kernel-server':
      return [
        ...own,
        ['/usr/sbin/exportfs', file('/usr/bin/exportfs "$@"\n', 0o755)],
        ['/etc/exports.d', folder()],
        [
          '/etc/exports',
          file(
            '# /etc/exports: the access control list for filesystems which may be exported\n#\t\tto NFS clients.  See exports(5).\n#\n# Example for NFSv4:\n# /srv/nfs4        gss/krb5i(rw,sync,fsid=0,crossmnt,no_subtree_check)\n',
          ),
        ],
      ];
    case 'openmpi-bin':
      return own;
    case 'openmpi-common':
      return [
        ...own,
        ['/etc/openmpi', folder()],
        [
          '/etc/openmpi/openmpi-mca-params.conf',
          file(
            openMpiMajor(release) >= 5
              ? 'btl_base_warn_component_unused=0\n'
              : 'btl_base_warn_component_unused=0\nmtl = ^ofi\nbtl = ^uct,openib,ofi\npml = ^ucx\nosc = ^ucx,pt2pt\n',
          ),
        ],
      ];
    case 'libopenmpi-dev':
      return [
        ...own,
        ['/usr/include/x86_64-linux-gnu/mpi', link('/usr/lib/x86_64-linux-gnu/openmpi/include')],
        ['/usr/lib/x86_64-linux-gnu/openmpi/include/mpi.h', file('/* Open MPI (simulated) */\n')],
      ];
    default:
      return own;
  }
}
