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

/**
 * Asks a node what is there, and makes the folder: `same`; `folder`, where the name is one; else `room FREE PART`, the bytes that are
 * free and those that an earlier run left.
 */
export function askLine(target: Target, node: string): string {
  const [path, folder, part] = [target.path, target.folder, partOf(target, node)].map(word);
  const { size, mode, sha256 } = target.file;
  return [
    `mkdir -p ${folder} || exit 1`,
    `if [ -d ${path} ]; then echo ${mark} folder; exit 0; fi`,
    `if [ "$(stat -c %s ${path} 2>/dev/null)" = ${size} ]; then case "$(sha256sum < ${path})" in ${sha256}*) chmod ${mode} ${path} && echo ${mark} same; exit;; esac; fi`,
    `if [ ! -w ${folder} ]; then echo "${folder}: Permission denied" >&2; exit 1; fi`,
    `echo ${mark} room $(df -P -k ${folder} | tail -n 1 | awk '{print $4}') $(stat -c %s ${part} 2>/dev/null || echo 0)`,
  ].join('\n');
}

/**
 * Takes the file on standard input, behind what is there of it already where `on` says so; puts it in its place only when the sum is
 * the file's, with its mode: `done`, or `differs`, or `short` where the sender was cut off.
 */
export function takeLine(target: Target, node: string, on: boolean): string {
  const [path, part] = [target.path, partOf(target, node)].map(word);
  const { size, mode, sha256 } = target.file;
  const drop = on ? '' : `rm -f ${part}; `;
  return [
    `cat ${on ? '>>' : '>'} ${part} || { ${drop}exit 1; }`,
    `if [ "$(stat -c %s ${part})" -lt ${size} ]; then ${drop}echo ${mark} short; exit 0; fi`,
    `case "$(sha256sum < ${part})" in`,
    `${sha256}*) chmod ${mode} ${part} && mv -f ${part} ${path} && echo ${mark} done;;`,
    `*) rm -f ${part}; echo ${mark} differs;;`,
    'esac',
  ].join('\n');
}

/**
 * One node hands the file on to another. Inside the cluster's own network the cheapest cipher and key exchange go first: of 64 logins
 * OpenSSH's post-quantum exchange alone costs more than the bytes.
 */
export const handOnLine = (target: Target, to: string): string =>
  `ssh ${sshOptions} -o Ciphers=^aes128-gcm@openssh.com -o KexAlgorithms=^curve25519-sha256 -o UpdateHostKeys=no ${word(to)} ${word(takeLine(target, to, false))} < ${word(target.path)}`;
