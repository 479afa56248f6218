#!/bin/bash
# Makes an image of a node's disk as it is, for nodes that boot in no time (`image: 'captured'`): without its host keys, its
# name, its private keys and its memory of a first boot. capture.sh DISK
set -euo pipefail
image=/run/lab/captured
rm -rf "$image"
cp -a "$1/upper" "$image"
rm -rf "$image"/etc/ssh/ssh_host_* "$image/etc/hostname" "$image"/home/*/.ssh/id_* "$image/var/lib/cloud"
mkdir -p "$image/var/lib/rank0-lab"
touch "$image/var/lib/rank0-lab/captured"
