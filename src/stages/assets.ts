import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The text of a file in assets/, which lies beside the bundle and beside the sources.
 * @throws Error (a broken installation) where it is not there.
 */
export function assetText(...path: readonly string[]): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'assets', ...path);
    if (existsSync(file)) return readFileSync(file, 'utf8');
    if (folder === dirname(folder)) throw new Error(`assets/${path.join('/')} is missing from this installation`);
  }
}
