import pLimit from 'p-limit';
import { parse as shellWords } from 'shell-quote';
import { posix } from 'node:path';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';
import { groupsOf } from './clush-groups.ts';
import { type ClushLine, clushLine } from './clush-line.ts';
import { expand, fold, NodeSetError } from './node-set.ts';
import { scpProgram } from './scp.ts';
import { sshProgram } from './ssh.ts';

interface NodeAnswer {
  readonly node: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly late?: boolean;
}

type Context = Parameters<Program>[1];

const usage = 'Usage: clush [options] command\n\nclush: error: ';

/** ClusterShell's clush: one real ssh or scp a node, its lines marked with the node's name. */
const clush: Program = async (args, context, session) => {
  const line = clushLine(args);
  if (line.version) return { stdout: `clush ${session.node.release.clustershell}\n` };
  if (line.error !== undefined) return { stderr: `${usage}${line.error}\n`, exitCode: 2 };
  const groups = groupsOf(session);
  let nodes: string[];
  try {
    const wanted = [...line.nodes, ...line.groups.map((name) => `@${name}`), ...(line.all ? ['@all'] : [])];
    const excluded = expand(line.exclude.join(','), groups);
    nodes = expand(wanted.join(','), groups).filter((node) => !excluded.includes(node));
  } catch (error) {
    if (!(error instanceof NodeSetError)) throw error;
    return { stderr: `clush: Node set parse error: ${error.message}\n`, exitCode: 1 };
  }
  if (nodes.length === 0) return { stderr: `${usage}No node to run on.\n`, exitCode: 2 };
  if (line.words.length === 0) return { stderr: `${usage}the practice cloud needs a command: clush -w NODES COMMAND\n`, exitCode: 2 };
  const order: NodeAnswer[] = [];
  const limit = pLimit(Math.max(1, line.fanout));
  const each = nodes.map((node) =>
    limit(() =>
      session.work.inside(async () => {
        order.push(await inTime(node, line, context, session));
      }),
    ),
  );
  await session.work.outside(Promise.all(each));
  return report(order, line);
};

/** `-u`: a node whose command takes longer is given up. */
async function inTime(node: string, line: ClushLine, context: Context, session: Session): Promise<NodeAnswer> {
  if (line.commandTimeout === undefined) return onNode(node, line, context, session);
  const late = new AbortController();
  const done = new AbortController();
  const outer = context.signal ?? session.signal;
  const bell = session.clock.sleep(line.commandTimeout * 1000, AbortSignal.any([done.signal, outer])).then(
    () => late.abort(new Error('command timeout')),
    () => undefined,
  );
  try {
    return await onNode(node, line, { ...context, signal: AbortSignal.any([late.signal, outer]) }, session);
  } catch (error) {
    if (!late.signal.aborted || outer.aborted) throw error;
    return { node, stdout: '', stderr: '', exitCode: 255, late: true };
  } finally {
    done.abort();
    await bell;
  }
}

async function onNode(node: string, line: ClushLine, context: Context, session: Session): Promise<NodeAnswer> {
  const options = line.sshOptions.flatMap((text) => shellWords(text).map(String));
  const common = [...options, ...(line.connectTimeout > 0 ? [`-oConnectTimeout=${Math.floor(line.connectTimeout)}`] : [])];
  if (line.copy) return copyTo(node, line, common, context, session);
  const words = [
    ...common,
    ...(line.user === undefined ? [] : ['-l', line.user]),
    '-oBatchMode=yes',
    ...(line.noInput ? ['-n'] : []),
    node,
    line.words.join(' '),
  ];
  const run = ssh(words, context, session);
  const { stdout = '', stderr = '', exitCode = 0 } = await run;
  return { node, stdout, stderr, exitCode };
}

const ssh = sshProgram['ssh'] as Program;
const scp = scpProgram['scp'] as Program;

/** The same path on the other side, unless `--dest` says otherwise. */
async function copyTo(node: string, line: ClushLine, options: readonly string[], context: Context, session: Session): Promise<NodeAnswer> {
  let all: CommandResult = { stdout: '', stderr: '', exitCode: 0 };
  for (const source of line.words) {
    const path = posix.resolve(context.cwd, source);
    const deep = line.copy === 'from' || ((await session.fs.exists(path)) && (await session.fs.stat(path)).isDirectory);
    const user = line.user === undefined ? '' : `${line.user}@`;
    const there = `${user}[${node}]:`;
    const destination = line.destination ?? posix.dirname(path);
    const [from, to] = line.copy === 'to' ? [path, `${there}${destination}`] : [`${there}${path}`, posix.join(destination, `${posix.basename(path)}.${node}`)];
    const {
      stdout = '',
      stderr = '',
      exitCode = 0,
    } = await scp([...options, ...(deep ? ['-r'] : []), ...(line.preserve ? ['-p'] : []), from as string, to as string], context, session);
    all = { stdout: all.stdout + stdout, stderr: all.stderr + stderr, exitCode: Math.max(all.exitCode ?? 0, exitCode) };
  }
  return { node, stdout: all.stdout ?? '', stderr: all.stderr ?? '', exitCode: all.exitCode ?? 0 };
}

