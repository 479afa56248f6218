// What a screen reader is given, from start to hello, as docs/screen-reader.md: node scripts/transcript.mjs (needs a built bundle)
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walkByEar } from '../test/support/hearing.ts';

const home = mkdtempSync(join(tmpdir(), 'rank0-ear-'));
const { transcript, exitCode } = await walkByEar(home);
rmSync(home, { recursive: true, force: true });
if (exitCode !== 0) throw new Error(`it ended with ${exitCode}`);

// A line that was typed stands where the terminal echoed it; after a prompt an empty one is Enter.
const lines = transcript.replaceAll(home, '~/.config/rank0').split('\n');
const prompts = /(help: all keys|leave|esc: close|q: save and quit)\.$|Enter takes it\.$|rows begin with .*\.$/;
const heard = [];
for (const [at, line] of lines.entries()) {
  const typed = at > 0 && prompts.test(lines[at - 1] ?? '');
  if (typed) heard.push(`> ${line === '' ? '(Enter)' : line}`, '');
  else if (line !== '' || heard.at(-1) !== '') heard.push(line);
}
writeFileSync(
  join('docs', 'screen-reader.md'),
  `# By ear

\`rank0 --screen-reader\`, or \`INK_SCREEN_READER=true\`: the wizard as lines. Nothing is drawn over, nothing turns, each change
is one line, each screen ends in what can be typed. Below is a whole walk through the practice cloud from the first question to hello, as
a screen reader is given it; \`>\` marks what the person typed. \`node scripts/transcript.mjs\` writes this page, and a test walks the same way.

\`\`\`text
${heard
  .join('\n')
  .replace(/\n{3,}/g, '\n\n')
  .trim()}
\`\`\`
`,
);
