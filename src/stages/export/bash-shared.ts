import { blobHost, containerName, isBlob } from '../../azure/blob-account.ts';
import { blobCommands } from '../../azure/blob-commands.ts';
import { scratch } from '../../remote/shared/fstab.ts';
import { aznfsLine, feedLines } from '../../remote/tasks/blob-client.ts';
import { blobWanted } from '../../remote/tasks/blob-mount.ts';
import { exportLine, exportsFile, sharedFolder } from '../../remote/tasks/shared-export.ts';
import { bindOnHead, fromHead, type Wanted } from '../../remote/tasks/shared-mount.ts';
import { installLine, nfsClient, nfsServer } from '../../remote/tasks/shared-packages.ts';
import type { ScriptFacts } from './bash-facts.ts';
import { azLine, comment, remote, sh, v } from './bash-lines.ts';

/** What apt does on a node, for whoever needs more than the first boot brings. */
const [update = '', ...options] = installLine('$2').split(/ && |(?= -o )/);
const install = `"{ ${update} &&\n    ${options.join(' \\\n    ')}; } > apt.log 2>&1"`;
export const installer = sh`# apt without a question, from fresh lists, waiting for whoever holds its lock.
install_on() { # NODE PACKAGES
  on "$1" ${install} ||
    fail "$2 was not installed: see apt.log on $1"
}`;

/** A line in /etc/fstab, once, so that it is there after a restart too; then mounted. */
const mounter = sh`# A line in /etc/fstab, once: it is mounted after a restart, too.
mount_on() { # NODE SOURCE TYPE OPTIONS
  on "$1" "set -e
    sudo mkdir -p ${scratch}
    grep -q ' ${scratch} ' /etc/fstab || echo '$2 ${scratch} $3 $4 0 0' | sudo tee -a /etc/fstab > /dev/null
    sudo systemctl daemon-reload
    mountpoint -q ${scratch} || sudo mount ${scratch}"
}`;

const mount = (node: string, { source, type, options }: Pick<Wanted, 'source' | 'type' | 'options'>): string =>
  `mount_on "$${node}" ${[source, type].map((one) => remote(one).replaceAll(/^'([\w./-]+)'$/g, '$1')).join(' ')}${options.length > 45 ? ' \\\n   ' : ''} ${options}`;

const check = sh`  # One node writes a file that nobody has seen before, and all read the same: else it is not shared.
  on "@{nodes[@]: -1}" "date > ${scratch}/$user/check"
  on "$head" "$clush -b -a sha256sum ${scratch}/$user/check"`;

export function sharedParts(facts: ScriptFacts): string {
  return `${facts.shared === 'head' ? fromHeadParts(facts) : blobParts(facts)}\n\n${mounter}`;
}

function fromHeadParts(facts: ScriptFacts): string {
  const folder = `sudo install -d -m 0755 ${sharedFolder} && sudo install -d -o ${v('user')} -g "$(id -gn)" -m 0755 ${sharedFolder}/${v('user')}`;
  const line = exportLine({ subnet: v('subnet') }, { rootSquash: !facts.remembered.choices.rootWrites });
  const write = `sudo mkdir -p /etc/exports.d && echo '${line}' | sudo tee ${exportsFile} > /dev/null`;
  return sh`${comment(facts.why('shared-files'))}
shared_files() {
  say 'Shared files'
  on "$head" ${remote(`test -x ${nfsServer.files[0]}`)} || install_on "$head" ${nfsServer.packageName}
  on "$head" ${remote(folder)}
  # To the subnet, as a range of addresses: a pattern such as 10.0.* is for names, and is refused.
  on "$head" ${remote(write)}
  on "$head" 'sudo systemctl enable --now nfs-server && sudo exportfs -ra'
  # On the head the same folder under the same name, without the network.
  ${mount('head', bindOnHead)}
  at_once mount_shared "@{nodes[@]:1}"
${check}
}
# By the name of the head. hard: while the head is away, whoever reads or writes waits. nofail: a node starts
# without it, too.
mount_shared() { # NODE
  on "$1" ${remote(`test -x ${nfsClient.files[0]}`)} || install_on "$1" ${nfsClient.packageName}
  ${mount('1', fromHead(v('head')))}
}`;
}

function blobParts(facts: ScriptFacts): string {
  const { shared, blueprint } = facts;
  if (!isBlob(shared)) return '';
  const commands = blobCommands(blueprint, v('account'));
  const [account = ''] = commands.account(shared);
  const [container = ''] = commands.container();
  const place = { host: blobHost(v('account'), facts.remembered.choices.cloud), path: `/${v('account')}/${containerName}` };
  const wanted = blobWanted({ user: v('user') }, place, { type: 'aznfs', nconnect: false });
  const opened = (wanted.opened ?? '').split(' && ').join('\n    ');
  const install = [...feedLines, ...aznfsLine.split(' && ')].map((line) => line.replace(/ (?=-o DPkg|"https:)/, ' \\\n        ')).join(' &&\n      ');
  return sh`${comment(facts.why('shared-files'))}
shared_files() {
  say 'Shared files'
  # Names of storage accounts are shared by the whole world: this one follows from the cluster and its id.
  account=$(printf '%s' "$cluster" | tr -cd 'a-z0-9' | cut -c 1-14)$(printf '%s' "$id" | tr -d - | cut -c 1-10)
  # NFS 3.0 knows no passwords: the rule for the subnet is the lock, so the account is made with it.
  have "$account" ||
${azLine(account, { indent: 4 })}
${azLine(container)}
  at_once mount_shared "@{nodes[@]}"
${check}
}
# aznfs, from an archive of Microsoft, goes along when the address of the account changes; plain NFS would hang.
mount_shared() { # NODE
  # shellcheck disable=SC2016 # the version is the node's
  on "$1" 'test -x /sbin/mount.aznfs || {
      ${install}
    } > aznfs.log 2>&1' || fail "aznfs was not installed: see aznfs.log on $1"
  # A rule of an account acts up to a minute after it was made.
  for _ in $(seq 18); do
    if ${mount('1', wanted).replace('\n   ', '\n     ')}; then break; fi
    sleep 10
  done
  # A new container belongs to root alone.
  on "$1" ${remote(opened.replace(/\n */g, ' && '))}
}`;
}
