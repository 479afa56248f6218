#!/bin/bash
# Azure's network of the lab: one network namespace a VNet (its router, its name server, its NSG), one a node.
# Each command is idempotent. NET is the number of the VNet, NODE the name of the node's namespace.
set -euo pipefail
verb=$1
shift
in_net() { nsenter --net="/run/netns/vnet$1" "${@:2}"; }
mac() { local IFS=.; set -- $1; printf '02:00:%02x:%02x:%02x:%02x' "$@"; }
# Permanent neighbours of a card: all addresses of the subnet but its own, so that a dead node is silent, as in Azure.
neighbours() { # PREFIX DEVICE OWN FIRST…
  local prefix=$1 device=$2 own=$3 start host
  start=$(mac "$prefix.0")
  for host in $4 {4..254}; do
    if [ "$prefix.$host" != "$own" ]; then printf 'neighbour replace %s.%d lladdr %s:%02x dev %s nud permanent\n' "$prefix" "$host" "${start%:*}" "$host" "$device"; fi
  done
}

case $verb in
  vnet) # NET PREFIX-OF-SUBNET (10.0.0)
    net=$1 prefix=$2
    [ -e "/run/netns/vnet$net" ] && exit 0
    ip netns add "vnet$net"
    ip link add "up$net" type veth peer name uplink netns "vnet$net"
    ip address add "192.0.2.$((net * 2))/31" dev "up$net"
    ip link set "up$net" up
    in_net "$net" ip -batch - <<IP
link set lo up
link add azure type bridge
link set azure address $(mac "$prefix.1")
address add $prefix.1/24 dev azure
address add 168.63.129.16/32 dev azure
link set azure up
address add 192.0.2.$((net * 2 + 1))/31 dev uplink
link set uplink up
route add 198.51.100.24/32 via 192.0.2.$((net * 2))
route add blackhole default
$(neighbours "$prefix" azure '' '')
IP
    in_net "$net" bash -c 'echo 1 >/proc/sys/net/ipv4/ip_forward
      if [ -e /proc/sys/net/bridge ]; then echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables; fi'
    # Public addresses are translated on the laptop's side only. Port 22 is closed until an NSG opens it; what an NSG
    # refuses is dropped, not answered; flows that stand go on, as in Azure.
    in_net "$net" nft -f - <<'NFT'
table ip azure {
  map public { type ipv4_addr : ipv4_addr; }
  set open { type ipv4_addr . ipv4_addr; flags interval; }
  chain prerouting { type nat hook prerouting priority dstnat; iifname "uplink" dnat to ip daddr map @public; }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname "uplink" ip saddr . ip daddr @open tcp dport 22 accept
  }
  chain input { type filter hook input priority filter; iifname "uplink" drop; }
}
NFT
    touch "/run/lab/hosts$net"
    # Node names and nothing else: anything else does not exist.
    in_net "$net" dnsmasq --conf-file=/dev/null --pid-file="/run/lab/dnsmasq$net.pid" --user=root --no-resolv --no-hosts --addn-hosts="/run/lab/hosts$net" \
      --domain=internal.cloudapp.net --expand-hosts --local=/internal.cloudapp.net/ --address=/#/ --bind-interfaces --listen-address=168.63.129.16 --cache-size=0 --local-ttl=1
    ;;
  names) # NET; the hosts file on stdin
    cat >"/run/lab/hosts$1"
    kill -HUP "$(cat "/run/lab/dnsmasq$1.pid")"
    ;;
  attach) # NET NODE ADDRESS PREFIX PORT: the node's network card, plugged in
    net=$1 node=$2 address=$3 prefix=$4 port=$5
    [ -e "/run/netns/$node" ] && exit 0
    ip netns add "$node"
    in_net "$net" ip link add "$port" type veth peer name eth0 netns "$node"
    in_net "$net" ip link set "$port" master azure up
    nsenter --net="/run/netns/$node" ip -batch - <<IP
link set lo up
link set eth0 address $(mac "$address")
address add $address/24 dev eth0
link set eth0 up
route add default via $prefix.1
$(neighbours "$prefix" eth0 "$address" 1)
IP
    ;;
  port) # NET PORT up|down: the plug alone; the node sees its carrier either way
    if [ "$3" = down ]; then in_net "$1" bridge link set dev "$2" state 0; else in_net "$1" bridge link set dev "$2" state 3; fi
    ;;
  slow) # NET NODE PORT MILLISECONDS: everything that the node sends and hears comes that much later
    net=$1 node=$2 port=$3 here=$(dirname "$(readlink -f "$0")")
    in_net "$net" ip -batch - <<IP
link set $port nomaster
link add slow-$port type veth peer name late-$port
link set slow-$port up
link set late-$port master azure up
IP
    nsenter --net="/run/netns/$node" "$here/slow.py" plain eth0
    in_net "$net" "$here/slow.py" plain "$port" "slow-$port" "late-$port"
    nsenter --net="/run/netns/vnet$net" setsid "$here/slow.py" "$port" "slow-$port" "$4" </dev/null >/dev/null 2>&1 &
    echo $! >"/run/lab/slow-$port"
    ;;
  usual) # NET PORT: and no more
    kill "$(cat "/run/lab/slow-$2")"
    in_net "$1" ip link delete "slow-$2"
    in_net "$1" ip link set "$2" master azure up
    ;;
  detach) # NET NODE PORT: unplugged and gone, at once (a namespace alone goes later)
    in_net "$1" ip link delete "$3" 2>/dev/null || true
    ip netns delete "$2" 2>/dev/null || true
    ;;
  public) # NET; lines "PUBLIC PRIVATE" on stdin: all public addresses of the VNet. What stays is never interrupted.
    net=$1
    router=192.0.2.$((net * 2 + 1))
    wanted=$(cat)
    { echo 'flush map ip azure public'; echo "$wanted" | while read -r public private; do
      if [ -n "$public" ]; then echo "add element ip azure public { $public : $private }"; fi
    done; } >"/run/lab/public$net"
    in_net "$net" nft -f "/run/lab/public$net"
    ip route show via "$router" | while read -r address _; do
      if ! grep -q "^$address " <<<"$wanted"; then ip route delete "$address"; fi
    done
    while read -r public private; do
      if [ -n "$public" ]; then ip route replace "$public/32" via "$router" src 198.51.100.24; fi
    done <<<"$wanted"
    ;;
  nsg) # NET; lines "SOURCE PRIVATE" on stdin: who may reach port 22 of which node
    { echo 'flush set ip azure open'; while read -r source private; do echo "add element ip azure open { $source . $private }"; done; } >"/run/lab/nsg$1"
    in_net "$1" nft -f "/run/lab/nsg$1"
    ;;
  *) echo "wire.sh: $verb?" >&2; exit 2 ;;
esac
