import type { ClusterNode } from '../state/events.ts';
import { type Problem, problemOf } from '../state/problem.ts';
import type { Nodes } from './nodes.ts';

/** How a command ended on one node. */
export interface CommandEnd {
  readonly node: string;
  /** 255 where it did not get as far as the node, as ssh ends then; 128 + n where a signal ended it. */
  readonly exitCode: number;
  /** It was stopped before it ended by itself. */
  readonly stopped?: true;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not get as far as the node, or was cut off there. */
  readonly problem?: Problem;
}

/** Runs one line on many nodes at once. */
export interface CommandOptions {
  readonly nodes: Nodes;
  readonly targets: readonly ClusterNode[];
  readonly signal: AbortSignal;
  /** Aborted: each node is told to end it, and how that went is its end. */
  readonly stop?: AbortSignal;
  /** The first so many characters of each stream are kept for the ends; all of them unless told. */
  readonly keep?: number;
  /** Each line as it comes, without its end. */
  line?(node: string, text: string, stream: 'stdout' | 'stderr'): void;
  /** A node is done; the others may go on. */
  ended?(end: CommandEnd): void;
  /** Says more of a failure than the connection does. */
  explained?(error: unknown, signal: AbortSignal): Promise<Problem>;
}

/** As long as the person wants, in seconds: a node that died is noticed by its connection. */
const aWeek = 7 * 24 * 3600;

/**
 * Runs a line in the user's shell on all targets at once. A line that fails, or a node that cannot be reached, is an end like another.
 * @returns the ends in the order of the targets. @throws the signal's reason.
 */
export async function runOnNodes(
  command: string,
  { nodes, targets, signal, stop, keep, line, ended, explained }: CommandOptions,
): Promise<readonly CommandEnd[]> {
  return Promise.all(
    targets.map(async (target) => {
      const node = target.name;
      const end = (one: CommandEnd): CommandEnd => {
        ended?.(one);
        return one;
      };
      try {
        const result = await nodes.exec(target, command, {
          signal,
          timeoutSeconds: aWeek,
          ...(stop ? { stop } : {}),
          ...(keep === undefined ? {} : { keep }),
          ...(line ? { onLine: (text, stream) => line(node, text, stream) } : {}),
        });
        const { exitCode, stdout, stderr, signal: by } = result;
        return end({ node, exitCode, stdout, stderr, ...(stop?.aborted && by !== undefined ? { stopped: true } : {}) });
      } catch (error) {
        if (signal.aborted) throw error;
        // It was stopped before it had begun there.
        if (stop?.aborted && error === stop.reason) return end({ node, exitCode: 255, stdout: '', stderr: '', stopped: true });
        return end({ node, exitCode: 255, stdout: '', stderr: '', problem: await (explained?.(error, signal) ?? problemOf(error)) });
      }
    }),
  );
}
