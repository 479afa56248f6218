import { word } from '../../azure/commands.ts';
import { dollars, momentWords } from '../../state/words.ts';
import { networkPlan } from '../../azure/blueprint.ts';
import { userData } from '../../remote/user-data.ts';
import { lessonOf } from '../lesson.ts';
import { benchmarkVariables } from './bash-benchmark.ts';
import { azureCloudOf, isElsewhere, type ScriptFacts } from './bash-facts.ts';
import { comment, sh } from './bash-lines.ts';

/** The oldest az that makes a machine with `--security-type Standard` and a subnet without a way out (azure-cli HISTORY, 2.58.0: #28409). */
const oldestAz = '2.58';

/** The user on the nodes, where a name is not to be told. */
const standardUser = 'azureuser';

/** What the script is, what it needs, costs and leaves out; then `set`. */
export function header(facts: ScriptFacts, { madeBy, file }: { readonly madeBy: string; readonly file: string }): string {
  const { choices, session } = facts.remembered;
  const network = facts.infiniBand ? 'InfiniBand' : 'Ethernet';
  const built = session.createdAt === undefined ? '' : ` on ${momentWords(session.createdAt).slice(0, 10)}`;
  const hello = facts.has('hello-mpi');
  const commands = [
    `#   ./${file} up            build it${hello ? ', and say hello from every node' : ' as far as the session came'}`,
    ...(hello ? [`#   ./${file} hello         compile hello again, and run it`] : []),
    `#   ./${file} down          delete it, and ask Azure whether anything is left (--yes: without a question)`,
  ];
  return [
    '#!/usr/bin/env bash',
    '#',
    `# ${choices.name}: ${choices.count} x ${choices.size} in ${choices.location}, an MPI cluster on Azure over ${network}.`,
    '#',
    comment(
      `Made by ${madeBy} from what it did${built}. It builds the same cluster again with the Azure CLI and ssh and nothing else, and takes it down again.`,
    ),
    '#',
    ...(facts.simulated
      ? [
          comment(
            'SIMULATED: that cluster was one of the practice cloud. No machine existed and nothing was paid. This script builds real machines, and they cost real money.',
          ),
          '#',
        ]
      : []),
    ...commands,
    '#',
    comment(
      `Needs: az ${oldestAz} or later, logged in (az login); ssh, ssh-keygen and curl; bash 3.2 or later. In Azure, a quota of ${choices.count * facts.vCPUs} vCPUs for ${choices.size} in ${choices.location}.`,
    ),
    ...costs(facts),
    comment(`Keeps the key, the host keys and the addresses of the nodes in a folder of its own, see "folder" below; ~/.ssh is neither read nor written.`),
    ...leftOut(facts),
    '',
    'set -euo pipefail',
    '# Whatever fails and is not expected to ends it, and is said.',
    'set -o errtrace',
    sh`trap 'printf "%s: line %s: failed: %s\n" "@{0##*/}" "$LINENO" "$BASH_COMMAND" >&2' ERR`,
  ].join('\n');
}

function costs({ remembered: { session, choices } }: ScriptFacts): string[] {
  if (session.price === undefined) return [comment('Costs money from "up" to "down", by the hour: the machines, their disks, their addresses.')];
  const { perHour, parts, source } = session.price;
  const list = parts.map(({ what, count, perHour: each }) => `#   ${String(count).padStart(3)} x ${what}, ${Number(each.toFixed(4))} $ an hour`);
  return [comment(`Costs ${dollars(perHour)} an hour from "up" to "down" (${source}; ${choices.count} nodes):`), ...list];
}

/** What the reader might expect in it, and why it is not there. */
function leftOut(facts: ScriptFacts): string[] {
  const { choices, session } = facts.remembered;
  const notes = [
    ...(facts.missing.length === 0
      ? []
      : [
          `NOT IN IT, as the session never came there: ${facts.missing.map((stage) => lessonOf(stage).title).join(', ')}.${facts.ended === undefined ? '' : ` It ended before: ${facts.ended}.`}`,
        ]),
    ...(choices.customData === undefined
      ? []
      : [
          'NOT IN IT: the user data that you gave beside. It may hold what is nobody else’s, so it is never exported; the function user_data is the place for it.',
        ]),
    ...(session.adopted === undefined
      ? []
      : ['That cluster was made by hand and taken over by rank0: the lines below are those with which rank0 makes one like it.']),
    ...(isElsewhere(choices.cloud)
      ? [
          `That cluster is behind ${new URL(choices.cloud).host}, an ARM endpoint of its own: az has to know it (az cloud register) and be set to it (az cloud set).`,
        ]
      : []),
  ];
  return notes.flatMap((note) => ['#', comment(note)]);
}

