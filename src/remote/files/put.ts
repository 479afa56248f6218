import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import type { ClusterNode } from '../../state/events.ts';
import { type Problem, ProblemError, problemOf } from '../../state/problem.ts';
import type { Nodes } from '../nodes.ts';
import { hostKeyProblem, sshLines } from '../peers.ts';
import type { LocalFile } from './local-file.ts';
import { fileProblem, inFolder, marked, remotePath } from './place.ts';
import { counting, type FileEnd, type FileListener } from './steps.ts';
import { askLine, handOnLine, takeLine, type Target } from './scripts.ts';

/** How a file came to a node, or did not. */
export interface PutEnd extends FileEnd {
  /** Where it came from: `laptop`, or the node that handed it on. */
  readonly from?: string;
}

/** Sends one file to nodes. */
export interface PutOptions extends FileListener<PutEnd> {
  readonly nodes: Nodes;
  /** Head first, where it is one of them. */
  readonly targets: readonly ClusterNode[];
  readonly file: LocalFile;
  /** The folder on the nodes, as a person writes it. */
  readonly to: string;
  readonly signal: AbortSignal;
  /** Bytes that have left this machine so far. */
  sent?(bytes: number): void;
}

/** To how many nodes one node hands on at once. sshd opens no more than ten sessions on one connection. */
const mostAtOnce = 4;

/** How often a node is tried that did not take the file, each time from another node where there is one. */
const mostTries = 2;

/** How many nodes are tried one after the other as the first to have it. */
const mostFirsts = 3;

/** The longest that so many bytes may take, in seconds: 50 kB a second is the slowest line that is waited for. */
const patience = (bytes: number): number => 120 + Math.ceil(bytes / 50_000);

type Answer = { readonly is: 'same' } | { readonly is: 'room'; readonly part: number };

/**
 * Puts one file on all targets: it leaves this machine once, to the first of them, and from there on the nodes hand it on to each other over
 * the cluster's own SSH, each that has it to others. Every node checks the sum before the file takes its place there.
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

  // Asked only now: a node that sees the first one's folder (shared files) has it already.
  const having: ClusterNode[] = [first];
  const wanting: ClusterNode[] = [];
  await Promise.all(
    waiting.map(async (node) => {
      try {
        if ((await ask(options, target, node)).is === 'same') {
          end({ node: node.name, state: 'unchanged' });
          having.push(node);
        } else wanting.push(node);
      } catch (error) {
        failed(node, error);
      }
    }),
  );
  await spread(options, target, { having, wanting, end });
  return ends;
}

const notBegun = (node: string, why: Problem): Problem => ({
  ...why,
  code: 'put-not-begun',
  message: `${node}: not tried, as none of the first took it: ${why.message}`,
});

/** What a node says of its place for the file. @throws ProblemError `node-disk-full`, `node-not-permitted`, `node-target-is-folder`; what `exec` throws. */
async function ask({ nodes, signal, step }: PutOptions, target: Target, node: ClusterNode): Promise<Answer> {
  const { size } = target.file;
  step?.({ node: node.name, state: 'looking', bytes: 0, size });
  const { stdout, stderr } = await nodes.exec(node, askLine(target, node.name), { signal, timeoutSeconds: patience(size / 100) });
  const [state, free = '', part = ''] = marked(stdout) ?? [];
  if (state === 'same') return { is: 'same' };
  if (state === 'folder') {
    throw new ProblemError({
      code: 'node-target-is-folder',
      message: `${node.name}: ${target.path} is a folder there`,
      means: 'A file of that name cannot be put where a folder is.',
      next: [{ label: 'Put it into that folder', command: `rank0 put ${target.file.name} --to ${target.path.replace(/^\.\//, '')}` }],
    });
  }
  if (state !== 'room') throw fileProblem(node.name, target.path, stderr || stdout);
  const there = Math.min(Number(part) || 0, size);
  const bytes = Number(free) * 1024;
  if (free !== '' && Number.isFinite(bytes) && bytes < size - there) throw fileProblem(node.name, target.path, '', bytes);
  return { is: 'room', part: there };
}

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

interface Spreading {
  readonly having: readonly ClusterNode[];
  readonly wanting: ClusterNode[];
  end(end: PutEnd): void;
}

/** Every node that has the file hands it on to the next that wants it, until all have it: their number grows with each round. */
async function spread(options: PutOptions, target: Target, { having, wanting, end }: Spreading): Promise<void> {
  const tries = new Map<string, number>();
  const why = new Map<string, unknown>();
  const working: Promise<void>[] = [];
  const worker = async (source: ClusterNode): Promise<void> => {
    for (let node = wanting.shift(); node !== undefined; node = wanting.shift()) {
      try {
        await handOn(options, target, source, node);
        end({ node: node.name, state: 'copied', from: source.name });
        if (wanting.length > 0) begin(node);
      } catch (error) {
        if (options.signal.aborted || (error instanceof ProblemError && error.stopsRun)) throw error;
        const lost = error instanceof SourceLost;
        const count = (tries.get(node.name) ?? 0) + (lost ? 0 : 1);
        tries.set(node.name, count);
        why.set(node.name, lost ? error.cause : error);
        if (lost || count < mostTries) wanting.push(node);
        else end({ node: node.name, state: 'failed', problem: problemOf(error) });
        if (lost) return;
      }
    }
  };
  const begin = (source: ClusterNode): void => {
    for (let one = 0; one < mostAtOnce; one += 1) working.push(worker(source));
  };
  for (const source of having) begin(source);
  // Workers begin others, so the list grows while it is waited for.
  for (let done = 0; done < working.length; ) {
    const now = working.length;
    await Promise.all(working.slice(done));
    done = now;
  }
  for (const node of wanting) end({ node: node.name, state: 'failed', problem: problemOf(why.get(node.name)) });
}

/** The node that should have handed it on is itself out of reach: that says nothing of the one that waits. */
class SourceLost extends Error {}

async function handOn({ nodes, signal, file, step }: PutOptions, target: Target, source: ClusterNode, node: ClusterNode): Promise<void> {
  step?.({ node: node.name, state: 'copying', from: source.name, bytes: 0, size: file.size });
  const result = await nodes.exec(source, handOnLine(target, node.name), { signal, timeoutSeconds: patience(file.size) }).catch((error: unknown) => {
    if (signal.aborted || (error instanceof ProblemError && error.stopsRun)) throw error;
    throw new SourceLost(`${source.name} is lost`, { cause: error });
  });
  const [state] = marked(result.stdout) ?? [];
  if (state === 'done') return;
  const about = `${source.name} → ${node.name}`;
  const hostKey = hostKeyProblem(about, result.stderr);
  if (hostKey) throw hostKey;
  if (result.exitCode === 255) {
    throw new ProblemError({
      code: 'node-unreachable-from-node',
      message: `${about}: ${sshLines(result.stderr) || 'ssh ended without a word'}`,
      means: "The nodes hand files on with the cluster's own key. That node is off or cut off, or the key or a host key line is missing there.",
      next: [
        { label: 'See how it is', command: 'rank0 status' },
        { label: 'Put key and known_hosts in order again', command: 'rank0 up' },
        { label: 'Run the same command again: nodes that have the file are left alone' },
      ],
    });
  }
  throw fileProblem(node.name, target.path, result.stderr || (state === undefined ? '' : 'what arrived has not the sum of the file'));
}
