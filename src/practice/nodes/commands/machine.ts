import { load, memory } from '../disk/proc-text.ts';
import { cloudInitRuns, lifeAt } from '../boot/timeline.ts';
import type { Program, Programs } from '../shell/session.ts';

/** `free`, in kB, or `-m`, `-g`, `-h`. */
const free: Program = (args, _context, { node, clock }) => {
  const { total, free: left, available, cached } = memory(node.spec(), node.timeline(), clock.now());
  const flags = args.join('');
  const shown = (kB: number): string => {
    if (flags.includes('h')) return kB >= 1024 * 1024 ? `${(kB / 1024 / 1024).toFixed(1)}Gi` : `${Math.round(kB / 1024)}Mi`;
    return String(Math.round(flags.includes('g') ? kB / 1024 / 1024 : flags.includes('m') ? kB / 1024 : flags.includes('b') ? kB * 1024 : kB));
  };
  const row = (name: string, ...values: number[]): string => `${name.padEnd(8)}${values.map((value) => shown(value).padStart(12)).join('')}\n`;
  return {
    stdout: `${' '.repeat(15)}total        used        free      shared  buff/cache   available\n${row('Mem:', total, total - available, left, 3_400, cached, available)}${row('Swap:', 0, 0, 0)}`,
  };
};

/** The few processes that such a machine has. */
const ps: Program = (args, _context, { node, clock, user }) => {
  const now = clock.now();
  const life = lifeAt(node.timeline(), now);
  const all: readonly (readonly [user: string, pid: number, command: string])[] = [
    ['root', 1, '/sbin/init'],
    ['root', 402, '/lib/systemd/systemd-journald'],
    ['systemd+', 530, '/lib/systemd/systemd-networkd'],
    ['root', 655, '/usr/bin/python3 -u /usr/sbin/waagent -daemon'],
    ['root', 812, 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'],
    ...(life && cloudInitRuns(life, now)
      ? ([
          ['root', 930, '/usr/bin/python3 /usr/bin/cloud-init modules --mode=final'],
          ['root', 1423, 'apt-get --quiet install'],
        ] as const)
      : []),
    ['root', 2098, `sshd: ${user.name} [priv]`],
    [user.name, 2100, '-bash'],
    [user.name, 2101, `ps ${args.join(' ')}`.trim()],
  ];
  const flags = args.join('');
  if (!/[aexAf]/.test(flags)) return { stdout: `    PID TTY          TIME CMD\n   2100 pts/0    00:00:00 bash\n   2101 pts/0    00:00:00 ps\n` };
  if (flags.includes('u')) {
    return {
      stdout: `USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${all.map(([owner, pid, command]) => `${owner.padEnd(8)} ${String(pid).padStart(7)}  ${(pid === 1423 ? load(node.timeline(), now) * 50 : 0).toFixed(1)}  0.3  16980  9216 ?        S    ${new Date(life?.at ?? now).toISOString().slice(11, 16)}   0:00 ${command}\n`).join('')}`,
    };
  }
  return {
    stdout: `UID          PID    PPID  C STIME TTY          TIME CMD\n${all.map(([owner, pid, command]) => `${owner.padEnd(8)} ${String(pid).padStart(7)} ${String(pid === 1 ? 0 : 1).padStart(7)}  0 ${new Date(life?.at ?? now).toISOString().slice(11, 16)} ?        00:00:00 ${command}\n`).join('')}`,
  };
};

/** Ends processes: here there are none that outlive the line that started them. */
const pkill: Program = (args) => ({ exitCode: args.length === 0 ? 2 : 1 });

const kill: Program = (args) => {
  const [pid] = args.filter((each) => !each.startsWith('-'));
  return pid === undefined
    ? { stderr: 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ...\n', exitCode: 2 }
    : { stderr: `bash: kill: (${pid}) - No such process\n`, exitCode: 1 };
};

export const machine: Programs = {
  free,
  ps,
  pkill,
  pgrep: () => ({ exitCode: 1 }),
  killall: (args) => ({ stderr: `${args.find((each) => !each.startsWith('-')) ?? ''}: no process found\n`, exitCode: 1 }),
  kill,
  dmesg: (_args, _context, { node, user }) =>
    user.uid === 0
      ? {
          stdout:
            node
              .timeline()
              .boots.at(-1)
              ?.console.map(({ text }) => text)
              .filter((text) => text.startsWith('['))
              .join('') ?? '',
        }
      : { stderr: 'dmesg: read kernel buffer failed: Operation not permitted\n', exitCode: 1 },
  lspci: (_args, _context, { node }) => ({
    stdout: `0000:00:00.0 Host bridge: Intel Corporation 440BX/ZX/DX - 82443BX/ZX/DX Host bridge (AGP disabled) (rev 03)\n${node.spec().acceleratedNetworking ? '0001:00:02.0 Ethernet controller: Mellanox Technologies MT27710 Family [ConnectX-4 Lx Virtual Function] (rev 80)\n' : ''}`,
  }),
  mount: (args, _context, { user }) =>
    args.length === 0
      ? {
          stdout:
            '/dev/sda1 on / type ext4 (rw,relatime,discard)\ntmpfs on /run type tmpfs (rw,nosuid,nodev,mode=755)\n/dev/sdb1 on /mnt type ext4 (rw,relatime)\n',
        }
      : user.uid === 0
        ? { stderr: 'mount: the practice cloud mounts nothing yet\n', exitCode: 32 }
        : { stderr: 'mount: only root can do that\n', exitCode: 1 },
  sync: () => ({}),
  who: (_args, _context, { user, clock }) => ({
    stdout: `${user.name}     pts/0        ${new Date(clock.now()).toISOString().slice(0, 16).replace('T', ' ')}\n`,
  }),
  w: (_args, _context, { user }) => ({
    stdout: `USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n${user.name.padEnd(8)} pts/0    -                -        0.00s  0.00s  0.00s w\n`,
  }),
};
