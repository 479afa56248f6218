import { clusterFolders, cloudFolder, putAwayFolders } from '../state/home.ts';
import { ProblemError, usageError } from '../state/problem.ts';
import { readSession } from '../state/store.ts';
import type { Session } from '../state/session.ts';

export interface KnownCluster {
  readonly name: string;
  readonly folder: string;
  readonly session: Session;
}

const inCloud =
  (cloud: string | undefined) =>
  ({ session }: KnownCluster): boolean =>
    cloud === undefined || cloudFolder(session.choices?.cloud ?? '') === cloudFolder(cloud);

/** All clusters that are remembered here, in the order of their names; of one cloud where one is named. */
export function knownClusters(home: string, cloud?: string): KnownCluster[] {
  return clusterFolders(home)
    .flatMap(({ name, folder }) => {
      const session = readSession(folder, name);
      return session?.choices ? [{ name, folder, session }] : [];
    })
    .filter(inCloud(cloud))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Clusters that were deleted, newest first. */
export function putAwayClusters(home: string): KnownCluster[] {
  return putAwayFolders(home).flatMap((folder) => {
    const session = readSession(folder, '');
    return session?.choices ? [{ name: session.choices.name, folder, session }] : [];
  });
}

/**
 * The cluster a command is about. NAME may be left out while there is one (design 4).
 * @throws ProblemError exit code 2: none, none of that name, or several.
 */
export function chooseCluster(home: string, name: string | undefined, cloud: string | undefined): KnownCluster {
  const all = knownClusters(home, cloud);
  const fitting = name === undefined ? all : all.filter((cluster) => cluster.name === name);
  const [only, second] = fitting;
  if (only && !second) return only;
  if (only) {
    throw usageError(
      'cluster-ambiguous',
      name === undefined ? `which cluster? ${fitting.map(label).join(', ')}` : `${name} is in several clouds: ${fitting.map(label).join(', ')}`,
      name === undefined ? 'There are several clusters, so the command needs a name.' : 'Say which cloud is meant.',
      [
        { label: 'List them', command: 'rank0 list' },
        { label: 'Name one', command: name === undefined ? `rank0 status ${only.name}` : `rank0 status ${name} --cloud ${only.session.choices?.cloud}` },
      ],
    );
  }
  throw usageError(
    'cluster-unknown',
    name === undefined ? 'there is no cluster' : `no cluster is called ${name}${all.length > 0 ? `; there is ${all.map(label).join(', ')}` : ''}`,
    name === undefined ? 'rank0 remembers no cluster here.' : 'rank0 remembers no cluster of that name here.',
    [
      { label: 'Build one', command: 'rank0 up' },
      { label: 'Rehearse one, without a subscription', command: 'rank0 practice' },
    ],
  );
}

/**
 * The same for what needs only what is remembered here: a cluster that was deleted has its name as long as no other bears it, and the newest of
 * several counts. Without a NAME it is the only one that stands or, where none does, the only one that was deleted.
 * @throws as `chooseCluster`.
 */
export function chooseRemembered(home: string, name: string | undefined, cloud: string | undefined): KnownCluster {
  try {
    return chooseCluster(home, name, cloud);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'cluster-unknown') throw error;
    const gone = putAwayClusters(home).filter(inCloud(cloud));
    const fitting = gone.filter((cluster) => name === undefined || cluster.name === name);
    const [newest] = fitting;
    if (newest && new Set(fitting.map((cluster) => cluster.name)).size === 1) return newest;
    if (gone.length === 0) throw error;
    const names = [...new Set(gone.map((cluster) => cluster.name))];
    throw usageError(
      'cluster-unknown',
      name === undefined ? `which cluster? None stands; deleted: ${names.join(', ')}` : `no cluster is called ${name}; deleted: ${names.join(', ')}`,
      'What ran on a deleted cluster is still remembered here, under its name.',
      [{ label: 'Name one', command: `rank0 export ${names[0]} --as markdown` }],
    );
  }
}

/** A single word after `status`, `ssh`, `run` is a cluster if one has that name, else a node (design 4) or a set of them. */
export function clusterAndNode(home: string, words: readonly string[], cloud: string | undefined): { cluster: KnownCluster; node?: string } {
  const [first, second] = words;
  if (first === undefined) return { cluster: chooseCluster(home, undefined, cloud) };
  if (second !== undefined) return { cluster: chooseCluster(home, first, cloud), node: second };
  if (knownClusters(home).some((cluster) => cluster.name === first)) return { cluster: chooseCluster(home, first, cloud) };
  const holding = knownClusters(home).filter((cluster) => cluster.session.nodes.some((node) => node.name === first));
  const [only] = holding;
  if (only && holding.length === 1) return { cluster: only, node: first };
  // A set of nodes, as clush writes it, is no cluster's name.
  if (/[[\],@!]/.test(first)) return { cluster: chooseCluster(home, undefined, cloud), node: first };
  return { cluster: chooseCluster(home, first, cloud) };
}

const label = (cluster: KnownCluster): string => `${cluster.name} (${cluster.session.choices?.cloud})`;
