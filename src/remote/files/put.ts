import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import type { ClusterNode } from '../../state/events.ts';
import { type Problem, ProblemError, problemOf } from '../../state/problem.ts';
import { ask } from './ask.ts';
import type { LocalFile } from './local-file.ts';
import { fileProblem, inFolder, marked, remotePath } from './place.ts';
import { patience, type PutEnd, type PutOptions } from './put-options.ts';
import { takeLine, type Target } from './scripts.ts';
import { spread } from './spread.ts';
import { counting } from './steps.ts';

export type { PutEnd, PutOptions } from './put-options.ts';

/** How many nodes are tried one after the other as the first to have it. */
const mostFirsts = 3;

/**
 * Puts one file on all targets: it leaves this machine once, to the first of them, and from there on the nodes hand it on to each other, each
 * that has it to others. Every node checks the sum before the file takes its place there.
 * Cut off at any moment, the same call goes on: nodes that have it are asked nothing more, and the first takes the rest.
 * @returns how it ended on each target. @throws the signal's reason; whatever stops a run (a host key that is another one).
 */
export async function putFile(options: PutOptions): Promise<PutEnd[]> {
  const { targets, file, to, signal } = options;
  const folder = remotePath(to);
  const target: Target = { folder, path: inFolder(folder, file.name), file };
  const ends: PutEnd[] = [];
  const end = (one: PutEnd): void => {
    ends.push(one);
    options.ended(one);
  };
  const failed = (node: ClusterNode, error: unknown): void => {
    if (signal.aborted || (error instanceof ProblemError && error.stopsRun)) throw error;
    end({ node: node.name, state: 'failed', problem: problemOf(error) });
  };

  const waiting = [...targets];
  let first: ClusterNode | undefined;
  for (let tried = 0; first === undefined && waiting.length > 0 && tried < mostFirsts; tried += 1) {
    const node = waiting.shift() as ClusterNode;
    try {
      const answer = await ask(options, target, node);
      if (answer.is === 'room') await upload(options, target, node, answer.part);
      end(answer.is === 'same' ? { node: node.name, state: 'unchanged' } : { node: node.name, state: 'copied', from: 'laptop' });
      first = node;
    } catch (error) {
      failed(node, error);
    }
  }
  if (first === undefined) {
    const why = ends.at(-1)?.problem;
    for (const node of waiting) end({ node: node.name, state: 'failed', ...(why ? { problem: notBegun(node.name, why) } : {}) });
    return ends;
  }

  // Only now: a node that sees the first one's folder (shared files) has it already.
  await spread(options, target, { first, wanting: waiting, end });
  return ends;
}

const notBegun = (node: string, why: Problem): Problem => ({
  ...why,
  code: 'put-not-begun',
  message: `${node}: not tried, as none of the first took it: ${why.message}`,
});

/** From this machine to the first node, behind what an earlier run left there. What does not come to the same sum is sent once more, whole. */
async function upload({ nodes, signal, file, sent, step }: PutOptions, target: Target, node: ClusterNode, part: number): Promise<void> {
  for (let from = part; ; from = 0) {
    let broken: Error | undefined;
    const count = counting({ node: node.name, state: 'copying', from: 'laptop', bytes: from, size: file.size }, step);
    // Nothing is read before the node takes it.
    const stream = new Transform({
      transform: (chunk: Buffer, _, done) => {
        sent?.(chunk.length);
        count(chunk.length);
        done(null, chunk);
      },
    });
    const source = createReadStream(file.path, { start: from, highWaterMark: 1 << 18 });
    source.once('error', (error) => {
      broken = error;
      stream.end();
    });
    source.pipe(stream);
    const line = takeLine(target, node.name, true);
    const result = await nodes.exec(node, line, { signal, stdin: stream, timeoutSeconds: patience(file.size) }).finally(() => source.destroy());
    const [state] = marked(result.stdout) ?? [];
    if (state === 'done') return;
    // What lay there was of another content after all; the node has thrown it away.
    if (state === 'differs' && from > 0) continue;
    if (broken || state === 'short' || state === 'differs') throw changedHere(file, broken);
    throw fileProblem(node.name, target.path, result.stderr || result.stdout);
  }
}

function changedHere({ path }: LocalFile, cause?: Error): ProblemError {
  return new ProblemError(
    {
      code: 'file-changed',
      message: cause ? `${path}: ${cause.message}` : `${path} changed while it was sent`,
      means: 'What arrived has not the sum that the file had at the beginning, so it was not put in its place.',
      next: [{ label: 'Run the same command again when nothing writes to it' }],
    },
    { cause },
  );
}
