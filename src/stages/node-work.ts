import { statSync } from 'node:fs';
import type { Azure } from '../azure/azure.ts';
import { getFile, type GetEnd, placeHere } from '../remote/files/get.ts';
import { type LocalFile, localFile } from '../remote/files/local-file.ts';
import { type FileThere, lookAtFile, lookHere } from '../remote/files/look.ts';
import { putFile, type PutEnd } from '../remote/files/put.ts';
import type { FileListener, FileStep } from '../remote/files/steps.ts';
import type { Nodes } from '../remote/nodes.ts';
import { type CommandEnd, type CommandOptions, runOnNodes } from '../remote/run-on-nodes.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterNode } from '../state/events.ts';
import { type Problem, ProblemError, usageError } from '../state/problem.ts';
import { silenceOf } from './silence.ts';
import { withHostKeys } from './choose-nodes.ts';

export type { CommandEnd, FileStep, GetEnd, LocalFile, PutEnd };

/** On which nodes, and until when. */
interface On {
  /** Names; left out: all that can be logged in to. */
  readonly nodes?: readonly string[];
  /** Aborted: what runs there is told to end, and what is half over is gone on with by the next call. */
  readonly signal: AbortSignal;
}

/** What a command tells on its way. */
export type CommandHow = On & Pick<CommandOptions, 'line' | 'ended' | 'stop' | 'keep'>;

export interface PutHow extends On, FileListener<PutEnd> {
  /** The folder on the nodes, made where it is missing; `~` is home. */
  readonly to: string;
  /** Bytes that leave this machine. */
  sent?(bytes: number): void;
}

export interface GetHow extends On, FileListener<GetEnd> {
  /** The folder here, which exists. */
  readonly to: string;
  /** Other files of these names here are written over. */
  readonly force?: boolean;
}

/** What is under a path on a node, or why that is not known. */
export type NodeFile = { readonly node: string } & (FileThere | { readonly is: 'problem'; readonly problem: Problem });

/** Where a node's file would come to lie here, and what is there. */
export interface PlaceHere {
  readonly node: string;
  readonly path: string;
  readonly is: Awaited<ReturnType<typeof lookHere>>;
}

/** What a person does on the nodes of a cluster, many at once: a command, files there and back. */
export interface NodeWork {
  /** Runs a shell line on nodes at once. Each that fails or cannot be reached is an end like another. @throws the signal's reason; `no-nodes`. */
  command(line: string, how: CommandHow): Promise<readonly CommandEnd[]>;
  /** Looks at a file here that is to be sent: its size, mode and sum. @throws ProblemError exit code 2: not there, a folder, unreadable. */
  file(path: string, signal: AbortSignal): Promise<LocalFile>;
  /** Looks what is under a path on nodes. Nothing is changed. @throws the signal's reason; `no-nodes`. */
  there(path: string, on: On): Promise<readonly NodeFile[]>;
  /** Looks what is here in the places that such files would take. @throws `folder-missing`. */
  places(path: string, files: readonly NodeFile[], to: string, signal: AbortSignal): Promise<readonly PlaceHere[]>;
  /** Puts a file on nodes: it leaves this machine once, the nodes hand it on. @throws the signal's reason; `no-nodes`; a host key that is another one. */
  put(file: LocalFile, how: PutHow): Promise<readonly PutEnd[]>;
  /** Fetches a file from nodes, from several under each one's name too: `out.txt.glocluster0`. @throws as `put`; `folder-missing`. */
  get(path: string, how: GetHow): Promise<readonly GetEnd[]>;
}

/** What it is made from. */
export interface NodeWorkParts {
  readonly connections: () => Nodes;
  readonly known: () => readonly ClusterNode[];
  readonly azure: () => Azure;
  readonly choices: () => Choices;
}

/** The work on a cluster's nodes, over its connections. Failures are told by what caused them: port 22 closed to where one is now. */
export function nodeWork({ connections, known, azure, choices }: NodeWorkParts): NodeWork {
  const targets = (names: readonly string[] | undefined): ClusterNode[] => {
    const able = withHostKeys(known()).filter(({ name }) => names === undefined || names.includes(name));
    if (able.length === 0) throw usageError('no-nodes', `${choices().name} has no nodes to log in to yet`, 'Nodes can be used once their host keys are known.');
    return able.sort((one, other) => Number(other.role === 'head') - Number(one.role === 'head'));
  };
  const explaining = () => silenceOf({ azure: azure(), choices: choices() }).explained;
  /** Ends are told with their causes; all of them before the whole ends. */
  const telling = <End extends PutEnd | GetEnd>(how: On & FileListener<End>) => {
    const explained = explaining();
    const told: Promise<End>[] = [];
    return {
      ended: (end: End): void => {
        const one = (async (): Promise<End> => {
          const whole = end.problem ? { ...end, problem: await explained(new ProblemError(end.problem), how.signal) } : end;
          how.ended(whole);
          return whole;
        })();
        told.push(one);
      },
      all: () => Promise.all(told),
    };
  };
  return {
    command: (line, { nodes, ...how }) => {
      const explained = explaining();
      return runOnNodes(line, { ...how, nodes: connections(), targets: targets(nodes), explained });
    },
    file: localFile,
    there: async (path, { nodes, signal }) => {
      const explained = explaining();
      return Promise.all(
        targets(nodes).map(async (node): Promise<NodeFile> => {
          try {
            return { node: node.name, ...(await lookAtFile(connections(), node, path, signal)) };
          } catch (error) {
            if (signal.aborted) throw error;
            return { node: node.name, is: 'problem', problem: await explained(error, signal) };
          }
        }),
      );
    },
    places: async (path, files, to, signal) => {
      mustBeFolder(to);
      const found: PlaceHere[] = [];
      for (const file of files) {
        if (file.is !== 'file') continue;
        const place = placeHere({ path, to, byNode: files.length > 1 }, { name: file.node });
        found.push({ node: file.node, path: place, is: await lookHere(place, file, signal) });
      }
      return found;
    },
    put: async (file, { nodes, ...how }) => {
      const told = telling(how);
      await putFile({ ...how, nodes: connections(), targets: targets(nodes), file, ended: told.ended });
      return told.all();
    },
    get: async (path, { nodes, to, force = false, ...how }) => {
      mustBeFolder(to);
      const from = targets(nodes);
      const told = telling(how);
      await getFile({ ...how, nodes: connections(), targets: from, path, to, force, byNode: from.length > 1, ended: told.ended });
      return told.all();
    },
  };
}

/** @throws ProblemError exit code 2, `folder-missing`. */
export function mustBeFolder(to: string): void {
  if (statSync(to, { throwIfNoEntry: false })?.isDirectory()) return;
  throw usageError('folder-missing', `${to}: there is no such folder here`, 'What comes from the nodes is put into a folder that exists.', [
    { label: 'Make it', command: `mkdir -p ${to}` },
  ]);
}
