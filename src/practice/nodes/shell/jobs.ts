import { parse, type ScriptNode, type StatementNode } from 'just-bash';
import { quoted } from './session.ts';

/**
 * Where the shell finds what it does not do itself: background jobs and waiting for them. just-bash runs commands of its
 * host only from /usr/bin.
 */
export const jobProgram = '/usr/bin/.practice-job';
export const waitProgram = '/usr/bin/.practice-wait';

/** Something in a script to be put in another's place. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * just-bash runs `cmd &` in the foreground. So a script with jobs is rewritten before it runs: each job becomes a call that
 * starts it beside, and `wait` one that waits for them. A script without jobs, or one that does not parse, stays as it is.
 * The text is changed, not the tree: what just-bash writes from a tree is not always the same script.
 */
export function withJobs(script: string): string {
  if (!/(^|[^&|<>])&(?![&>0-9-])/.test(script)) return script;
  let tree: ScriptNode;
  try {
    tree = parse(script);
  } catch {
    // The shell itself says what is wrong with it.
    return script;
  }
  const changes = changesIn(tree, script);
  return changes.reduceRight((text, { from, to, text: replacement }) => text.slice(0, from) + replacement + text.slice(to), script);
}

function changesIn(tree: ScriptNode, script: string): Change[] {
  const changes: Change[] = [];
  let place = 0;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isStatement(value)) {
      const source = value.sourceText;
      const from = source === undefined ? -1 : script.indexOf(source, place);
      if (source !== undefined && from >= 0) {
        // A here-document's body lies elsewhere: such a job runs in the foreground.
        if (value.background && !/<<(?!<)/.test(source)) {
          place = from + source.length;
          const command = source.replace(/&\s*$/, '').trimEnd();
          changes.push({ from, to: place, text: `${jobProgram} ${isDetached(value) ? 'detached' : 'attached'} ${quoted(command)};` });
          return;
        }
        if (/^wait\b[^|&;]*$/.test(source)) changes.push({ from, to: from + source.length, text: waitProgram });
        place = from;
      }
    }
    for (const each of Array.isArray(value) ? value : Object.values(value)) visit(each);
  };
  visit(tree);
  return changes;
}

const isStatement = (value: object): value is StatementNode & { readonly sourceText?: string } => 'type' in value && value.type === 'Statement';

/** Its output goes somewhere else, so nobody waits for it. */
function isDetached(statement: StatementNode): boolean {
  const [command] = statement.pipelines.at(-1)?.commands.slice(-1) ?? [];
  const redirections = (command as { redirections?: readonly { operator: string; fd: number | null }[] } | undefined)?.redirections ?? [];
  return redirections.some(({ operator, fd }) => operator.includes('>') && (fd === null || fd === 1));
}
