import { clusterKeyComment } from '../../remote/cluster-key.ts';
import { mpirunLine } from '../../remote/open-mpi.ts';
import { sshOptions } from '../../remote/shell.ts';
import { assetText } from '../assets.ts';
import type { ScriptFacts } from './bash-facts.ts';
import { comment, remote, sh, v } from './bash-lines.ts';

/** clush as a script can use it: the worst exit code counts, the keyboard is left alone, a dead node is given up after 5 s. */
const clush = "clush -S -n -q -o '-oBatchMode=yes -oConnectTimeout=5'";

/** How lines find the MPI of the image. */
export const mpiWords = ({ mpi }: ScriptFacts): string =>
  `# The MPI of the image is loaded by a function that a shell without a terminal has to read first.\nmpi='${mpi.line('').trimEnd()}'`;

/** A line that uses MPI. */
export const mpiLine = ({ mpi }: ScriptFacts, line: string): string => (mpi.fabric ? `${v('mpi')} ${line}` : mpi.line(line));

/** A line of mpirun, with what the script has variables for. */
export const mpirun = (facts: ScriptFacts, options: Partial<Parameters<typeof mpirunLine>[0]> & { readonly program: string }): string =>
  mpirunLine({
    major: facts.major,
    subnet: v('subnet'),
    nodes: facts.remembered.choices.count,
    ...(facts.mpi.flags === undefined ? {} : { extra: facts.mpi.flags }),
    ...options,
  }).replace(sshOptions, v('patient'));

export function clusterSshParts(facts: ScriptFacts): string {
  const { user: _, ...access } = { cluster: v('cluster'), user: '' };
  const keygen = `test -e ~/.ssh/id_ed25519 || ssh-keygen -q -t ed25519 -N '' -C ${clusterKeyComment(access)} -f ~/.ssh/id_ed25519`;
  return sh`# ssh between nodes gives a dead one up after 5 s. clush runs a line on several nodes; the worst exit code counts.
patient='${sshOptions}'
clush="${clush}"

${comment(facts.why('cluster-ssh'))}
cluster_ssh() {
  local all
  say 'SSH between the nodes'
  # A key for the nodes alone, made on the head: this machine never has its private half.
  public_key=$(on "$head" ${remote(`${keygen}; cat ~/.ssh/id_ed25519.pub`)})
  at_once join "@{nodes[@]}"
  # From here on, "clush -a" on the head runs a line on all nodes; first of all it copies the key.
  all=$(IFS=, && echo "@{nodes[*]}")
  on "$head" "echo 'all: $all' | sudo tee /etc/clustershell/groups.d/local.cfg > /dev/null"
  on "$head" "$clush -a -x $head -c ~/.ssh/id_ed25519"
  on "$head" "$clush -a uname -n"
}

# Every node knows the host keys of all, which came by way of Azure, and lets the key of the cluster in: from
# inside the subnet alone.
join() { # NODE
  send "$1" "umask 077; cat > ~/.ssh/known_hosts
    grep -qF '$public_key' ~/.ssh/authorized_keys ||
      echo 'from=\"$subnet\" $public_key' >> ~/.ssh/authorized_keys" < known_hosts
}`;
}

export function helloParts(facts: ScriptFacts): string {
  const run = mpirun(facts, { ranks: v('count'), byNode: true, program: './hello < /dev/null' });
  const version =
    facts.mpiVersion === undefined
      ? ''
      : `\n  # These are the words of Open MPI ${facts.major}; ${facts.major >= 5 ? 'up to 4' : 'from 5 on'} the launcher's settings have other names. That cluster had ${facts.mpiVersion}.`;
  return sh`${comment(facts.why('hello-mpi'))}
hello_mpi() {
  local node hosts
  say 'Hello MPI'
  send "$head" 'cat > hello.c' << 'HELLO_C'
${assetText('hello.c').trimEnd()}
HELLO_C
  on "$head" ${remote(mpiLine(facts, 'mpicc hello.c -o hello'))}
  # MPI does not copy programs: each node starts the one that it has.
  on "$head" "$clush -a -x $head -c hello"
  for node in "@{nodes[@]}"; do echo "$node slots=$slots"; done | send "$head" 'cat > hostfile'
  # MPI talks over the network of the cluster alone.${version}
  on "$head" ${remote(mpiLine(facts, `timeout -k 5 60 ${run}`))} | tee hello.out
  hosts=$(sed -n 's/^Hello from rank .* running on //p' hello.out | sort -u | wc -l)
  [ "$hosts" -eq "@{#nodes[@]}" ] || fail "$((hosts)) of @{#nodes[@]} nodes said hello"
}`;
}
