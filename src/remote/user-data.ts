import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { usageError } from '../state/problem.ts';
import { ubuntuMpi } from './mpi-stack.ts';
import { checkOwnUserData, type OwnUserData } from './own-user-data.ts';

/** Azure's limit of custom data after decoding (azure-facts 7). */
const mostBytes = 65_535;

/**
 * Prints the host keys on the serial console as soon as they are final. `bootcmd` runs before the module that remakes the
 * keys, so a loop in the background waits until the stage that does it is recorded as finished (azure-facts 7). The block
 * is made as one file first, so that it reaches the console in one piece. It ends by itself after 15 minutes.
 * In status.json the stage's `finished` may come after `recoverable_errors`, an object of its own (24.x), or before it.
 */
const printHostKeys = String.raw`(
n=0
until tr -d ' \t\r\n' < /run/cloud-init/status.json | grep -Eq '"init":[{]([^{}]|[{][^{}]*[}])*"finished":[0-9]'; do
  if [ $n -ge 900 ]; then exit 0; fi
  n=$((n+1))
  sleep 1
done
id=$(cat /proc/sys/kernel/random/boot_id)
{
  echo
  echo "-----BEGIN RANK0 HOST KEYS $id-----"
  cat /etc/ssh/ssh_host_*_key.pub
  echo "-----END RANK0 HOST KEYS $id-----"
} > /run/rank0-host-keys
cat /run/rank0-host-keys > /dev/console
) > /dev/null 2>&1 &
`;

export interface UserDataOptions {
  /** What the road needs on every node: clush, and an MPI where the image has none. Those of Ubuntu's MPI where none are named. */
  readonly packages?: readonly string[];
  readonly packageUpgrade: boolean;
  /** The person's own user data, as text. */
  readonly own?: string;
}

/**
 * The machines' user data: ours alone, or with the person's as MIME parts, theirs first. Ours says how it is merged into
 * theirs: lists appended, and nothing of theirs replaced.
 * @throws ProblemError exit code 2: own data of no known kind, broken YAML (line and column), unknown keys, too long.
 */
export function userData({ packages = ubuntuMpi.packages, packageUpgrade, own }: UserDataOptions): string {
  const ours = `#cloud-config\n${stringify(
    {
      merge_how: 'list(append)+dict(no_replace,recurse_list)+str()',
      bootcmd: [printHostKeys],
      package_update: true,
      package_upgrade: packageUpgrade,
      packages: [...new Set(packages)],
    },
    { lineWidth: 0 },
  )}`;
  const text = own === undefined || own.trim() === '' ? ours : together(checkOwnUserData(own), ours);
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) {
    throw usageError(
      'custom-data-too-long',
      `the user data has ${bytes} bytes with rank0's own part, ${bytes - mostBytes} more than Azure takes`,
      `Allowed: ${mostBytes} bytes in all. rank0's part takes ${Buffer.byteLength(ours)} of them.`,
      [{ label: 'Put large files somewhere that the machines can download them from, and name the address in the user data' }],
    );
  }
  return text;
}

/** Both as one MIME message. The boundary is made from the contents, so it occurs in neither, and the same data gives the same text. */
function together(own: OwnUserData, ours: string): string {
  const boundary = `rank0-${createHash('sha256').update(own.text).update(ours).digest('hex').slice(0, 32)}`;
  const theirs = own.kind === 'mime' ? own.text : part(own.contentType, 'own', own.text);
  return [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    'MIME-Version: 1.0',
    '',
    `--${boundary}`,
    theirs,
    `--${boundary}`,
    part('text/cloud-config', 'rank0', ours),
    `--${boundary}--`,
    '',
  ].join('\n');
}

/** Plain text goes as it is, so that it can be read on the machine; anything else in base64, because cloud-init reads a message as ASCII. */
function part(contentType: string, name: string, text: string): string {
  const plain = /^[\x09\x0a\x20-\x7e]*$/.test(text);
  const body = plain
    ? text
    : (
        Buffer.from(text)
          .toString('base64')
          .match(/.{1,76}/g) ?? []
      ).join('\n');
  return [
    `Content-Type: ${contentType}; charset="${plain ? 'us-ascii' : 'utf-8'}"`,
    'MIME-Version: 1.0',
    `Content-Transfer-Encoding: ${plain ? '7bit' : 'base64'}`,
    `Content-Disposition: attachment; filename="${name}"`,
    '',
    body,
  ].join('\n');
}
