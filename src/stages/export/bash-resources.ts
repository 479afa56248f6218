import { nodeResources } from '../../azure/blueprint.ts';
import { azCommands } from '../../azure/commands.ts';
import { providersOf, type ScriptFacts } from './bash-facts.ts';
import { azLine, comment, sh, v } from './bash-lines.ts';

/** The group, the network that both roads have, and what sees which of all that is there. */
export function groupParts(facts: ScriptFacts): string {
  const { choices } = facts.remembered;
  const commands = azCommands({ ...facts.blueprint, choices: { ...facts.blueprint.choices, useExistingGroup: false } });
  const [create = ''] = commands.group();
  const own = sh`  if ! group_is_there; then
${azLine(create, { indent: 4 })}
  elif ! group_is_ours; then
    fail "the resource group $group was there before, and not by this script: choose another name, or delete it"
  fi`;
  const anybodys = sh`  # The session was in a group that was there before: it is used as it is, and kept by "down".
  group_is_there ||
${azLine(create, { indent: 4 })}`;
  return [
    sh`group_is_there() { [ "$(az group exists --name "$group" --output tsv)" = true ]; }
${
  choices.useExistingGroup
    ? ''
    : sh`group_is_ours() { [ "$(az group show --name "$group" --query 'tags."rank0-id"' --output tsv)" = "$id" ]; }
`
}
# Makes a list of what is in the group already: a second "up" goes on where the first one stopped.
look() { az resource list --resource-group "$group" --query '[].name' --output tsv > existing; }
have() { grep -qixF -e "$1" existing; } # NAME`,
    sh`${comment(facts.why('resource-group'))}
resource_group() {
  say 'Resource group'
  # A subscription has to be registered once for each kind of resource. It costs nothing.
  for provider in ${providersOf(facts).join(' ')}; do
    az provider register --namespace "$provider" --wait
  done
${choices.useExistingGroup ? anybodys : own}
  look
}`,
    networkParts(facts),
  ].join('\n\n');
}

function networkParts({ blueprint }: ScriptFacts): string {
  const commands = azCommands(blueprint);
  const [group = '', rule = ''] = commands.securityGroup();
  const [network = '', subnet = ''] = commands.network();
  const names = { group: sh`@{cluster}NSG`, network: sh`@{cluster}VNET`, subnet: sh`@{cluster}Subnet` };
  return sh`# The address that the internet sees of this machine, where two services of different owners agree on it: one alone
# is not believed, because the address opens port 22.
own_address() {
  local one other
  one=$(curl -4fsS --max-time 5 https://api4.ipify.org) || one=
  other=$(curl -4fsS --max-time 5 https://ipv4.icanhazip.com) || other=
  if [ -z "$one" ] || [ "$one" != "$other" ]; then
    fail "the address of this machine cannot be told ('$one', '$other'): give it, SSH_SOURCE=ADDRESS/32 $0 up"
  fi
  echo "$one/32"
}

# The only door: port 22, and only for one address. Everything else from the internet stays closed; the nodes see
# each other freely. A second "up" from another place changes this one rule. The network is private, with Azure's
# DNS in it, so that nodes find each other by name. The subnet gives no hidden way out: each node has an address of
# its own.
network() {
  say 'Network'
  if [ -z "$ssh_source" ]; then ssh_source=$(own_address); fi
  echo "Port 22 is open to $ssh_source."
  have "${names.group}" ||
${azLine(group, { indent: 4 })}
${azLine(rule)}
  have "${names.network}" ||
${azLine(network, { indent: 4 })}
${azLine(subnet)}
}`;
}

/** Virtual machines, one after the other their cards, ten at the same time themselves. */
export function machineParts(facts: ScriptFacts): string {
  const { blueprint } = facts;
  const commands = azCommands(blueprint);
  const each = nodeResources(v('cluster'), v('index'));
  const one = nodeResources(v('node'), '');
  const [address = ''] = commands.address(each);
  const [card = '', onDelete = ''] = commands.nic(each);
  const [machine = '', diagnostics = ''] = commands.machine({ ...one, nic: `${v('cluster')}VMNic${v('index')}` });
  const group = commands.placementGroup()[0] ?? '';
  const near = facts.remembered.choices.placementGroup === '' ? '' : azLine(group);
  return sh`${comment(facts.why('nodes'))}
machines() {
  local index
  say 'Nodes'
  user_data > custom-data
${near === '' ? '' : `${near}\n`}  nodes=()
  for ((index = 0; index < count; index++)); do
    nodes+=("$cluster$index")
    # A network card and its address: both are deleted with the machine, so that nothing is left that costs.
    if ! have "@{cluster}VMNic$index"; then
${azLine(address, { indent: 6 })}
${azLine(card, { indent: 6 })}
${azLine(onDelete, { indent: 6 })}
    fi
  done
  at_once machine "@{nodes[@]}"
  find_nodes
}

machine() { # NODE
  local node=$1 index=@{1#"$cluster"}
  have "$node" ||
${azLine(machine, { indent: 4 })}
  # Keeps what the machine prints on its serial console.
${azLine(diagnostics)}
}

# Addresses are asked for and not guessed: the first node need not have the first one. A line a node: its name, its
# private address, its public one.
find_nodes() {
  local node
  az vm list-ip-addresses --resource-group "$group" --output tsv --query "[].[virtualMachine.name,
    virtualMachine.network.privateIpAddresses[0], virtualMachine.network.publicIpAddresses[0].ipAddress]" > listed
  for node in "@{nodes[@]}"; do
    awk -v name="$node" 'tolower($1) == tolower(name) { print name, $2, $3 }' listed
  done > nodes
  know_nodes
}

log_uri() { # NODE
  az vm boot-diagnostics get-boot-log-uris --name "$1" --resource-group "$group" \
    --query serialConsoleLogBlobUri --output tsv
}`;
}
