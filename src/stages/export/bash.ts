import { usageError } from '../../state/problem.ts';
import { word } from '../../azure/commands.ts';
import { dollars } from '../../state/words.ts';
import type { JournalEvent } from '../../state/events.ts';
import { benchmarkParts } from './bash-benchmark.ts';
import { downParts } from './bash-down.ts';
import { factsOf, type ScriptFacts, type ScriptOptions } from './bash-facts.ts';
import { sh } from './bash-lines.ts';
import { known, logInParts } from './bash-log-in.ts';
import { pruneParts } from './bash-prune.ts';
import { clusterSshParts, helloParts } from './bash-remote.ts';
import { groupParts, machineParts } from './bash-resources.ts';
import { scaleSetParts } from './bash-scale-set.ts';
import { installer, sharedParts } from './bash-shared.ts';
import { header, helpers, preparation, variables } from './bash-start.ts';
import type { Remembered } from './definitions.ts';

/**
 * What ran, as a script of `az` and shell lines that builds the same cluster again and takes it down: the stages that the session came to,
 * and no others. It holds no secret, and what is the person's own only with `withAddresses`.
 * @throws ProblemError exit code 2: nothing was built.
 */
export function bashOf(remembered: Remembered, events: readonly JournalEvent[], options: ScriptOptions): string {
  const facts = factsOf(remembered, events, options);
  const { name, cloud } = remembered.choices;
  if (!facts.has('resource-group')) {
    throw usageError('nothing-built', `nothing of ${name} was built yet`, 'A script does again what was done, and nothing was made yet.', [
      { label: 'Build it', command: `rank0 up --name ${name} --cloud ${cloud}` },
    ]);
  }
  const nodes = facts.has('nodes');
  const parts = [
    helpers,
    preparation(facts),
    groupParts(facts),
    ...(nodes ? [facts.infiniBand ? scaleSetParts(facts) : machineParts(facts)] : []),
    ...(nodes ? [known] : []),
    ...(facts.has('log-in') ? [logInParts(facts)] : []),
    ...(facts.has('cluster-ssh') ? [clusterSshParts(facts)] : []),
    ...(facts.has('hello-mpi') ? [helloParts(facts)] : []),
    ...(installs(facts) ? [installer] : []),
    ...(facts.has('benchmark') ? [benchmarkParts(facts)] : []),
    ...(facts.shared === 'none' ? [] : [sharedParts(facts)]),
    ...(facts.pruned ? [pruneParts(facts)] : []),
    downParts(facts),
    ending(facts),
  ];
  const rest = parts.join('\n\n');
  return `${[header(facts, { madeBy: options.madeBy, file: `${name}.sh` }), used(variables(facts), rest), rest].join('\n\n')}\n`;
}

/** Variables that the rest of the script names. */
const used = (lines: string, rest: string): string =>
  lines
    .split('\n')
    .filter((line) => {
      const variable = /^(\w+)=/.exec(line)?.[1];
      return variable === undefined || new RegExp(`(\\$\\{?|\\(\\(.* )${variable}\\b`).test(`${rest}${lines}`);
    })
    .join('\n');

/** Whether something is installed after the first boot. */
const installs = (facts: ScriptFacts): boolean => (facts.has('benchmark') && !facts.benchmarksOfImage) || facts.shared === 'head';

/** The stages in their order, and what the words on the command line do. Read by another script, it does nothing by itself. */
function ending(facts: ScriptFacts): string {
  const hello = facts.has('hello-mpi');
  const stages = [
    ...(facts.has('nodes') ? ['network', 'machines'] : []),
    ...(facts.has('log-in') ? ['log_in'] : []),
    ...(facts.has('cluster-ssh') ? ['cluster_ssh'] : []),
    ...(hello ? ['hello_mpi'] : []),
    ...(facts.has('benchmark') ? ['benchmark'] : []),
    ...(facts.shared === 'none' ? [] : ['shared_files']),
    ...(facts.pruned ? ['prune'] : []),
  ];
  const { price: known } = facts.remembered.session;
  const price = known === undefined ? 'money' : `${dollars(known.perHour)} an hour`;
  const ways = facts.has('log-in') ? [sh`  echo "Log in:  ssh -F '$folder/ssh_config' $head"`] : facts.has('nodes') ? [sh`  echo "Its head: $head"`] : [];
  const way = ways.map((line) => `${line}\n`).join('');
  return sh`up() {
  sign_in
  resource_group
${stages.map((stage) => `  ${stage}\n`).join('')}  say ${word(`Done. It costs ${price} until it is deleted.`)}
${way}  echo "Delete:  $0 down"
}

main() {
  case @{1:-} in
    up)
      prepare
      up
      ;;
${
  hello
    ? `    hello)
      prepare
      know_nodes
      hello_mpi
      ;;
`
    : ''
}    down)
      [ -s "$folder/id" ] || fail "nothing that this script built is known in $folder"
      prepare
      sign_in
      down "@{@:2}"
      ;;
    *)
      echo "usage: $0 up${hello ? ' | hello' : ''} | down [--yes]" >&2
      exit 2
      ;;
  esac
}

if [ "@{BASH_SOURCE[0]}" = "$0" ]; then main "$@"; fi`;
}
