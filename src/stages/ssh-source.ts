import ipaddr from 'ipaddr.js';
import { usageError } from '../state/problem.ts';

/** The widest source of SSH that is taken without `--allow-wide-source`, as a prefix length (design 4). */
const widestPrefix = 24;

/**
 * The CIDR that may reach port 22, in its canonical form (`203.0.113.7/32`). A bare address is its own /32.
 * @throws ProblemError exit code 2: malformed, IPv6, or wider than /24 without `allowWide`.
 */
export function checkSshSource(text: string, allowWide: boolean): string {
  const given = text.trim();
  if (given === '*' || /^(any|internet)$/i.test(given)) {
    if (allowWide) return '*';
    throw wide(given);
  }
  if (given.includes(':')) {
    throw usageError(
      'ssh-source-ipv6',
      `--ssh-source ${given}: IPv6`,
      'The nodes have IPv4 addresses, so the rule needs the IPv4 address that you come from.',
      example,
    );
  }
  const cidr = given.includes('/') ? given : `${given}/32`;
  if (!ipaddr.IPv4.isValidFourPartDecimal(cidr.split('/')[0] ?? '') || !ipaddr.IPv4.isValidCIDR(cidr)) {
    throw usageError(
      'ssh-source-malformed',
      `--ssh-source ${given || "''"}: not an IPv4 address or CIDR`,
      'Allowed: an address (203.0.113.7) or a network (203.0.113.0/24).',
      example,
    );
  }
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  if (prefix < widestPrefix && !allowWide) throw wide(given);
  return `${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${prefix}`;
}

/** Whether `address` (IPv4) lies within a source as `checkSshSource` returns it. */
export function sourceAllows(source: string, address: string): boolean {
  if (source === '*') return true;
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(source));
}

const example = [{ label: 'Name the address you come from', command: 'rank0 up --ssh-source 203.0.113.7/32' }];

const wide = (given: string) =>
  usageError(
    'ssh-source-wide',
    `--ssh-source ${given}: wider than /${widestPrefix}`,
    'Port 22 would be open to many strangers, who find it within minutes. Allowed without more: up to 256 addresses.',
    [...example, { label: 'If you mean it', command: `rank0 up --ssh-source '${given}' --allow-wide-source` }],
  );
