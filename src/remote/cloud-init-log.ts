/** The log of cloud-init's modules on Ubuntu and Debian. */
export const cloudInitLog = '/var/log/cloud-init-output.log';

/** A line that prints cloud-init's state, then the lines of its log that tell how far the packages are. */
export const lookAtCloudInit = `cloud-init status; sudo grep -hE 'newly installed|^Get:|^Unpacking|^Setting up' ${cloudInitLog} | tail -n 600`;

/** A word for what cloud-init does. `unknown`: it printed no state. */
export type CloudInitState = 'running' | 'done' | 'error' | 'disabled' | 'unknown';

/** The state in what `cloud-init status` printed. "not run" and "not started" count as running: it has not got there yet. */
export function cloudInitState(stdout: string): CloudInitState {
  const word = /^status:\s*(.+?)\s*$/m.exec(stdout)?.[1]?.toLowerCase();
  if (word === undefined) return 'unknown';
  if (word === 'done' || word.includes('degraded done')) return 'done';
  if (word.startsWith('error')) return 'error';
  if (word.startsWith('disabled')) return 'disabled';
  return 'running';
}

/**
 * How far apt is, from the log's lines: "installing openmpi-bin, 3 of 5". Each run of apt announces how many packages it
 * will install; then it downloads, unpacks and sets up each. Undefined where apt has not begun.
 */
export function packageProgress(log: string): string | undefined {
  let total = 0;
  let counts = { got: 0, unpacked: 0, setUp: 0 };
  let current = '';
  for (const line of log.split(/\r?\n/)) {
    const announced = /^(\d+) upgraded, (\d+) newly installed/.exec(line);
    const named = /^(Unpacking|Setting up) ([^\s:]+)/.exec(line);
    if (announced) {
      total = Number(announced[1]) + Number(announced[2]);
      counts = { got: 0, unpacked: 0, setUp: 0 };
      current = '';
    } else if (line.startsWith('Get:')) counts.got += 1;
    else if (named?.[1] === 'Unpacking') {
      counts.unpacked += 1;
      current = named[2] as string;
    } else if (named) {
      counts.setUp += 1;
      current = named[2] as string;
    }
  }
  const of = (count: number): string => (total === 0 ? '' : `, ${Math.min(count, total)} of ${total}`);
  if (counts.setUp > 0) return `installing ${current}${of(counts.setUp)}`;
  if (counts.unpacked > 0) return `unpacking ${current}${of(counts.unpacked)}`;
  if (counts.got > 0) return `downloading packages${of(counts.got)}`;
  return total > 0 ? `installing ${total} packages` : undefined;
}

/** What went wrong by cloud-init's own account (`cloud-init status --format json`); empty where it gave none. */
export function complaintsIn(stdout: string): string[] {
  const json = stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1);
  let status: { errors?: unknown; recoverable_errors?: unknown };
  try {
    status = JSON.parse(json) as typeof status;
  } catch {
    return []; // an older cloud-init without --format json: the log has to do
  }
  const errors = Array.isArray(status.errors) ? status.errors : [];
  const recoverable = Object.values((status.recoverable_errors ?? {}) as Record<string, unknown>).flat();
  return [...errors, ...recoverable].filter((text): text is string => typeof text === 'string' && text.trim() !== '');
}

/** The last lines of the log that tell what failed. */
export function linesThatMatter(log: string, most = 6): string[] {
  return log
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^(E:|W:|Err:)|\b(error|failed|failure|traceback|unable|cannot|could not|not found|denied)\b/i.test(line))
    .slice(-most);
}
