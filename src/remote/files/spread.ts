import type { ClusterNode } from '../../state/events.ts';
import { ProblemError, problemOf } from '../../state/problem.ts';
import { hostKeyProblem, sshLines } from '../peers.ts';
import { ask, folderThere } from './ask.ts';
import { type Feed, fetchFrom, NoWay, openFeed } from './feed.ts';
import { fileProblem, marked } from './place.ts';
import { patience, type PutEnd, type PutOptions } from './put-options.ts';
import { handOnLine, type Target } from './scripts.ts';

/** To how many nodes one node hands on at once: over SSH, and where they fetch it. sshd opens no more than ten sessions on one connection. */
const mostBySsh = 4;
const mostByFeed = 16;

/** A node that has the file becomes a source too where so many bytes are still to go: less is over before it has begun. */
const worthASource = 200_000_000;

/** How often a node is tried that did not take the file, each time from another node where there is one. */
const mostTries = 2;

interface Spreading {
  readonly first: ClusterNode;
  readonly wanting: ClusterNode[];
  end(end: PutEnd): void;
}

/** The node that should have handed it on is itself out of reach: that says nothing of the one that waits. */
class SourceLost extends Error {}

/** A node that has the file, and how others get it there. */
interface Source {
  readonly node: ClusterNode;
  readonly feed: Feed | undefined;
}

/** Every node that has the file hands it on to the next that wants it, until all have it: their number grows with each round. */
export async function spread(options: PutOptions, target: Target, { first, wanting, end }: Spreading): Promise<void> {
  const { signal, file } = options;
  const tries = new Map<string, number>();
  const why = new Map<string, unknown>();
  /** Nodes that no feed reached. */
  const bySsh = new Set<string>();
  const feeds: Feed[] = [];
  const working: Promise<void>[] = [];
  const stops = (error: unknown): boolean => signal.aborted || (error instanceof ProblemError && error.stopsRun);

  const give = async (source: Source, node: ClusterNode): Promise<PutEnd> => {
    const from = source.node.name;
    if (source.feed && !source.feed.gone.aborted && !bySsh.has(node.name)) {
      try {
        options.step?.({ node: node.name, state: 'copying', from, bytes: 0, size: file.size });
        return await fetched(options, target, node, from, source.feed);
      } catch (error) {
        if (!(error instanceof NoWay)) throw error;
        bySsh.add(node.name);
      }
    }
    if ((await ask(options, target, node)).is === 'same') return { node: node.name, state: 'unchanged' };
    await handOn(options, target, source.node, node);
    return { node: node.name, state: 'copied', from };
  };
  const worker = async (source: Source): Promise<void> => {
    for (let node = wanting.shift(); node !== undefined; node = wanting.shift()) {
      try {
        end(await give(source, node));
        if (wanting.length * file.size > worthASource || !source.feed) begin(node);
      } catch (error) {
        if (stops(error)) throw error;
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
  const begin = (node: ClusterNode): void => {
    if (wanting.length === 0) return;
    working.push(
      (async () => {
        const feed = await openFeed(options, target, node);
        if (feed) feeds.push(feed);
        const many = feed ? mostByFeed : mostBySsh;
        await Promise.all(Array.from({ length: Math.min(many, wanting.length) }, () => worker({ node, feed })));
      })(),
    );
  };
  try {
    begin(first);
    // Workers begin others, so the list grows while it is waited for.
    for (let done = 0; done < working.length; ) {
      const now = working.length;
      await Promise.all(working.slice(done));
      done = now;
    }
  } finally {
    for (const feed of feeds) feed.close();
  }
  for (const node of wanting) end({ node: node.name, state: 'failed', problem: problemOf(why.get(node.name)) });
}

async function fetched(options: PutOptions, target: Target, node: ClusterNode, from: string, feed: Feed): Promise<PutEnd> {
  const { state, free, said } = await fetchFrom(options, target, node, feed);
  if (state === 'done') return { node: node.name, state: 'copied', from };
  if (state === 'same') return { node: node.name, state: 'unchanged' };
  if (state === 'folder') throw folderThere(target, node.name);
  if (state === 'full') throw fileProblem(node.name, target.path, '', free);
  throw fileProblem(node.name, target.path, state === 'differs' ? 'what arrived has not the sum of the file' : said);
}

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