/** Everything that one may want to change, in one place. */
export function variables(facts: ScriptFacts): string {
  const { remembered, withAddresses, blueprint } = facts;
  const { choices } = remembered;
  const { publisher, offer, sku, version } = blueprint.imageReference;
  const latest = version === 'latest' ? `   # latest was ${facts.imageVersion}` : '';
  const wide = !withAddresses && !choices.sshSource.endsWith('/32') ? ' (that of the session was wider than one address)' : '';
  const stored = (value: string): string => (withAddresses ? word(value) : '');
  return [
    '# What is built, and where. A name, the number of nodes or the region may be changed before the first "up".',
    sh`subscription=@{SUBSCRIPTION:-${stored(choices.subscription)}}   # name or id; empty: the one that az is set to`,
    `cluster=${word(choices.name)}`,
    `group=${word(choices.resourceGroup)}`,
    `region=${word(choices.location)}`,
    `size=${word(choices.size)}`,
    `count=${choices.count}   # nodes; ${facts.infiniBand ? 'the first' : `${choices.name}0`} is the head`,
    `slots=${facts.vCPUs}   # processes that a node may run: one for each of its vCPUs`,
    `image=${word([publisher, offer, sku, version].join(':'))}${latest}`,
    withAddresses || choices.adminUsername === standardUser
      ? `user=${word(choices.adminUsername)}`
      : `user=${standardUser}   # on the nodes; in the session it was the name of whoever made it`,
    `subnet=${networkPlan.subnetPrefix}`,
    `# Who may reach port 22, as 192.0.2.7/32. Empty: the address of this machine, found out when the script runs${wide}.`,
    sh`ssh_source=@{SSH_SOURCE:-${stored(choices.sshSource)}}`,
    '# Where the key and what is learnt of the nodes are kept: outside of any repository.',
    sh`folder=@{FOLDER:-$HOME/.mpi-clusters/$cluster}`,
    ...(facts.has('benchmark') ? benchmarkVariables(facts) : []),
    '',
    '# Answers of az are not shown unless they are asked for.',
    'export AZURE_CORE_OUTPUT=none AZURE_CORE_ONLY_SHOW_ERRORS=true',
  ].join('\n');
}

/** What all stages use. */
export const helpers = sh`say() { printf '\n== %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "@{0##*/}" "$*" >&2
  exit 1
}

# Runs a function for each of several nodes, ten at the same time. Where one fails, the others end first.
at_once() { # FUNCTION NODE...
  local function=$1 each pid pids failed=0
  shift
  while [ $# -gt 0 ]; do
    pids=
    for each in "@{@:1:10}"; do
      "$function" "$each" &
      pids="$pids $!"
    done
    for pid in $pids; do wait "$pid" || failed=1; done
    [ "$failed" = 0 ] || fail "$function failed, see above; it can be run again and goes on from there"
    shift "$(($# < 10 ? $# : 10))"
  done
}`;

/** The folder, the key, the id, the user data. */
export function preparation(facts: ScriptFacts): string {
  const { choices } = facts.remembered;
  const text = userData({ packages: facts.mpi.packages, packageUpgrade: choices.packageUpgrade });
  const own = azureCloudOf(choices.cloud);
  return [
    sh`# A folder of its own with a key that is made here and now, for this cluster alone, and with the id that marks its
# resources. The key that one uses at home never comes near the nodes.
prepare() {
  umask 077
  mkdir -p "$folder"
  cd "$folder"
  [ -s id ] || cat /proc/sys/kernel/random/uuid > id 2> /dev/null || uuidgen | tr '[:upper:]' '[:lower:]' > id
  id=$(cat id)
  tags=(createdBy=rank0 "rank0-cluster=$cluster" "rank0-id=$id")
  [ -s login_key ] || ssh-keygen -q -t ed25519 -N '' -C "login-$cluster" -f login_key
}`,
    `${comment(
      `What the machines do at their first boot (cloud-init): they install ${facts.mpi.packages.join(', ')}, and print their host keys on the serial console, where Azure shows them to whoever is signed in.`,
    )}
user_data() {
  cat << 'CLOUD_INIT'
${text.trimEnd()}
CLOUD_INIT
}`,
    sh`${comment(facts.why('sign-in'))}
sign_in() {
  say 'Sign in'
${own === undefined ? '' : `  az cloud set --name ${own}\n`}  # The subscription of the first "up" stays that of the cluster, whatever az is set to later.
  if [ -s subscription ]; then subscription=$(cat subscription); fi
  if [ -n "$subscription" ]; then az account set --subscription "$subscription"; fi
  az account show --query id --output tsv > subscription || fail 'nobody is logged in: az login'
  az account show --query name --output tsv
}`,
  ].join('\n\n');
}
