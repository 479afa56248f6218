import type { ScriptFacts } from './bash-facts.ts';
import { mpiLine, mpiWords } from './bash-remote.ts';
import { comment, remote, sh } from './bash-lines.ts';

/** What is known of the nodes. */
export const known = sh`# The names of the nodes, the head first, as find_nodes wrote them.
know_nodes() {
  local name
  [ -s nodes ] || fail "no nodes are known: $0 up"
  nodes=()
  while read -r name _; do nodes+=("$name"); done < nodes
  head=@{nodes[0]}
}`;

/** Host keys by way of Azure, ssh set up, the first login, cloud-init waited for. From `on` on, nothing but ssh is used. */
export function logInParts(facts: ScriptFacts): string {
  const { mpi } = facts;
  const fabric = mpi.fabric
    ? sh`
  # Its port on the fabric has to be active: MPI would fall back to nothing, not to something slower.
  on "$1" 'grep -q ACTIVE /sys/class/infiniband/mlx5_ib0/ports/1/state' || fail "$1 is not on the InfiniBand fabric"`
    : '';
  const upgrade = facts.remembered.choices.packageUpgrade
    ? sh`
  # The upgrade may want a restart: a new kernel.
  if on "$1" 'test -e /var/run/reboot-required'; then
    on "$1" 'sudo systemctl reboot' || true
    sleep 20
    reach "$1"
  fi`
    : '';
  return sh`${facts.mpi.fabric ? `${mpiWords(facts)}\n\n` : ''}${comment(facts.why('log-in'))}
log_in() {
  say 'Log in'
  at_once host_keys "@{nodes[@]}"
  ssh_files
  at_once ready "@{nodes[@]}"
}

# What a machine printed on its console between the marks, as Azure shows it, before anybody logs in: the keys of
# the newest whole block. The one that cloud-init prints itself, minutes later, does as well.
host_keys() { # NODE
  local uri
  for _ in $(seq 60); do
    uri=$(log_uri "$1") || uri=
    if [ -n "$uri" ]; then { curl -fsS "$uri" || true; } | keys_in > "host-keys.$1"; fi
    if [ -s "host-keys.$1" ]; then return; fi
    sleep 10
  done
  fail "$1 printed no host keys on its console; after a restart (az vm restart) it prints them again"
}
keys_in() {
  tr -d '\r' | awk '
    /-----BEGIN (RANK0 HOST KEYS|SSH HOST KEY KEYS)/ { own = /RANK0/; inside = 1; block = ""; next }
    /-----END (RANK0 HOST KEYS|SSH HOST KEY KEYS)/ {
      if (inside && block != "") { if (own) ours = block; else theirs = block }
      inside = 0
    }
    inside && match($0, /(ssh-ed25519|ecdsa-sha2-nistp[0-9]+) [A-Za-z0-9+\/=]+/) {
      block = block substr($0, RSTART, RLENGTH) "\n"
    }
    END { printf "%s", ours == "" ? theirs : ours }'
}

# Files for ssh, from the list of nodes and their host keys: an unknown or another key ends every login.
ssh_files() {
  local name private public
  while read -r name private _; do
    sed "s/^/$name,$private /" "host-keys.$name"
  done < nodes > known_hosts
  while read -r name private public; do
    printf 'Host %s\n  HostKeyAlias %s\n' "$name" "$name"
    if [ "$public" = None ]; then
      printf '  HostName %s\n  ProxyJump %s\n' "$private" "$head"
    else
      printf '  HostName %s\n' "$public"
    fi
  done < nodes > ssh_config
  cat >> ssh_config << END
Host *
  User $user
  IdentityFile "$PWD/login_key"
  IdentitiesOnly yes
  UserKnownHostsFile "$PWD/known_hosts"
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  CheckHostIP no
  UpdateHostKeys no
  BatchMode yes
  ConnectTimeout 10
  ServerAliveInterval 15
END
}

on() { ssh -n -F ssh_config "$@"; }  # NODE LINE
send() { ssh -F ssh_config "$@"; }   # NODE LINE, which reads what comes in

# A machine that was just made refuses for a while; one that shows another host key is never logged in to.
reach() { # NODE
  local said=
  for _ in $(seq 60); do
    if said=$(on "$1" true 2>&1); then return; fi
    case $said in *'verification failed'* | *'IDENTIFICATION HAS CHANGED'*) break ;; esac
    sleep 10
  done
  fail "no login to $1: $said"
}

# A machine that answers is not ready: cloud-init still installs, for minutes. It ends well (0), with complaints (2),
# or fails.
ready() { # NODE
  reach "$1"
  on "$1" 'cloud-init status --wait > /dev/null' || [ $? = 2 ] ||
    fail "cloud-init failed on $1; it says why in /var/log/cloud-init-output.log"${upgrade}
  on "$1" ${remote(mpiLine(facts, `type -P ${mpi.tools.join(' ')} > /dev/null`))} ||
    fail "$1 lacks one of: ${mpi.tools.join(', ')}"${fabric}
  echo "$1 is ready."
}`;
}
