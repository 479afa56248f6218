import { join } from 'node:path';
import type { AskBlob, BlobAnswer } from '../../blob.ts';
import type { Identity } from '../disk/file-system.ts';
import { root } from '../disk/file-system.ts';
import { type FileServer, type Mounting, separateBase, separateDisk } from '../mounts/file-server.ts';
import type { MountRequest } from '../mounts/file-server.ts';

/** The address that aznfs puts in front of an account: it moves with the account's own (azure-facts 11.3). */
const proxyAddress = '10.161.100.100';

/** Where the account itself answers, for a plain NFS mount. */
const ownAddress = '20.60.0.10';

const nobody = 65534;

/** How much a file system of an account says that it holds: 5 PiB, the most that an account takes. */
const size = 5 * 1024 ** 5;

export interface BlobServerOptions {
  /** Where what lies in containers is kept. */
  readonly folder: string;
  readonly ask: AskBlob;
}

/** NFS 3.0 of the world's storage accounts. A new container belongs to root alone, and its files to the group of the folder that they are in. */
export function blobServer({ folder, ask }: BlobServerOptions): FileServer {
  return {
    mount: (request): Mounting | undefined => {
      const account = accountOf(request);
      if (account === undefined) return undefined;
      const { client, path, now, type } = request;
      if (request.established === undefined) {
        const refusal = optionsRefused(request);
        if (refusal) return refusal;
      }
      const answer = ask({ vmId: client.vmId, account, path });
      switch (answer.is) {
        case 'unknown':
          return undefined;
        case 'blocked':
          return { is: 'silent' };
        case 'denied':
          return { is: 'refused', why: 'access denied' };
        case 'no such path':
          return { is: 'refused', why: 'no such path' };
        case 'container': {
          const disk = separateDisk(join(folder, answer.id), 0o750, now, answer.madeAt);
          const address = request.established ?? (type === 'aznfs' ? proxyAddress : ownAddress);
          return {
            is: 'mounted',
            files: {
              id: answer.id,
              address,
              layers: disk,
              base: separateBase,
              acts: (identity) => squashed(identity, answer),
              readOnly: false,
              inheritsGroup: true,
              space: () => ({ size, used: disk.allocated() }),
              ...(type === 'aznfs' ? { shownAs: { type: 'nfs', source: `${proxyAddress}:${path}` } } : {}),
            },
          };
        }
        default:
          return answer satisfies never;
      }
    },
  };
}

/** The account that is meant: by its host name, or what is mounted through the proxy already, by its path. Undefined for another host. */
function accountOf({ host, path }: MountRequest): string | undefined {
  if (host === proxyAddress) return path.split('/')[1];
  return /^([a-z0-9]{3,24})\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/i.exec(host)?.[1]?.toLowerCase();
}

/** What mount.nfs and mount.aznfs themselves say to options that Blob NFS has no use for (azure-facts 11.3). */
function optionsRefused({ options, type, client, now }: MountRequest): Mounting | undefined {
  const refused = (why: 'not supported' | 'operation not permitted', said: string): Mounting => ({ is: 'refused', why, said: `${said}\n` });
  const version = options.get('vers') ?? options.get('nfsvers') ?? (type === 'aznfs' ? '3' : '4.2');
  // Nothing listens on the port of NFS 4.
  if (!version.startsWith('3')) return { is: 'silent' };
  if (type === 'nfs' && !options.has('nolock')) {
    return refused(
      'operation not permitted',
      "mount.nfs: rpc.statd is not running but is required for remote locking.\nmount.nfs: Either use '-o nolock' to keep locks local, or start statd.",
    );
  }
  if (options.get('proto') === 'udp') return refused('not supported', 'mount.nfs: an incorrect mount option was specified');
  const many = Number(options.get('nconnect') ?? 1) > 1;
  const patched = client.disk(now).find('/sys/module/sunrpc/parameters/enable_azure_nconnect') !== undefined;
  if (type === 'aznfs' && many && !patched) return refused('not supported', 'nconnect option needs NFS client with Azure nconnect support!');
  return undefined;
}

function squashed(identity: Identity, { squash }: Extract<BlobAnswer, { is: 'container' }>): Identity {
  const someone = { uid: nobody, gid: nobody, groups: [nobody] };
  return squash === 'all' || (squash === 'root' && identity.uid === root.uid) ? someone : identity;
}
