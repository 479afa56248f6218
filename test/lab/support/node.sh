#!/bin/bash
# Boots one node: process 1 of its namespaces (mount, host name, processes, IPC). node.sh DISK NAME BOOT-ID
# DISK has the node's own layer (upper, work), what Azure tells it (azure/) and its serial console (console, a pipe).
set -euo pipefail
disk=$1 name=$2 boot=$3
root=$disk/root

mount --make-rprivate /
below=/run/lab/golden:/
if grep -q '"image":"captured"' "$disk/azure/machine.json"; then below=/run/lab/captured:$below; fi
# index and nfs_export: so that an NFS server can name files of it.
mount -t overlay node -o "index=on,nfs_export=on,xino=on,lowerdir=$below,upperdir=$disk/upper,workdir=$disk/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=0755 run "$root/run"
mount -t tmpfs -o mode=0755 dev "$root/dev"
mkdir -p "$root"/dev/{pts,shm} "$root/run/sshd" "$root/run/lock" "$root/run/cloud-init" "$root/var/lib/waagent" "$root/var/lib/rank0-lab" "$root/etc"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/zero" c 1 5
mknod -m 666 "$root/dev/full" c 1 7
mknod -m 666 "$root/dev/random" c 1 8
mknod -m 666 "$root/dev/urandom" c 1 9
mknod -m 666 "$root/dev/tty" c 5 0
mknod -m 600 "$root/dev/fuse" c 10 229
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
touch "$root/dev/console"
mount --bind "$disk/console" "$root/dev/console"
mount --bind "$disk/azure" "$root/var/lib/waagent"
# All nodes share this machine's kernel: each boot of each still has an identity of its own.
echo "$boot" >"$root/run/boot-id"
mount --bind "$root/run/boot-id" "$root/proc/sys/kernel/random/boot_id"
hostname "$name"
echo "$name" >"$root/etc/hostname"

cd "$root"
pivot_root . mnt
exec chroot . /bin/bash -c 'umount -l /mnt; exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 /usr/lib/rank0-lab/init </dev/null >/run/init.log 2>&1'
