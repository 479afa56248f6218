import { nodeResources } from '../../azure/blueprint.ts';
import { pruneCommands } from '../../azure/prune-commands.ts';
import type { ScriptFacts } from './bash-facts.ts';
import { azLine, comment, sh, v } from './bash-lines.ts';

/** Public addresses of all nodes but the head, taken away; the rest goes through the head. */
export function pruneParts(facts: ScriptFacts): string {
  const commands = pruneCommands(facts.blueprint);
  // The card that az makes calls its configuration so.
  const node = { ...nodeResources(v('cluster'), v('index')), ipConfiguration: 'ipconfig1' };
  const [unbind = ''] = commands.unbind(node);
  const [remove = ''] = commands.deleteAddress(node);
  const [model = ''] = commands.modelWithout();
  const [update = ''] = commands.updateInstances(['INSTANCES']);
  const machines = sh`  for node in "@{nodes[@]:1}"; do
    index=@{node#"$cluster"}
    # Off the card first, then the address itself is deleted: it would cost as long as it exists.
    if have_address "$node"; then
${azLine(unbind, { indent: 6 })}
${azLine(remove, { indent: 6 })}
    fi
  done`;
  const scaleSet = sh`  # First the template, so that new instances are as the others, then every instance but the head. Azure lists the
  # head as not of the latest model from now on: whoever updates it cuts the cluster off.
  others=()
  for node in "@{nodes[@]:1}"; do
    if have_address "$node"; then others+=("$(instance_of "$node")"); fi
  done
  if [ "@{#others[@]}" -gt 0 ]; then
${azLine(model, { indent: 4 })}
${azLine(update, { indent: 4, instead: { '--instance-ids': sh`"@{others[@]}"` } })}
  fi`;
  return sh`${comment(facts.why('prune'))}
prune() {
  local node${facts.infiniBand ? ' others' : ' index'}
  say 'Public addresses'
${facts.remembered.choices.natGateway ? gateway(facts) : ''}  # Every node answers through the head, by the name that the head knows it by, or none is cut off.
  for node in "@{nodes[@]:1}"; do on -J "$head" -o "HostName=$node" "$node" uname -n; done
${facts.infiniBand ? scaleSet : machines}
  find_nodes
  ssh_files
  for node in "@{nodes[@]:1}"; do on "$node" uname -n; done
  # What was lost with the address is tried and not assumed.
  on "$node" 'curl -sS --max-time 10 -o /dev/null http://azure.archive.ubuntu.com/ubuntu/' ||
    echo "No way out from $node: apt-get and downloads fail there."
}
have_address() { ! grep -q "^$1 .* None\$" nodes; } # NODE`;
}

/** The way out of nodes that have no address of their own. */
function gateway(facts: ScriptFacts): string {
  const commands = pruneCommands(facts.blueprint);
  const [address = ''] = commands.gatewayAddress();
  const [make = ''] = commands.gateway();
  const [bind = ''] = commands.gatewayOnSubnet();
  return sh`  # Nodes without an address of their own go out through a NAT gateway. Nothing comes in through it.
  have "@{cluster}NATPublicIP" ||
${azLine(address, { indent: 4 })}
  have "@{cluster}NAT" ||
${azLine(make, { indent: 4 })}
${azLine(bind)}
`;
}
