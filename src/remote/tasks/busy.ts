import { ProblemError } from '../../state/problem.ts';
import type { Access } from '../access.ts';

/** A node on which something runs that a stop would cut off. */
export interface Busy {
  readonly node: string;
  /** Load average of the last minute. */
  readonly load: number;
  /** Names of the programs, each once. */
  readonly programs: readonly string[];
}

/** What everybody has who is logged in; none of it is work. */
const idle = /^(\(sd-pam\)|systemd|sshd.*|sh|bash|dash|zsh|-bash|ps|awk|sort|sleep|cat|tmux.*|screen|dbus-daemon|COMMAND)$/;
const line = 'cat /proc/loadavg; ps -u "$(id -un)" -o comm= 2>/dev/null | sort -u';
/** How long a node may take to say it, in milliseconds of real time; one that does not answer holds nothing up. */
const patience = 6_000;

/** Nodes that are at work: by their load, or by programs of the cluster's user. */
export async function busyNodes(access: Access, names: readonly string[], signal: AbortSignal): Promise<Busy[]> {
  const found = await Promise.all(
    names.map(async (name): Promise<Busy | undefined> => {
      const late = AbortSignal.timeout(patience);
      try {
        const { stdout } = await access.nodes.exec(access.node(name), line, { signal: AbortSignal.any([signal, late]) });
        return busyIn(name, stdout);
      } catch (error) {
        signal.throwIfAborted();
        if (late.aborted || error instanceof ProblemError) return undefined;
        throw error;
      }
    }),
  );
  return found.filter((one) => one !== undefined);
}

/** What a node said of itself; undefined where nothing runs. A load of a half and more is work, whoever's it is. */
export function busyIn(node: string, stdout: string): Busy | undefined {
  const [first = '', ...rest] = stdout.split('\n');
  const load = Number(/^(\d+\.\d+) /.exec(first)?.[1] ?? 0);
  const programs = [...new Set(rest.map((one) => one.trim()).filter((one) => /^[^\s]+$/.test(one) && !idle.test(one)))];
  return load >= 0.5 || programs.length > 0 ? { node, load, programs } : undefined;
}