function report(answers: readonly NodeAnswer[], line: ClushLine): CommandResult {
  const label = (node: string, text: string): string =>
    linesOf(text)
      .map((each) => (line.label ? `${node}: ${each}\n` : `${each}\n`))
      .join('');
  const sorted = [...answers].sort((a, b) => a.node.localeCompare(b.node, 'en', { numeric: true }));
  let stdout = '';
  let stderr = '';
  if (line.gather) {
    const blocks = new Map<string, string[]>();
    for (const { node, stdout: out, stderr: err } of sorted) {
      const text = line.gatherAll ? out + err : out;
      if (text !== '') blocks.set(text, [...(blocks.get(text) ?? []), node]);
      if (!line.gatherAll) stderr += label(node, err);
    }
    for (const [text, nodes] of blocks) {
      if (line.byNode) stdout += label(fold(nodes), text);
      else
        stdout += `${'-'.repeat(15)}\n${fold(nodes)}${nodes.length > 1 && !line.quiet ? ` (${nodes.length})` : ''}\n${'-'.repeat(15)}\n${text.replace(/\n?$/, '\n')}`;
    }
  } else {
    for (const { node, stdout: out, stderr: err } of line.byNode ? sorted : answers) {
      stdout += label(node, out);
      stderr += label(node, err);
    }
  }
  // Said in any case, but with -S the exit code says it, and -q may silence it (ClusterShell's own rule).
  if (!(line.worst && line.quiet)) {
    const late = answers.filter((each) => each.late).map(({ node }) => node);
    stderr += exitLines(
      (line.gather ? sorted : answers).filter((each) => !each.late),
      line,
    );
    if (late.length > 0) stderr += `clush: ${fold(late)}: command timeout\n`;
  }
  return { stdout, stderr, exitCode: line.worst ? Math.max(0, ...answers.map(({ exitCode }) => exitCode)) : 0 };
}

function exitLines(answers: readonly NodeAnswer[], { gather, quiet }: ClushLine): string {
  const failed = answers.filter(({ exitCode }) => exitCode !== 0);
  if (!gather) return failed.map(({ node, exitCode }) => `clush: ${node}: exited with exit code ${exitCode}\n`).join('');
  const byCode = new Map<number, string[]>();
  for (const { node, exitCode } of failed) byCode.set(exitCode, [...(byCode.get(exitCode) ?? []), node]);
  return [...byCode]
    .map(([code, nodes]) => `clush: ${fold(nodes)}${nodes.length > 1 && !quiet ? ` (${nodes.length})` : ''}: exited with exit code ${code}\n`)
    .join('');
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** `nodeset`: sets written out (`-e`), folded (`-f`) and counted (`-c`). */
const nodeset: Program = (args, context, session) => {
  const flags = args.filter((each) => /^-[a-zA-Z]+$/.test(each)).join('');
  const separator =
    args.find((each) => each.startsWith('--separator='))?.slice(12) ??
    (args.includes('-S') ? (args[args.indexOf('-S') + 1] ?? ' ').replaceAll('\\n', '\n') : ' ');
  if (args.includes('--version')) return { stdout: `nodeset ${session.node.release.clustershell}\n` };
  const words = args.filter((each, index) => !each.startsWith('-') && args[index - 1] !== '-S');
  const input = words.length > 0 && words[0] !== '-' ? words.join(',') : String(context.stdin).split(/\s+/).join(',');
  try {
    const names = expand(flags.includes('a') ? ['@all', ...words].join(',') : input, groupsOf(session));
    if (flags.includes('c')) return { stdout: `${names.length}\n` };
    return { stdout: `${flags.includes('e') ? names.join(separator) : fold(names)}\n` };
  } catch (error) {
    if (!(error instanceof NodeSetError)) throw error;
    return { stderr: `nodeset: Node set parse error: ${error.message}\n`, exitCode: 1 };
  }
};

export const clustershell: Programs = { clush, nodeset, cluset: nodeset };
