import { join } from 'node:path';

/**
 * Where the key lies that stands for the one a person uses at home: the how-to copies that to the nodes, and nobody's own shall lie there.
 * @param folder of the practice cloud.
 */
export const homeKeyFile = (folder: string): string => join(folder, 'by-hand', 'id_rsa');
