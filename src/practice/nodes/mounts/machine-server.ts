import type { Identity } from '../disk/file-system.ts';
import type { Network } from '../network.ts';
import type { FileServer, Mounting } from './file-server.ts';
import { type Export, heldOptions, isMeant } from './exports.ts';
import { diskSpace } from './space.ts';

/** Nobody: who root of another machine is where root is squashed. */
const nobody = 65534;

/** The NFS servers that machines of the world are themselves: whoever has nfs-kernel-server and exports something. */
export function machineServer(network: Network): FileServer {
  return {
    mount: ({ client, type, host, path, now, established }): Mounting | undefined => {
      if (type === 'aznfs' || /\.(blob|dfs)\.core\./.test(host)) return undefined;
      const address = established ?? network.resolve(client, host);
      if (address === undefined) return undefined;
      const server = address.startsWith('127.') ? client : network.at(client, address);
      if (!server || !network.answers(client, address)) return { is: 'silent' };
      if (!server.mounts.serves(now)) return { is: 'closed' };
      const own = client.spec().privateAddress;
      const allowed = server.mounts.exports(now).filter((each) => isMeant(each.client, own, network.nameOf(server, own)));
      if (allowed.length === 0) return { is: 'refused', why: 'access denied' };
      const wanted = path.replace(/(.)\/+$/, '$1');
      const found = allowed
        .filter((each) => wanted === each.path || wanted.startsWith(`${each.path}/`))
        .sort((a, b) => b.path.length - a.path.length || precision(b) - precision(a))[0];
      const disk = server.disk(now);
      if (!found || disk.find(wanted)?.kind !== 'dir') return { is: 'refused', why: 'no such path' };
      const held = heldOptions(found.options);
      return {
        is: 'mounted',
        files: {
          id: `${server.vmId} ${found.path}`,
          address,
          layers: disk,
          base: wanted,
          acts: (identity) => squashed(identity, held, found.options),
          readOnly: held.includes('ro'),
          space: () => diskSpace(disk),
        },
      };
    },
  };
}

/** Of several lines for one folder the one that says most of the client holds. */
const precision = ({ client }: Export): number => (client === '*' ? 0 : /[*?]/.test(client) ? 1 : client.includes('/') ? 2 : 3);

function squashed(identity: Identity, held: readonly string[], options: readonly string[]): Identity {
  if (!held.includes('all_squash') && (identity.uid !== 0 || !held.includes('root_squash'))) return identity;
  const number = (name: string): number => Number(options.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? nobody);
  return { uid: number('anonuid'), gid: number('anongid'), groups: [number('anongid')] };
}
