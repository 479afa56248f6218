import { type ExportForm, exportForms, formWords } from '../../stages/export/forms.ts';
import { filesSize } from '../../state/words.ts';
import { usageError } from '../../state/problem.ts';
import { agreesTo, canAsk } from '../ask.ts';
import { chooseRemembered } from '../cluster-choice.ts';
import { openLine } from '../opened-by.ts';
import { exportOf } from '../story-export.ts';
import type { Surroundings } from '../surroundings.ts';
import { standingFile, writeOut } from '../write-out.ts';

/**
 * `rank0 export [NAME] --as FORM [--output FILE]`: what ran and what was measured, from what is remembered here, of clusters that were deleted
 * too; Azure and the nodes are not asked. A file that exists is asked about, or written over with --force.
 */
export async function exportTo(around: Surroundings): Promise<number> {
  const { words, home, output, stdout } = around;
  const { as, output: file, force, withAddresses } = words.flags;
  if (!isForm(as)) {
    throw usageError(
      as === undefined ? 'format-missing' : 'format-unknown',
      as === undefined ? '--as is missing' : `--as ${as}: unknown`,
      `Allowed: ${exportForms.join(', ')}.`,
    );
  }
  const cluster = chooseRemembered(home, words.names[0], words.choices.cloud);
  const { content, what, simulated } = exportOf(cluster, as, { withAddresses });
  if (file === undefined || file === '-') {
    await new Promise<void>((done, failed) => stdout.write(content, (error) => (error ? failed(error) : done())));
    return 0;
  }
  const standing = standingFile(file);
  const asked = standing !== undefined && !force && canAsk(around);
  if (asked && !(await agreesTo(around, `${file} exists (${filesSize(standing.bytes)}). Write over it?`, overwriting))) {
    output.say(`Nothing was written: ${file} is as it was. --output takes another name.`);
    return 0;
  }
  const path = writeOut(file, content, force || asked, formWords[as].mode);
  const bytes = Buffer.byteLength(content);
  const open = openLine(path, as);
  output.object({ result: 'exported', cluster: cluster.name, as, file: path, bytes, withAddresses, simulated, open });
  output.say(`${path}: ${what} of ${cluster.name}${simulated ? ', simulated, as it says' : ''} (${filesSize(bytes)})`);
  output.say(`  open it: ${open}`);
  return 0;
}

const overwriting = 'A file that is there is not written over unless you say so; --force does, too.';

const isForm = (as: string | undefined): as is ExportForm => (exportForms as readonly (string | undefined)[]).includes(as);
