import { fabricAddress } from '../hpc/fabric.ts';
import type { Program, Programs, Session } from '../shell/session.ts';

/** `getent`: names as Azure's DNS of the VNet answers them, and users. */
const getent: Program = (args, _context, { network, node }) => {
  const [database, ...keys] = args;
  if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') {
    let exitCode = 0;
    const lines = keys.map((key) => {
      if (/^\d+\.\d+\.\d+\.\d+$/.test(key)) {
        const name = network.nameOf(node, key);
        if (name === undefined) exitCode = 2;
        return name === undefined ? '' : `${key.padEnd(15)} ${name}.internal.cloudapp.net\n`;
      }
      const address = network.resolve(node, key);
      if (address === undefined) exitCode = 2;
      return address === undefined ? '' : `${address.padEnd(15)} ${database === 'hosts' ? `${key}.internal.cloudapp.net` : 'STREAM'}\n`;
    });
    return { stdout: lines.join(''), exitCode };
  }
  if (database === 'passwd') {
    const { adminUsername } = node.spec();
    const known: Readonly<Record<string, string>> = {
      root: 'root:x:0:0:root:/root:/bin/bash',
      [adminUsername]: `${adminUsername}:x:1000:1000:Ubuntu:/home/${adminUsername}:/bin/bash`,
    };
    const found = keys.flatMap((key) => known[key] ?? []);
    return { stdout: found.map((line) => `${line}\n`).join(''), exitCode: found.length === keys.length ? 0 : 2 };
  }
  return { stderr: `Unknown database: ${database ?? ''}\n`, exitCode: 1 };
};

const prefixOf = ({ node }: Session): string => node.spec().subnetPrefix.split('/')[1] ?? '24';
const gatewayOf = ({ node }: Session): string => node.spec().subnetPrefix.replace(/\d+\/\d+$/, '1');

/** What a machine of the HPC image has beside eth0: Docker's bridge, with the same address everywhere, and the fabric. */
function hpcInterfaces({ node }: Session) {
  const { infiniBand, privateAddress } = node.spec();
  return [
    ...(node.release.hpc ? [{ index: 3, name: 'docker0', address: '172.17.0.1/16', broadcast: '172.17.255.255', mtu: 1500 }] : []),
    ...(node.release.hpc && infiniBand
      ? [{ index: 4, name: 'ib0', address: `${fabricAddress(privateAddress)}/16`, broadcast: '172.16.255.255', mtu: 2044 }]
      : []),
  ];
}

const ip: Program = (args, _context, session) => {
  const brief = args.some((each) => each === '-br' || each === '-brief');
  const [object = 'addr'] = args.filter((each) => !each.startsWith('-'));
  const { privateAddress, subnetPrefix } = session.node.spec();
  const prefix = prefixOf(session);
  const more = hpcInterfaces(session);
  if ('address'.startsWith(object)) {
    const wanted = args.filter((each) => !each.startsWith('-')).at(-1);
    const only = more.find(({ name }) => name === wanted);
    if (only)
      return {
        stdout: `${only.index}: ${only.name}    inet ${only.address} brd ${only.broadcast} scope global ${only.name}\\       valid_lft forever preferred_lft forever\n`,
      };
    if (wanted !== undefined && /^(ib|docker)\d/.test(wanted)) return { stderr: `Device "${wanted}" does not exist.\n`, exitCode: 1 };
    if (brief)
      return {
        stdout:
          `lo               UNKNOWN        127.0.0.1/8 ::1/128 \neth0             UP             ${privateAddress}/${prefix} metric 100 \n` +
          more.map((each) => `${each.name.padEnd(16)} UP             ${each.address} \n`).join(''),
      };
    const others = more.map(
      (each) =>
        `${each.index}: ${each.name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu ${each.mtu} state UP group default\n    inet ${each.address} brd ${each.broadcast} scope global ${each.name}\n`,
    );
    return {
      stdout: `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    inet 127.0.0.1/8 scope host lo\n2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000\n    inet ${privateAddress}/${prefix} metric 100 brd ${subnetPrefix.replace(/\d+\/\d+$/, '255')} scope global eth0\n${others.join('')}`,
    };
  }
  if ('route'.startsWith(object)) {
    return {
      stdout: `default via ${gatewayOf(session)} dev eth0 proto dhcp src ${privateAddress} metric 100 \n${subnetPrefix} dev eth0 proto kernel scope link src ${privateAddress} metric 100 \n168.63.129.16 via ${gatewayOf(session)} dev eth0 proto dhcp src ${privateAddress} metric 100 \n`,
    };
  }
  if ('link'.startsWith(object))
    return {
      stdout: brief
        ? 'lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP>\neth0             UP             00:0d:3a:00:00:00 <BROADCAST,MULTICAST,UP,LOWER_UP>\n'
        : '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n',
    };
  return { stderr: `Object "${object}" is unknown, try "ip help".\n`, exitCode: 1 };
};

/** `ping`: machines of the VNet answer. */
const ping: Program = async (args, context, { network, node, clock, work, signal }) => {
  const valued = new Set(['-c', '-i', '-W', '-w', '-s', '-I']);
  const host = args.find((each, index) => !each.startsWith('-') && !valued.has(args[index - 1] ?? ''));
  const valueIn = (flag: string): number | undefined => (args.includes(flag) ? Number(args[args.indexOf(flag) + 1]) : undefined);
  const count = Math.min(valueIn('-c') ?? 4, 20);
  if (host === undefined) return { stderr: 'ping: usage error: Destination address required\n', exitCode: 1 };
  const address = network.resolve(node, host);
  if (address === undefined) return { stderr: `ping: ${host}: Name or service not known\n`, exitCode: 2 };
  const lines: string[] = [];
  let received = 0;
  for (let number = 1; number <= count; number += 1) {
    if (number > 1) await work.outside(clock.sleep((valueIn('-i') ?? 1) * 1000, context.signal ?? signal));
    if (!network.answers(node, address)) continue;
    received += 1;
    lines.push(`64 bytes from ${address}: icmp_seq=${number} ttl=64 time=${(0.7 + (number % 3) * 0.11).toFixed(3)} ms\n`);
  }
  if (received === 0) await work.outside(clock.sleep((valueIn('-W') ?? 10) * 1000, context.signal ?? signal));
  const loss = Math.round((1 - received / count) * 100);
  return {
    stdout: `PING ${host} (${address}) 56(84) bytes of data.\n${lines.join('')}\n--- ${host} ping statistics ---\n${count} packets transmitted, ${received} received, ${loss}% packet loss, time ${(count - 1) * 1000}ms\n`,
    exitCode: received === 0 ? 1 : 0,
  };
};

export const networking: Programs = {
  getent,
  ip,
  ping,
  ss: () => ({ stdout: 'State   Recv-Q  Send-Q   Local Address:Port   Peer Address:Port\nLISTEN  0       128            0.0.0.0:22          0.0.0.0:*\n' }),
  ethtool: (_args, _context, { node }) => ({ stdout: `driver: ${node.spec().acceleratedNetworking ? 'mlx5_core' : 'hv_netvsc'}\nSpeed: 50000Mb/s\n` }),
};
