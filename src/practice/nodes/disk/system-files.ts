import { getCommandNames } from 'just-bash';
import type { MachineSpec } from '../../machines.ts';
import type { Release } from '../boot/releases.ts';
import { hpcFiles } from '../hpc/image.ts';
import { file, folder, type ImageEntry, link } from './image.ts';

/** Commands of the shell that Ubuntu's image does not have. */
const notOnUbuntu = new Set('rg xan yq sqlite3 html-to-markdown js-exec python jq tree'.split(' '));

/** Programs of the image that are simulated here (src/practice/nodes/commands), beside those that the shell brings. */
const programs = [
  'sudo id groups uname hostnamectl uptime nproc lscpu free df ps ip ping getent mktemp install chown chgrp nohup setsid nice stdbuf',
  'stty tput tty reset kill pkill pgrep killall cloud-init cloud-id apt apt-get apt-cache dpkg dpkg-query systemctl journalctl ssh scp ssh-keygen ssh-keyscan',
  'lsb_release dmesg who w sync ss lspci mount realpath logger reboot shutdown poweroff ethtool less more umask trap ulimit dash',
  'umount findmnt mountpoint fuser fallocate',
  'vi vim nano editor top python3 curl wget sftp rsync passwd useradd adduser tmux crontab',
  'flock .practice-osu .practice-job .practice-wait .practice-mpi-program .practice-module .practice-hpcx',
].flatMap((line) => line.split(' '));

/** Programs that people also call by their place in /usr/sbin; just-bash finds its own in /usr/bin alone. */
const inSbin = ['reboot', 'shutdown', 'poweroff', 'ip'];

/** What every machine of a release has from the start. */
export function systemFiles(release: Release): ReadonlyMap<string, ImageEntry> {
  const [major] = release.version.split('.');
  const entries = new Map<string, ImageEntry>([
    ['/', folder()],
    ['/bin', link('usr/bin')],
    ['/sbin', link('usr/sbin')],
    ['/lib', link('usr/lib')],
    ['/root', folder(0o700)],
    ['/root/.ssh', folder(0o700)],
    ['/tmp', folder(0o1777)],
    ['/var/tmp', folder(0o1777)],
    ['/proc', folder(0o555)],
    ['/home', folder()],
    ['/mnt', folder()],
    ['/opt', folder()],
    ['/srv', folder()],
    ['/usr/local/bin', folder()],
    ['/var/log', folder(0o775, 0, 104)],
    ['/var/run', link('/run')],
    ['/dev/null', file('', 0o666)],
    ['/dev/zero', file('', 0o666)],
    ['/dev/console', file('', 0o600)],
    ['/dev/tty', file('', 0o666)],
    ['/dev/shm', folder(0o1777)],
    ['/etc/os-release', link('../usr/lib/os-release')],
    [
      '/usr/lib/os-release',
      file(
        `PRETTY_NAME="${release.pretty}"\nNAME="Ubuntu"\nVERSION_ID="${release.version}"\nVERSION="${release.pretty.replace('Ubuntu ', '')} (${release.nickname})"\nVERSION_CODENAME=${release.codename}\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\nUBUNTU_CODENAME=${release.codename}\n`,
      ),
    ],
    [
      '/etc/lsb-release',
      file(`DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=${release.version}\nDISTRIB_CODENAME=${release.codename}\nDISTRIB_DESCRIPTION="${release.pretty}"\n`),
    ],
    ['/etc/issue', file(`${release.pretty} \\n \\l\n\n`)],
    ['/etc/debian_version', file(`${major}/sid\n`)],
    ['/etc/shells', file('/bin/sh\n/bin/bash\n')],
    ['/etc/shadow', file('root:*:20000:0:99999:7:::\n', 0o640, 0, 42)],
    ['/etc/sudoers', file('root ALL=(ALL:ALL) ALL\n', 0o440)],
    ['/etc/fstab', file('UUID=5aadb7ac-7d4f-4d3c-9d0f-5d0b9d4f6a3e / ext4 defaults,discard 0 1\n')],
    ['/etc/ssh', folder()],
    [
      '/etc/ssh/ssh_config',
      file('Include /etc/ssh/ssh_config.d/*.conf\n\nHost *\n    SendEnv LANG LC_*\n    HashKnownHosts yes\n    GSSAPIAuthentication yes\n'),
    ],
    [
      '/etc/ssh/sshd_config',
      file(
        'Include /etc/ssh/sshd_config.d/*.conf\n\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\nPrintMotd no\nSubsystem sftp /usr/lib/openssh/sftp-server\n',
      ),
    ],
    ['/etc/motd', file('This is a simulated machine of the practice cloud. Nothing here costs money.\n')],
    ['/var/lib/dpkg', folder()],
    ['/var/lib/dpkg/info', folder()],
    ['/var/lib/apt/lists', folder()],
    ['/etc/profile', file('')],
  ]);
  for (const name of [...getCommandNames().filter((each) => !notOnUbuntu.has(each)), ...programs]) entries.set(`/usr/bin/${name}`, file('', 0o755));
  if (release.hpc) for (const [path, entry] of hpcFiles) entries.set(path, entry);
  for (const name of inSbin) entries.set(`/usr/sbin/${name}`, file(`/usr/bin/${name} "$@"\n`, 0o755));
  return entries;
}

/** Users that every machine has, beside its admin. */
const systemUsers = [
  'root:x:0:0:root:/root:/bin/bash',
  'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'sshd:x:106:65534::/run/sshd:/usr/sbin/nologin',
];

export const passwd = ({ adminUsername }: MachineSpec): string =>
  `${systemUsers.join('\n')}\n${adminUsername}:x:1000:1000:Ubuntu:/home/${adminUsername}:/bin/bash\n`;

export const groups = ({ adminUsername }: MachineSpec): string =>
  `root:x:0:\nadm:x:4:syslog,${adminUsername}\nsudo:x:27:${adminUsername}\n${adminUsername}:x:1000:\n`;
