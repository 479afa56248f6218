/** One client, or kind of client, of one exported folder. */
export interface Export {
  readonly path: string;
  /** As it was written: `10.0.0.0/24`, `10.0.*`, `node1`, `*`. */
  readonly client: string;
  readonly options: readonly string[];
}

/** What `exportfs` takes from its files, and what it complains of. */
export interface Exports {
  readonly exports: readonly Export[];
  readonly warnings: readonly string[];
}

const known =
  /^(rw|ro|sync|async|wdelay|no_wdelay|hide|nohide|crossmnt|secure|insecure|root_squash|no_root_squash|all_squash|no_all_squash|(no_)?subtree_check|(no_)?auth_nlm|(in)?secure_locks|no_acl|(no_)?pnfs|security_label|mountpoint|mp|(anonuid|anongid|fsid|sec|refer|replicas|xprtsec|mp|mountpoint)=.*)$/;

/** exports(5). @param file its name, for complaints */
export function exportsIn(text: string, file: string): Exports {
  const exports: Export[] = [];
  const warnings: string[] = [];
  text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .forEach((raw, index) => {
      const line = raw.replace(/#.*/, '').trim();
      if (line === '') return;
      const [path = '', ...clients] = line.split(/\s+/);
      for (const word of clients.length > 0 ? clients : ['*']) {
        const match = /^([^()]*)(?:\(([^()]*)\))?$/.exec(word);
        if (!match) {
          warnings.push(`exportfs: ${file}:${index + 1}: syntax error: bad option list`);
          continue;
        }
        // A space before the parenthesis gives everybody those options, and the client none.
        const client = match[1] === '' || match[1] === undefined ? '*' : match[1];
        const options = (match[2] ?? '').split(',').filter((option) => option !== '');
        const wrong = options.find((option) => !known.test(option));
        if (wrong !== undefined) {
          warnings.push(`exportfs: ${file}:${index + 1}: unknown keyword "${wrong}"`);
          continue;
        }
        exports.push({ path: path.replace(/(.)\/+$/, '$1'), client, options });
      }
    });
  return { exports, warnings };
}

/** Options as `exportfs -v` shows them: those that hold, in its order. */
export function heldOptions(options: readonly string[]): readonly string[] {
  const has = (name: string): boolean => options.includes(name);
  return [
    has('async') ? 'async' : 'sync',
    has('no_wdelay') ? 'no_wdelay' : 'wdelay',
    has('nohide') ? 'nohide' : 'hide',
    ...(has('crossmnt') ? ['crossmnt'] : []),
    has('subtree_check') ? 'subtree_check' : 'no_subtree_check',
    ...options.filter((option) => /^(fsid|anonuid|anongid)=/.test(option)),
    'sec=sys',
    has('rw') ? 'rw' : 'ro',
    has('insecure') ? 'insecure' : 'secure',
    has('no_root_squash') ? 'no_root_squash' : 'root_squash',
    has('all_squash') ? 'all_squash' : 'no_all_squash',
  ];
}

/**
 * Whether a client is meant. A pattern with `*` or `?` is for host names and is held against the name that the reverse lookup of the
 * address gives; against the address itself it is not (exports(5); lab.md 3).
 */
export function isMeant(client: string, address: string, name: string | undefined): boolean {
  if (client === '*') return true;
  const cidr = /^(\d+\.\d+\.\d+\.\d+)\/(\d+|\d+\.\d+\.\d+\.\d+)$/.exec(client);
  if (cidr) {
    const mask = maskOf(cidr[2] as string);
    return ((numberOf(cidr[1] as string) ^ numberOf(address)) & mask) === 0;
  }
  if (/^\d+\.\d+\.\d+\.\d+$/.test(client)) return client === address;
  if (client.startsWith('@') || name === undefined) return false;
  const names = [name, `${name}.internal.cloudapp.net`].map((each) => each.toLowerCase());
  const pattern = new RegExp(
    `^${client
      .toLowerCase()
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^.]*')
      .replaceAll('?', '[^.]')}$`,
  );
  return names.some((each) => pattern.test(each));
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => (sum << 8) | (Number(part) & 255), 0);
const maskOf = (text: string): number => (text.includes('.') ? numberOf(text) : Number(text) === 0 ? 0 : -1 << (32 - Number(text)));
