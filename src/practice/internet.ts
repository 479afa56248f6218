import { feedPackage } from './nodes/commands/feed-package.ts';
import { osuName, osuTarball } from './nodes/osu/tarball.ts';

/** What a simulated server answers. */
export interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
  readonly type: string;
}

const text = (status: number, body: string): Answer => ({ status, body: Buffer.from(body), type: 'text/html' });

/** Package servers and the like: they are there, and what they have is had through apt. */
const archives =
  /^(?:[a-z0-9-]+\.)*(?:archive\.ubuntu\.com|security\.ubuntu\.com|ports\.ubuntu\.com|packages\.microsoft\.com|microsoft\.com|azure\.com|example\.com)$/;

/** The internet of the practice cloud: a few hosts. Undefined where no host of that name is. */
export function simulatedAnswer(address: string): Answer | undefined {
  const { hostname, pathname } = new URL(address);
  const tarball = pathname.endsWith(`/${osuName}.tar.gz`);
  switch (hostname) {
    case 'mvapich.cse.ohio-state.edu':
    case 'mirror.practice.example': {
      if (!tarball) return text(404, '<html><body>404 Not Found</body></html>\n');
      const { bytes } = osuTarball();
      // A mirror may hold half a file.
      return { status: 200, body: pathname.startsWith('/damaged/') ? bytes.subarray(0, bytes.length - 40) : bytes, type: 'application/gzip' };
    }
    case 'packages.microsoft.com': {
      const release = /^\/config\/ubuntu\/(22\.04|24\.04|26\.04)\/packages-microsoft-prod\.deb$/.exec(pathname)?.[1];
      if (pathname.endsWith('.deb') && release === undefined) return text(404, '<html><body>404 Not Found</body></html>\n');
      return release === undefined
        ? text(200, '<html><body>practice cloud</body></html>\n')
        : { status: 200, body: Buffer.from(feedPackage(release)), type: 'application/x-debian-package' };
    }
    default:
      return archives.test(hostname) ? text(200, '<html><body>practice cloud</body></html>\n') : undefined;
  }
}

/** A file of that internet, as the person's own machine fetches it. Rejects as a real one does. */
export async function fetchSimulated(address: string): Promise<Uint8Array> {
  const { hostname } = new URL(address);
  const answer = simulatedAnswer(address);
  if (!answer) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND', hostname });
  if (answer.status < 200 || answer.status > 299) throw new Error(`${hostname} answered ${answer.status}`);
  return answer.body;
}
