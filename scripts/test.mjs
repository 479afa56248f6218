// All tests, a lane after the other. The last line, alone, is the sum over all lanes from the runners' own reports.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { installLabPackages, installSsh } from './debian-packages.mjs';

if (Number(process.versions.node.split('.')[0]) < 22) throw new Error(`tests run on Node 22 or later, not ${process.versions.node}: use npm test`);
const lanes = ['unit', 'contract', 'terminal', 'lab', 'faults'];
const only = process.argv.slice(2);
const unknown = only.filter((lane) => !lanes.includes(lane));
if (unknown.length > 0) throw new Error(`no such lane: ${unknown.join(', ')}; there are ${lanes.join(', ')}`);
const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const reports = mkdtempSync(join(tmpdir(), 'rank0-reports-'));
const run = (command, args, env = {}) => spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } }).status ?? 1;
const check = (name, status) => {
  sum[status === 0 ? 'passed' : 'failed'] += 1;
  if (status !== 0) failures.push(name);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
};

if (only.length === 0) {
  check('lockfile', run(process.execPath, ['scripts/complete-lockfile.mjs', '--check']));
  check('types', run('tsc', []));
  check('lint and import direction', run('biome', ['check', '.']));
}
check('bundle', run(process.execPath, ['scripts/build.mjs']));

// Real cloud-init judges the user data (contract), real nodes run everything (lab): both need Debian's packages.
const wants = (lane) => only.length === 0 || only.includes(lane);
const missing = wants('contract') || wants('lab') ? installLabPackages() : undefined;

for (const lane of lanes) {
  if (!wants(lane)) continue;
  if (lane === 'lab') {
    if (missing) {
      console.log(`lab cannot run here: ${missing}`);
      if (process.env.CI === 'true') sum.failed += 1;
      continue;
    }
  }
  const noSsh = lane === 'terminal' ? installSsh() : undefined;
  if (noSsh) {
    console.log(`terminal: shells on nodes cannot be opened here: ${noSsh}`);
    if (process.env.CI === 'true') sum.failed += 1;
  }
  const report = join(reports, `${lane}.json`);
  // Files of a lane that run alone are a project of their own, named after it.
  const status = run('vitest', ['run', '--project', `${lane}*`, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
    RANK0_BUNDLE_BUILT: '1',
  });
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { numTotalTests: 0 };
  for (const file of result.testResults ?? []) {
    if (file.status === 'failed' && file.message) failures.push(`${lane}: ${relative(process.cwd(), file.name)}: ${file.message}`);
    for (const { fullName, failureMessages, status: outcome } of file.assertionResults) {
      if (outcome === 'failed') failures.push(`${lane}: ${relative(process.cwd(), file.name)}: ${fullName}\n${failureMessages.join('\n').slice(0, 2000)}`);
    }
  }
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0, numTodoTests: todo = 0 } = result;
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped + todo;
  // A lane that ends badly without a failed test (a suite that does not load), or with no test, has failed.
  if ((status !== 0 && failed === 0) || passed + failed === 0) sum.failed += 1;
  console.log(`${lane}: ${passed} passed, ${failed} failed, ${skipped + todo} skipped`);
}
rmSync(reports, { recursive: true, force: true });
// Once more at the end: whoever reads only the last lines of a long run must still learn what failed.
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
process.exitCode = sum.failed > 0 ? 1 : 0;
