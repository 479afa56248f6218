import { sshOptions } from '../shell.ts';
import type { LocalFile } from './local-file.ts';
import { inFolder, mark, word } from './place.ts';

/** Where a file goes on a node. */
export interface Target {
  /** Folder and file, as a shell there takes them before quoting. */
  readonly folder: string;
  readonly path: string;
  readonly file: Pick<LocalFile, 'name' | 'size' | 'mode' | 'sha256'>;
}

/** What is not complete yet lies beside the file, under a name that says of which content and which node it is: a shared folder may be the target of all. */
const partOf = ({ folder, file }: Target, node: string): string => inFolder(folder, `.${file.name}.${node}.${file.sha256.slice(0, 12)}.rank0-part`);

/** What puts of other contents that were cut off left there; behind the quoted words, question marks that a shell fills. */
const otherParts = ({ folder, file }: Target, node: string): string => `${word(inFolder(folder, `.${file.name}.${node}.`))}????????????.rank0-part`;

/** The sum of what is read, before anything else on its line. OpenSSL uses the processor's own instructions, four times as fast as Debian's sha256sum. */
export const sumLine = (path: string): string => `"$(openssl dgst -sha256 -r < ${path} 2>/dev/null || sha256sum < ${path})"`;

// Of what 64 nodes do for a file of 20 MB, starting programs is a good part: the shell's own words are used where it has some.

/** Makes the folder, takes away what is half and of another content, and ends with `same` or `folder` where nothing is to be sent. */
function beginning(target: Target, node: string): string[] {
  const [path, folder, part] = [target.path, target.folder, partOf(target, node)].map(word) as [string, string, string];
  const { size, mode, sha256 } = target.file;
  return [
    `[ -d ${folder} ] || mkdir -p ${folder} || exit 1`,
    `for OLD in ${otherParts(target, node)}; do if [ -e "$OLD" ] && [ "$OLD" != ${part} ]; then rm -f "$OLD"; fi; done`,
    `if [ -d ${path} ]; then echo ${mark} folder; exit 0; fi`,
    `if [ -e ${path} ] && [ "$(stat -c %s ${path})" = ${size} ]; then case ${sumLine(path)} in ${sha256}*) chmod ${mode} ${path} && rm -f ${part} && echo ${mark} same; exit;; esac; fi`,
    `if [ ! -w ${folder} ]; then echo "${folder}: Permission denied" >&2; exit 1; fi`,
  ];
}

const free = (folder: string): string => `$(df -P -k ${folder} | tail -n 1 | awk '{print $4}')`;

/**
 * Asks a node what is there, and makes the folder: `same`; `folder`, where the name is one; else `room FREE PART`, the bytes that are
 * free and those that an earlier run left.
 */
export function askLine(target: Target, node: string): string {
  const [folder, part] = [target.folder, partOf(target, node)].map(word) as [string, string];
  return [...beginning(target, node), `echo ${mark} room ${free(folder)} $(stat -c %s ${part} 2>/dev/null || echo 0)`].join('\n');
}

/** Puts what arrived in its place, with its mode, where its sum is the file's, then does `kept`: `done`; else `differs`, or `short` where the sender was cut off, after `drop`. */
function ending(target: Target, node: string, { drop = '', kept = ':' } = {}): string[] {
  const [path, part] = [target.path, partOf(target, node)].map(word) as [string, string];
  const { size, mode, sha256 } = target.file;
  return [
    `case ${sumLine(part)} in`,
    `${sha256}*) chmod ${mode} ${part} && mv -f ${part} ${path} && ${kept} && echo ${mark} done;;`,
    `*) if [ "$(stat -c %s ${part})" -lt ${size} ]; then ${drop}echo ${mark} short; else rm -f ${part}; echo ${mark} differs; fi;;`,
    'esac',
  ];
}

/** Takes the file on standard input, behind what is there of it already where `on` says so, and then as `ending` says. */
export function takeLine(target: Target, node: string, on: boolean): string {
  const part = word(partOf(target, node));
  const drop = on ? '' : `rm -f ${part}; `;
  return [`cat ${on ? '>>' : '>'} ${part} || { ${drop}exit 1; }`, ...ending(target, node, { drop })].join('\n');
}

