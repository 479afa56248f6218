import type { ScriptFacts } from './bash-facts.ts';
import { sh } from './bash-lines.ts';

/** The kinds that a cluster consists of, in the order in which Azure lets go of them; disks and cards go with their machines. */
const order = [
  'Microsoft.Compute/virtualMachines',
  'Microsoft.Compute/virtualMachineScaleSets',
  'Microsoft.Network/loadBalancers',
  'Microsoft.Network/networkInterfaces',
  'Microsoft.Compute/disks',
  'Microsoft.Network/publicIPAddresses',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Network/natGateways',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Compute/proximityPlacementGroups',
] as const;

/** Deletes, then asks Azure again: what is not shown to be gone is not called gone. */
export function downParts(facts: ScriptFacts): string {
  const kept = facts.remembered.choices.useExistingGroup;
  const quickly = facts.infiniBand ? 'virtualMachineScaleSets' : 'virtualMachines';
  const one = sh`  group_is_ours || fail "the resource group $group was not made by this script from this folder: it is left alone"
  az resource list --resource-group "$group" --query '[].[name, type]' --output tsv
  agree "$@"
  az group delete --name "$group" --yes --force-deletion-types Microsoft.Compute/${quickly}`;
  const each = sh`  ours '[name, type]'
  agree "$@"
  # The group was there before and stays: what bears the mark of this cluster goes, in the order in which Azure lets go of it.
  for kind in ${order.join(' \\\n    ')}; do
    for resource in $(ours id "$kind"); do az resource delete --ids "$resource"; done
  done`;
  const ours = sh`# What Azure lists with the mark of this cluster, all of it or of one kind.
ours() { # QUERY [KIND]
  az resource list --tag "rank0-id=$id" --output tsv --query "[?contains(type, '@{2:-/}')].$1"
}`;
  return sh`${ours}

# One resource group is one thing to delete. Stopping machines would not do: disks and addresses cost on.
down() {
  local left
  say "Delete $cluster"
  if ! group_is_there; then
    echo "There is no resource group $group."
  else
${
  kept
    ? each
    : one
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')
}
  fi
  # Not believed but asked for: Azure lists what is left, here and in any other group. Its list may be a minute late.
  for _ in $(seq 12); do
    left=$(ours id)
    if [ -z "$left" ]; then break; fi
    sleep 10
  done
${
  kept
    ? ''
    : sh`  if group_is_there; then left="$group $left"; fi
`
}  if [ -n "$left" ]; then
    echo "$left"
    fail 'this is left, and may cost money: run it again'
  fi
  echo "0 resources are left, 0.00 \$ an hour: Azure was asked at $(date -u '+%Y-%m-%d %H:%M:%S') UTC."
  rm -f login_key login_key.pub id subscription custom-data known_hosts ssh_config nodes listed existing hello.out host-keys.* \
    instances private public
  cd /
  rmdir "$folder" 2> /dev/null || true
}
agree() { # [--yes]
  local answer
  if [ "@{1:-}" = --yes ]; then return; fi
  read -r -p "All of this is deleted, with every file on it. The name of the cluster, to go on: " answer
  [ "$answer" = "$cluster" ] || fail 'nothing was deleted'
}`;
}
