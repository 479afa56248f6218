import type { Layers } from '../disk/layers.ts';
import type { Space } from './file-server.ts';

/** The disk of a machine and what its image takes of it, in bytes. */
const size = 29_378_688 * 1024;
const image = 2_210_000 * 1024;

/** How full a machine's own disk is. Files that people write are small beside the image: only allocated ones count. */
export const diskSpace = (disk: Layers): Space => ({ size, used: Math.min(size, image + disk.allocated()) });
