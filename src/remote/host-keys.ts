import { ProblemError } from '../state/problem.ts';
import { keyTypes, parsePublicKey, type PublicKey } from './public-key.ts';

export { knownHostsText } from './known-hosts.ts';

/** Host keys that a machine printed on its serial console. */
export interface PrintedHostKeys {
  /** `ssh-ed25519 AAAA…`, without comment, ed25519 first. */
  readonly keys: readonly string[];
  /** Who printed them: our user data (early), or cloud-init itself in its last stage. */
  readonly source: 'rank0' | 'cloud-init';
  /** The boot that printed them, where the block says so. */
  readonly bootId?: string;
  /** The console shows that the machine has booted again since, and has not printed its keys yet: these may be of another life. */
  readonly bootedSince?: true;
}

interface Block {
  /** How many kernels had begun above it in the log. */
  readonly boot: number;
  readonly source: PrintedHostKeys['source'];
  readonly bootId?: string;
  readonly keys: readonly PublicKey[];
}

/** Lines of a block may carry a prefix (`[   23.4] cloud-init[1]: `, `ci-info: `), so marks and keys are looked for anywhere in them. */
const begin = /-----BEGIN (?:RANK0 HOST KEYS ([0-9a-fA-F-]+)|SSH HOST KEY KEYS)-----/;
const end = /-----END (?:RANK0 HOST KEYS ([0-9a-fA-F-]+)|SSH HOST KEY KEYS)-----/;
/** What a kernel says first. */
const kernel = /(?:^|\] )Linux version \d/;
const keyLine = /(?:ssh-ed25519|ecdsa-sha2-nistp\d+|ssh-rsa)\s+[A-Za-z0-9+/]+={0,2}(?=\s|$)/;

/**
 * The host keys in a serial log, of the newest boot that printed any: those of the newest complete block that our user data
 * printed, else of the newest that cloud-init printed (azure-facts 7). Undefined while there is none.
 * @throws ProblemError `host-key-mismatch`, which stops the run, where a later block of the same boot says otherwise.
 */
export function hostKeysIn(serialLog: string): PrintedHostKeys | undefined {
  const { blocks, boots } = blocksIn(serialLog);
  const newestBoot = blocks.at(-1)?.boot;
  const candidates = blocks.filter((block) => block.boot === newestBoot);
  const newest = candidates.findLastIndex((block) => block.source === 'rank0');
  const chosen = candidates[newest] ?? candidates.at(-1);
  if (!chosen) return undefined;
  if (newest >= 0) {
    const sameBoot = candidates.filter((block, index) => (block.source === 'rank0' ? block.bootId === chosen.bootId : index > newest));
    for (const other of sameBoot) checkAgree(chosen, other);
  }
  const keys = [...chosen.keys].sort((a, b) => rankOf(a) - rankOf(b)).map((key) => key.text);
  return {
    keys,
    source: chosen.source,
    ...(chosen.bootId === undefined ? {} : { bootId: chosen.bootId }),
    ...(boots > chosen.boot ? { bootedSince: true as const } : {}),
  };
}

function blocksIn(serialLog: string): { blocks: Block[]; boots: number } {
  const blocks: Block[] = [];
  let boots = 0;
  let open: { boot: number; source: Block['source']; bootId?: string; keys: PublicKey[] } | undefined;
  for (const line of serialLog.split(/\r*\n|\r/)) {
    if (kernel.test(line)) {
      boots += 1;
      open = undefined;
    }
    const first = begin.exec(line);
    if (first) {
      open = { boot: boots, source: first[1] ? 'rank0' : 'cloud-init', ...(first[1] ? { bootId: first[1].toLowerCase() } : {}), keys: [] };
      continue;
    }
    if (!open) continue;
    const last = end.exec(line);
    if (last) {
      if (open.keys.length > 0 && last[1]?.toLowerCase() === open.bootId) blocks.push(open);
      open = undefined;
      continue;
    }
    const key = parsePublicKey(keyLine.exec(line)?.[0] ?? '');
    if (key && !open.keys.some((other) => other.type === key.type)) open.keys.push(key);
  }
  return { blocks, boots };
}

function checkAgree(chosen: Block, other: Block): void {
  const differing = chosen.keys.find((key) => other.keys.some((it) => it.type === key.type && it.text !== key.text));
  if (!differing) return;
  throw hostKeyMismatch(
    `the machine printed two different ${differing.type} keys on its serial console in one boot`,
    'Host keys do not change while a machine runs. Either something on the machine made new ones after it had printed the first, or another machine writes to this console.',
  );
}

const rankOf = (key: PublicKey): number => (keyTypes as readonly string[]).indexOf(key.type);

/** What stops everything: the key that a machine shows is not the one that Azure says it has. */
export function hostKeyMismatch(message: string, means = ''): ProblemError {
  return new ProblemError(
    {
      code: 'host-key-mismatch',
      message,
      means:
        `${means === '' ? '' : `${means} `}` +
        'Somebody may be between you and the machine, or the machine may have been reinstalled, or its address may have gone to another one. ' +
        'Nothing was sent to it, and everything was stopped.',
      next: [
        { label: 'See what exists and since when', command: 'rank0 status' },
        { label: 'If you reinstalled the machine or replaced its keys yourself: run the same command again after it has booted' },
        { label: 'Otherwise delete the cluster and build it anew', command: 'rank0 down' },
      ],
    },
    { stopsRun: true },
  );
}
