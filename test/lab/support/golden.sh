#!/bin/bash
# The layer between this machine's own root and a node's disk: it hides what a plain Debian does not have, and puts the
# stand-ins (README.md) in place. golden.sh FOLDER
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
golden=$1
mkdir -p "$golden"

hide() { # a file or folder of this machine that nodes do not have
  mkdir -p "$golden$(dirname "$1")"
  rm -rf "${golden:?}$1"
  mknod "$golden$1" c 0 0
}
for entry in /* /.[!.]*; do
  case $entry in
    /bin | /boot | /dev | /etc | /home | /lib* | /media | /mnt | /opt | /proc | /root | /run | /sbin | /srv | /sys | /tmp | /usr | /var | '/.[!.]*') ;;
    *) hide "$entry" ;;
  esac
done
for key in /etc/ssh/ssh_host_* /etc/cloud /etc/sudoers.d/[!R]*; do if [ -e "$key" ]; then hide "$key"; fi; done

empty='/home /root /boot /mnt /media /opt /srv /tmp /run /dev /usr/local /var/tmp /var/log /var/lib/cloud /var/mail'
for folder in $empty; do mkdir -p "$golden$folder"; done
chmod 1777 "$golden/tmp" "$golden/var/tmp"
chmod 0700 "$golden/root"
mkdir -p "$golden"/usr/local/{bin,sbin,lib,share} "$golden/var/log/apt" "$golden/etc/openmpi" "$golden/usr/bin" "$golden/usr/sbin"
/usr/bin/python3 - "$golden" $empty <<'PYTHON'
import os, sys
golden, empty = sys.argv[1], sys.argv[2:]
for folder in empty:  # opaque: nothing of the layer below shows through
    os.setxattr(golden + folder, 'trusted.overlay.opaque', b'y')
people = {line.split(':')[0] for line in open('/etc/passwd') if 1000 <= int(line.split(':')[2]) < 60000}
for name, mode in (('passwd', 0o644), ('shadow', 0o640), ('group', 0o644), ('gshadow', 0o640), ('subuid', 0o644), ('subgid', 0o644)):
    if os.path.exists('/etc/' + name):
        with open('/etc/' + name) as lines, open(golden + '/etc/' + name, 'w') as kept:
            kept.writelines(line for line in lines if line.split(':')[0] not in people)
        os.chmod(golden + '/etc/' + name, mode)
PYTHON

printf '127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n' >"$golden/etc/hosts"
printf 'nameserver 168.63.129.16\nsearch internal.cloudapp.net\noptions timeout:1 attempts:2\n' >"$golden/etc/resolv.conf.lab"
rm -f "$golden/etc/resolv.conf" && mv "$golden/etc/resolv.conf.lab" "$golden/etc/resolv.conf"

# Every node believes that it owns core 0 of this machine; without these two lines their ranks fight for it.
cat /etc/openmpi/openmpi-mca-params.conf - >"$golden/etc/openmpi/openmpi-mca-params.conf" <<'MCA'
hwloc_base_binding_policy = none
mpi_yield_when_idle = 1
MCA

# Packages that user data asks for: what people notice of them is hidden until the apt-get stand-in "installs" it.
packages=$golden/usr/lib/rank0-lab/packages
for package in openmpi-bin libopenmpi-dev clustershell; do
  mkdir -p "$packages/$package"
  files=$packages/$package.files
  dpkg -L "$package" | grep -E '^/usr/bin/.|/mpi\.h$' | while read -r file; do if [ -e "$file" ]; then echo "$file"; fi; done >"$files"
  for link in /etc/alternatives/mpi*; do
    if [ -L "/usr/bin/${link##*/}" ] && grep -qx "$(readlink "$link")" "$files"; then echo "/usr/bin/${link##*/}"; fi
  done >"$files.links"
  cat "$files.links" >>"$files"
  rm "$files.links"
  tar --create --no-recursion --directory / --files-from <(sed 's|^/||' "$files") | tar --extract --directory "$packages/$package"
done
for file in $(cat "$packages"/*.files); do hide "$file"; done
# NFS: this machine has no client and no server of its kernel that nodes could use, so both are stand-ins (README.md).
for file in /usr/sbin/{mount,umount}.nfs{,4} /usr/sbin/exportfs; do if [ -e "$file" ]; then hide "$file"; fi; done
if [ -x "${RANK0_LAB_MOUNT_NFS:-}" ]; then
  for package in nfs-common nfs-kernel-server; do mkdir -p "$packages/$package/usr/sbin"; done
  cp "$RANK0_LAB_MOUNT_NFS" "$packages/nfs-common/usr/sbin/mount.nfs"
  ln -s ../lib/rank0-lab/exportfs "$packages/nfs-kernel-server/usr/sbin/exportfs"
fi

cp -a "$here/stand-ins/." "$golden/usr/lib/rank0-lab/"
for name in cloud-init apt-get systemctl; do ln -sf "../lib/rank0-lab/$name" "$golden/usr/bin/$name"; done
for name in reboot shutdown poweroff; do ln -sf ../lib/rank0-lab/reboot "$golden/usr/sbin/$name"; done
