import { foldNames } from '../../state/node-set.ts';
import type { FilesWay } from './files.ts';
import type { Row } from './lists.ts';

/** The two ways of a file, to choose from. */
export const filesRows = (nodes: readonly string[]): readonly Row<FilesWay>[] => [
  { key: 'put', label: 'Put a file on nodes', detail: `from here to ${foldNames(nodes)}, or some of them`, value: 'put' },
  { key: 'get', label: 'Get a file from nodes', detail: "into a folder here, from several under each node's name too", value: 'get' },
];
