import { quote } from 'shell-quote';
import { sshOptions } from './shell.ts';

/** From this many nodes on, nodes would start other nodes (tree spawn), and need the key to do it; the head starts them all instead. */
export const treeSpawnBeyond = 64;

/** The major version in what `mpirun --version` printed; 4 (Ubuntu 22.04 and 24.04) where it cannot be told. */
export function openMpiVersion(stdout: string): { major: number; text: string } {
  const text = /\(Open MPI\) (\d+\.\d+\S*)/.exec(stdout)?.[1];
  return { major: Number(text?.split('.')[0] ?? 4), text: text ?? 'unknown version' };
}

export interface MpirunOptions {
  readonly major: number;
  readonly subnet: string;
  readonly nodes: number;
  /** Instead of the host file: these hosts, one process on each. */
  readonly hosts?: readonly string[];
  /** Processes in all; left out: one a slot of the host file. */
  readonly ranks?: number | string;
  /** One after the other on the nodes, instead of filling the first node's slots first. */
  readonly byNode?: boolean;
  /** More flags, before the program: those of H18. */
  readonly extra?: string;
  readonly program: string;
}

/**
 * The line that runs a program on the nodes of `hostfile`. Two settings keep it from hanging (lab): it talks over the cluster's
 * own network only (a bridge such as docker0 has the same address on every node, and mpirun would connect to itself), and its
 * ssh gives up on a dead node after 5 s instead of minutes. Open MPI 5 calls the launcher's settings by other names.
 */
export function mpirunLine({ major, subnet, nodes, hosts, ranks, byNode = false, extra, program }: MpirunOptions): string {
  const launcher = major >= 5 ? '--prtemca' : '--mca';
  const prefix = major >= 5 ? 'plm_ssh' : 'plm_rsh';
  const network = quote([subnet]);
  return [
    'mpirun',
    ...(ranks === undefined ? [] : [`-np ${ranks}`]),
    hosts === undefined ? '--hostfile hostfile' : `--host ${hosts.join(',')}`,
    ...(byNode ? ['--map-by node'] : []),
    `--mca btl_tcp_if_include ${network}`,
    `${launcher} ${major >= 5 ? 'prte_if_include' : 'oob_tcp_if_include'} ${network}`,
    `${launcher} ${prefix}_args '${sshOptions}'`,
    ...(nodes > treeSpawnBeyond ? [`${launcher} ${prefix}_no_tree_spawn 1`] : []),
    ...(extra === undefined ? [] : [extra]),
    program,
  ].join(' ');
}

/** The how-to's H18, by version: TCP, shared memory and self only. Shared memory was called vader up to 4.1 and is sm from 5.0 on. */
export const transportFlags = (major: number): string => `--mca btl tcp,${major >= 5 ? 'sm' : 'vader'},self`;

/** The host file: a slot for each vCPU of each node. Its first lines say how it is used. */
export function hostfileText(names: readonly string[], slots: number, line: string): string {
  return ['# One line a node: its name, and how many processes it may run.', `# ${line}`, ...names.map((name) => `${name} slots=${slots}`), ''].join('\n');
}

/** Lines of hello's output: what each rank said. Lines of others (a `.bashrc`, warnings) are passed over. */
export interface HelloLine {
  readonly rank: number;
  readonly size: number;
  readonly host: string;
  readonly line: string;
}

/** What the ranks said, in the order in which it came. */
export function helloLines(stdout: string): HelloLine[] {
  return [...stdout.matchAll(/Hello from rank (\d+) of (\d+) running on ([A-Za-z0-9-]+)/g)].map((match) => ({
    rank: Number(match[1]),
    size: Number(match[2]),
    host: match[3] as string,
    line: match[0],
  }));
}

/** What is wrong with a hello in which every rank and every host should appear exactly once; undefined where nothing is. */
export function helloFault(lines: readonly HelloLine[], names: readonly string[]): { message: string; missing: readonly string[] } | undefined {
  const missing = names.filter((name) => !lines.some((line) => line.host === name));
  if (missing.length > 0) return { message: `${missing.join(', ')} said nothing`, missing };
  const twice = names.find((name) => lines.filter((line) => line.host === name).length > 1);
  if (twice !== undefined) return { message: `${twice} appears more than once`, missing: [] };
  const strange = lines.find((line) => !names.includes(line.host) || line.size !== names.length || line.rank >= names.length);
  if (strange) return { message: `not one of this cluster's ${names.length}: "${strange.line}"`, missing: [] };
  const rank = names.findIndex((_, index) => lines.filter((line) => line.rank === index).length !== 1);
  return rank < 0 ? undefined : { message: `rank ${rank} did not appear exactly once`, missing: [] };
}
