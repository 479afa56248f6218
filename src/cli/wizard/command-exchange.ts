import { keptText, safeText } from '../../azure/redaction.ts';
import type { NodeCommand, NodeCommandEnd } from '../../engine/world.ts';
import type { CommandAnswer, CommandView } from '../../screens/model/exchange.ts';

/** What a kept text may have, in characters. */
const most = { command: 16_000, stdin: 64_000, output: 16_000 } as const;

/** A command as it is kept: private keys and other secrets replaced. */
export function commandSent({ command, stdin }: NodeCommand): Pick<CommandView, 'kind' | 'command' | 'stdin'> {
  return {
    kind: 'command',
    command: keptText(command, most.command),
    ...(stdin === undefined || stdin.length === 0
      ? {}
      : { stdin: { bytes: Buffer.byteLength(stdin), ...(typeof stdin === 'string' ? { text: keptText(stdin, most.stdin) } : {}) } }),
  };
}

/** How it ended on a node, as it is kept. */
export function commandEnded(node: string, end: NodeCommandEnd): CommandAnswer {
  if ('failure' in end) return { node, failure: safeText(end.failure), stdout: { text: '' }, stderr: { text: '' }, ms: end.ms };
  const { exitCode, signal, stdout, stderr, ms } = end;
  return {
    node,
    exitCode,
    ...(signal === undefined ? {} : { signal }),
    stdout: keptText(stdout, most.output),
    stderr: keptText(stderr, most.output),
    ms,
  };
}

/** `glocluster0 $ uname -n`, `glocluster0 and 3 more $ uname -n`. */
export function commandTitle(nodes: readonly string[], count: number, command: string): string {
  const on = count < 2 ? (nodes[0] ?? '') : `${nodes[0]} and ${count - 1} more`;
  return `${on} $ ${command.trim().replace(/\s+/g, ' ').slice(0, 200)}`;
}
