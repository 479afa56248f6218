import { join } from 'node:path';

/** The folder in which the simulated Azure lives. */
export const practiceFolder = (home: string): string => join(home, 'practice');
