#!/bin/bash
# Process 1 of the lab's world: the laptop and Azure's network in one network namespace without a way out. Everything of
# the lab lives below it, so that it ends with it. Run by lab.ts through unshare; the rest of the command line is the emulator.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")

mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs -o mode=0755 lab /run
mkdir -p /run/netns /run/lab/disks
"$here/golden.sh" /run/lab/golden

# The laptop. Addresses that nobody has (anymore) lead nowhere, as on the internet: no answer at all.
ip -batch - <<IP
link set lo up
address add 198.51.100.24/32 dev lo
link add nowhere type veth peer name nobody
link set nowhere arp off up
link set nobody up
route add 203.0.113.0/24 dev nowhere src 198.51.100.24
route add 198.51.100.0/24 dev nowhere
IP

# As a child, not by exec: process 1 collects the orphans.
"$@" <&0 &
wait $!
