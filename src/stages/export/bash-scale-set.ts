import { scaleSetCommands } from '../../azure/scale-set-commands.ts';
import type { ScriptFacts } from './bash-facts.ts';
import { azLine, comment, sh } from './bash-lines.ts';

/** The scale set: a template first, then its machines, so that they keep what they print from their first boot on. */
export function scaleSetParts(facts: ScriptFacts): string {
  const commands = scaleSetCommands(facts.blueprint);
  const [address = ''] = commands.balancerAddress();
  const [balancer = ''] = commands.loadBalancer();
  const [set = ''] = commands.scaleSet();
  const [protect = ''] = commands.protect('INSTANCE');
  return sh`${comment(facts.why('nodes'))}
machines() {
  say 'Nodes'
  user_data > custom-data
  # The addresses of instances are of the kind of their load balancer, and only Standard ones can still be made. So
  # there is one, without a rule: nothing comes in or goes out through it.
  have "@{cluster}LBPublicIP" ||
${azLine(address, { indent: 4 })}
  have "@{cluster}LB" ||
${azLine(balancer, { indent: 4 })}
  # Uniform and in one placement group: only such a set stands on one InfiniBand fabric. At first without machines.
  have "$cluster" ||
${azLine(set, { indent: 4, instead: { '--instance-count': '0' } })}
  # The machines keep what they print on their serial consoles.
  az vmss update --name "$cluster" --resource-group "$group" \
    --set 'virtualMachineProfile.diagnosticsProfile={"bootDiagnostics":{"enabled":true}}'
  az vmss scale --name "$cluster" --resource-group "$group" --new-capacity "$count"
  find_nodes
  # Whoever lowers the count in the portal lets Azure choose which machines go: not the head.
${azLine(protect, { instead: { '--instance-id': sh`"$(instance_of "$head")"` } })}
}

# Names and addresses are asked for and not guessed: a name ends in the id of its instance to the base of 36, and ids
# have gaps. A line a node: its name, its private address, its public one.
find_nodes() {
  local name id
  az vmss list-instances --name "$cluster" --resource-group "$group" --output tsv \
    --query '[].[osProfile.computerName, instanceId]' | LC_ALL=C sort > instances
  az vmss nic list --vmss-name "$cluster" --resource-group "$group" --output tsv \
    --query '[].[id, ipConfigurations[0].privateIPAddress]' > private
  az vmss list-instance-public-ips --name "$cluster" --resource-group "$group" --output tsv \
    --query '[].[id, ipAddress]' > public
  while read -r name id; do
    echo "$name $(address_in private "$id") $(address_in public "$id")"
  done < instances > nodes
  know_nodes
  [ "@{#nodes[@]}" -eq "$count" ] || fail "@{#nodes[@]} machines and not $count: see the scale set in the portal"
}
address_in() { # FILE INSTANCE
  awk -v part="/virtualmachines/$2/" '
    index(tolower($1), part) { address = $2 }
    END { print address == "" ? "None" : address }' "$1"
}
instance_of() { awk -v name="$1" '$1 == name { print $2 }' instances; } # NODE

log_uri() { # NODE
  local compute="/subscriptions/{subscriptionId}/resourceGroups/$group/providers/Microsoft.Compute" instance
  instance=$(instance_of "$1")
  az rest --method post --query serialConsoleLogBlobUri --output tsv --url \
    "$compute/virtualMachineScaleSets/$cluster/virtualMachines/$instance/retrieveBootDiagnosticsData?api-version=2024-07-01"
}`;
}