/**
 * One node hands the file on to another. Inside the cluster's own network the cheapest cipher and key exchange go first: of 64 logins
 * OpenSSH's post-quantum exchange alone costs more than the bytes.
 */
export const handOnLine = (target: Target, to: string): string =>
  `ssh ${sshOptions} -o Ciphers=^aes128-gcm@openssh.com -o KexAlgorithms=^curve25519-sha256 -o UpdateHostKeys=no ${word(to)} ${word(takeLine(target, to, false))} < ${word(target.path)}`;

/** AES in counter mode, its key derived from one that is made for one file and from a salt that OpenSSL draws anew for each connection: no two share a key stream. */
const cipher = 'enc -aes-128-ctr -pass env:RANK0_KEY -pbkdf2 -iter 1 -bufsize 262144';

/** Whether a node has what it takes to offer a file: `able`. */
export const ableLine = `command -v python3 >/dev/null 2>&1 && command -v openssl >/dev/null 2>&1 && echo ${mark} able || true`;

/**
 * Offers the file on a port of the node's private address for as long as standard input is open: `feeds PORT`. Its first line of input is the key; whoever connects without it gets bytes that say nothing.
 */
export function feedLine({ path }: Target, address: string): string {
  const program = [
    'import os, select, socket, subprocess, sys',
    'path, address = sys.argv[1:]',
    'key = b""',
    'while not key.endswith(b"\\n"):',
    '  more = os.read(0, 99)',
    '  if not more: sys.exit(1)',
    '  key += more',
    'os.environ["RANK0_KEY"] = key.decode().strip()',
    'door = socket.socket()',
    'door.bind((address, 0))',
    'door.listen(128)',
    `print("${mark} feeds", door.getsockname()[1], flush=True)`,
    'fed = []',
    'while True:',
    '  ready = select.select([0, door], [], [])[0]',
    '  if 0 in ready: break',
    '  guest = door.accept()[0]',
    '  with guest, open(path, "rb") as file:',
    `    fed.append(subprocess.Popen(["openssl"] + "${cipher}".split(), stdin=file, stdout=guest, stderr=subprocess.DEVNULL))`,
    '  fed = [one for one in fed if one.poll() is None]',
    'for one in fed: one.kill()',
  ].join('\n');
  return `exec python3 -c ${word(program)} ${word(path)} ${word(address)}`;
}

/**
 * Fetches the file from a node that offers it, where it is not there already; the key is its input. `fetching`, then `connected`, then
 * one of `same`, `folder`, `full FREE`, `no-way`, and what `ending` says. Nothing half stays.
 */
export function fetchLine(target: Target, node: string, from: { readonly address: string; readonly port: number }): string {
  const [folder, part] = [target.folder, partOf(target, node)].map(word) as [string, string];
  const { size } = target.file;
  const pull = `exec 3</dev/tcp/${from.address}/${from.port} || exit 97; echo ${mark} connected >&4; exec openssl ${cipher} -d <&3 4>&-`;
  return [
    ...beginning(target, node),
    `FREE=$(($(stat -f -c '%a * %S' ${folder})))`,
    `if [ "$FREE" -lt ${size} ]; then echo ${mark} full $FREE; exit 0; fi`,
    `command -v openssl >/dev/null 2>&1 && command -v bash >/dev/null 2>&1 || { echo ${mark} no-way; exit 0; }`,
    'IFS= read -r RANK0_KEY || exit 1',
    'export RANK0_KEY',
    `trap ${word(`rm -f ${part}`)} EXIT`,
    `echo ${mark} fetching`,
    `timeout ${fetchSeconds(size)} bash -c ${word(pull)} 4>&1 >${part}`,
    `CODE=$?`,
    `if [ $CODE = 97 ] || [ $CODE = 124 ]; then echo ${mark} no-way; exit 0; fi`,
    `if [ $CODE != 0 ]; then FREE=${free(folder)}; if [ "$FREE" -lt 4 ]; then echo ${mark} full $((FREE * 1024)); exit 0; fi; exit 1; fi`,
    ...ending(target, node, { kept: 'trap - EXIT' }),
  ].join('\n');
}

/** How long a fetch may take inside the cluster's network, in seconds: 1 MB a second is the slowest that is waited for. */
export const fetchSeconds = (bytes: number): number => 30 + Math.ceil(bytes / 1_000_000);
