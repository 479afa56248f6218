import { parse, quote } from 'shell-quote';
import { openAzure } from '../../azure/azure.ts';
import { namesOf } from '../../stages/node-names.ts';
import { connectionsOf } from '../../stages/walk-connections.ts';
import type { World } from '../../engine/world.ts';
import { lookAtNodes } from '../../stages/look-at-nodes.ts';
import { spentSoFar } from '../../stages/your-cluster.ts';
import type { Walk } from '../../stages/walk.ts';
import { readStoreFile } from '../../state/store.ts';
import { standingOf, statusText } from '../commands/status.ts';
import { parseWords } from '../program.ts';
import { loginNodes } from '../remembered.ts';
import { simulatedAz } from './az-simulated.ts';
import { systemAz } from './az-system.ts';
import type { LookAnswer, LookRequest } from './services.ts';

/** Said above what the simulated Azure answers: az itself knows nothing of it. */
const bySimulated = 'Answered by rank0 from the simulated Azure, as az prints it: az itself knows nothing of it.';
const byThisProgram = 'Answered within this program: it is the one that has the cluster open.';

/**
 * An `az` line of a lesson. In Azure the system's az runs it, for the subscription at hand; of the simulated Azure az knows
 * nothing, so its answer is made from the same ARM requests.
 */
export async function lookByAz(world: World, { command, subscription, tell, signal }: LookRequest): Promise<LookAnswer> {
  const { words, grep } = takenApart(command);
  const [, ...rest] = words;
  const lines = through(grep, tell);
  const exitCode = world.simulated
    ? await simulatedAz({ world, subscription, words: rest, tell: lines.tell, signal })
    : await systemAz({ words: withSubscription(rest, subscription), tell: lines.tell, error: tell, signal });
  lines.end();
  const code = grep !== undefined && exitCode === 0 && !lines.found() ? 1 : exitCode;
  return world.simulated ? { exitCode: code, by: bySimulated } : { exitCode: code };
}

/** The line as az is to run it: for the subscription of the cluster, which need not be the one that az takes by itself. */
export function lineFor(world: Pick<World, 'simulated'>, command: string, subscription: string | undefined): string {
  if (world.simulated || subscription === undefined || !command.startsWith('az ') || !needsSubscription(takenApart(command).words)) return command;
  return command.replace(/ \| |$/, (end) => ` --subscription ${subscription}${end}`);
}

const needsSubscription = (words: readonly string[]): boolean => words[1] !== 'account' && words[0] !== 'account' && !words.includes('--subscription');

const withSubscription = (words: readonly string[], subscription: string | undefined): readonly string[] =>
  subscription !== undefined && needsSubscription(words) ? [...words, '--subscription', subscription] : words;

/** A `rank0` line of a lesson, answered through the walk that is open: `status` and `run`. */
export async function lookByRank0(walk: Walk, { command, tell, signal }: LookRequest): Promise<LookAnswer> {
  const parsed = parseWords(takenApart(command).words.slice(1), '', () => {});
  const { choices, session, world, folder } = walk;
  const cluster = { name: choices.name, folder, session };
  const nodes = connectionsOf({
    world,
    choices: () => choices,
    session: () => session,
    azure: () => openAzure(world, choices.subscription),
    privateKey: readStoreFile(folder, 'login_key') ?? '',
  });
  try {
    if (!('exit' in parsed) && parsed.command === 'status') {
      const names = namesOf(choices, session);
      const azure = openAzure(world, choices.subscription);
      const live = await lookAtNodes({ azure, nodes, session, names, choices }, signal);
      tell(`${statusText(cluster, live, { state: standingOf(cluster, live), spent: spentSoFar(session, world) })}\n`);
      return { exitCode: 0, by: byThisProgram };
    }
    if (!('exit' in parsed) && parsed.command === 'run' && parsed.rest.length > 0) {
      const line = parsed.rest.length === 1 ? (parsed.rest[0] as string) : quote([...parsed.rest]);
      const ends = await Promise.all(
        loginNodes({ cluster }, undefined).map((node) => nodes.exec(node, line, { signal, onLine: (text) => tell(`${node.name}: ${text}\n`) })),
      );
      return { exitCode: Math.max(...ends.map(({ exitCode }) => exitCode)), by: byThisProgram };
    }
  } finally {
    nodes.close();
  }
  throw new Error(`a lesson shows a line that the wizard cannot run: ${command}`);
}

/** A line's words, and what is grepped out of its output. */
function takenApart(command: string): { readonly words: readonly string[]; readonly grep?: string } {
  const entries = parse(command);
  const pipe = entries.findIndex((entry) => typeof entry === 'object' && 'op' in entry && entry.op === '|');
  const wordsOf = (some: typeof entries): string[] => some.filter((entry) => typeof entry === 'string');
  const [program, pattern] = pipe < 0 ? [] : wordsOf(entries.slice(pipe + 1));
  const words = wordsOf(pipe < 0 ? entries : entries.slice(0, pipe));
  return program === 'grep' && pattern !== undefined ? { words, grep: pattern } : { words };
}

/** Passes on what has the pattern, line by line, or all of it where there is none: no grep is needed on the laptop. */
function through(pattern: string | undefined, tell: (text: string) => void) {
  let rest = '';
  let found = false;
  const pass = (line: string): void => {
    if (pattern === undefined || !line.includes(pattern)) return;
    found = true;
    tell(`${line}\n`);
  };
  return {
    tell: (text: string): void => {
      if (pattern === undefined) {
        tell(text);
        return;
      }
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) pass(line);
    },
    end: (): void => {
      if (rest !== '') pass(rest);
      rest = '';
    },
    found: () => found,
  };
}
