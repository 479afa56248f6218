import { processorName } from '../disk/proc-text.ts';
import { type Programs, userOf } from '../shell/session.ts';

/** Who one is, and what machine this is. */
export const identity: Programs = {
  whoami: (_args, _context, { user }) => ({ stdout: `${user.name}\n` }),
  groups: (_args, _context, { user }) => ({ stdout: `${user.uid === 0 ? 'root' : `${user.name} adm sudo`}\n` }),
  id: (args, _context, session) => {
    const flags = args.filter((each) => each.startsWith('-')).join('');
    const name = args.find((each) => !each.startsWith('-'));
    const user = name === undefined ? session.user : userOf(session.node, name);
    if (!user) return { stderr: `id: ‘${name}’: no such user\n`, exitCode: 1 };
    if (flags.includes('u')) return { stdout: `${flags.includes('n') ? user.name : user.uid}\n` };
    if (flags.includes('g')) return { stdout: `${flags.includes('n') ? user.name : user.gid}\n` };
    const names: Readonly<Record<number, string>> = { 0: 'root', 4: 'adm', 27: 'sudo', 1000: user.name };
    return {
      stdout: `uid=${user.uid}(${user.name}) gid=${user.gid}(${user.name}) groups=${user.groups.map((each) => `${each}(${names[each] ?? each})`).join(',')}\n`,
    };
  },
  hostname: (args, _context, session) => {
    const { computerName, privateAddress } = session.node.spec();
    const [flag] = args;
    if (flag === undefined || flag === '-s' || flag === '--short') return { stdout: `${computerName}\n` };
    if (/^-[Ii]$|^--ip-address$|^--all-ip-addresses$/.test(flag)) return { stdout: flag === '-I' ? `${privateAddress} \n` : `${privateAddress}\n` };
    if (flag === '-f' || flag === '--fqdn' || flag === '-A') return { stdout: `${computerName}.internal.cloudapp.net\n` };
    if (flag === '-d') return { stdout: 'internal.cloudapp.net\n' };
    return session.user.uid === 0
      ? { stderr: 'hostname: in the practice cloud a machine keeps the name that it was made with\n', exitCode: 1 }
      : { stderr: 'hostname: you must be root to change the host name\n', exitCode: 1 };
  },
  hostnamectl: (_args, _context, { node }) => ({
    stdout: ` Static hostname: ${node.spec().computerName}\n       Icon name: computer-vm\n         Chassis: vm\n  Virtualization: microsoft\nOperating System: ${node.release.pretty}\n          Kernel: Linux ${node.release.kernel}\n    Architecture: x86-64\n`,
  }),
  uname: (args, _context, { node }) => {
    const { computerName } = node.spec();
    const parts = { s: 'Linux', n: computerName, r: node.release.kernel, v: '#17-Ubuntu SMP', m: 'x86_64', p: 'x86_64', i: 'x86_64', o: 'GNU/Linux' };
    const long: Readonly<Record<string, string>> = {
      '--all': 'a',
      '--nodename': 'n',
      '--kernel-name': 's',
      '--kernel-release': 'r',
      '--machine': 'm',
      '--operating-system': 'o',
    };
    const flags = args.map((each) => long[each] ?? each.replace(/^-/, '')).join('') || 's';
    const unknown = [...flags].find((each) => each !== 'a' && !(each in parts));
    if (unknown !== undefined) return { stderr: `uname: invalid option -- '${unknown}'\nTry 'uname --help' for more information.\n`, exitCode: 1 };
    const order = flags.includes('a') ? 'snrvmpio' : [...'snrvmpio'].filter((each) => flags.includes(each)).join('');
    return { stdout: `${[...order].map((each) => parts[each as keyof typeof parts]).join(' ')}\n` };
  },
  nproc: (_args, _context, { node }) => ({ stdout: `${node.spec().size.vCPUs}\n` }),
  lscpu: (_args, _context, { node }) => {
    const { vCPUs } = node.spec().size;
    const cores = Math.max(1, vCPUs / 2);
    const rows: readonly (readonly [string, string | number])[] = [
      ['Architecture', 'x86_64'],
      ['CPU op-mode(s)', '32-bit, 64-bit'],
      ['Byte Order', 'Little Endian'],
      ['CPU(s)', vCPUs],
      ['On-line CPU(s) list', vCPUs === 1 ? '0' : `0-${vCPUs - 1}`],
      ['Vendor ID', 'GenuineIntel'],
      ['Model name', processorName],
      ['Thread(s) per core', vCPUs / cores],
      ['Core(s) per socket', cores],
      ['Socket(s)', 1],
      ['Hypervisor vendor', 'Microsoft'],
      ['Virtualization type', 'full'],
      ['NUMA node(s)', 1],
    ];
    return { stdout: rows.map(([name, value]) => `${`${name}:`.padEnd(25)}${value}\n`).join('') };
  },
  lsb_release: (args, _context, { node: { release } }) => {
    const all = {
      d: ['Description', release.pretty],
      i: ['Distributor ID', 'Ubuntu'],
      r: ['Release', release.version],
      c: ['Codename', release.codename],
    } as const;
    const flags = args.join('').replaceAll('-', '');
    const wanted = flags.includes('a') || flags === '' ? 'idrc' : flags.replace('s', '');
    const rows = [...wanted].flatMap((each) => (each in all ? [all[each as keyof typeof all]] : []));
    return { stdout: rows.map(([name, value]) => (flags.includes('s') ? `${value}\n` : `${name}:\t${value}\n`)).join('') };
  },
};
