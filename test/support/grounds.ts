import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What the files of a lane share: clusters that stand (standing-kills.ts), each built once, and the compiled code of the
 * bundle (Node's own compile cache), a third of a second for each start of the program.
 */
export default function grounds(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-grounds-'));
  process.env['RANK0_GROUNDS'] = join(folder, 'standing');
  process.env['NODE_COMPILE_CACHE'] = join(folder, 'compiled');
  return () => rmSync(folder, { recursive: true, force: true });
}
