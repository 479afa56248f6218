// Writes docs/reference.md from the definitions that the program itself reads. `--check` fails where it would change.
import { readFileSync, writeFileSync } from 'node:fs';
import { drills } from '../src/practice/drills.ts';
import { buildProgram } from '../src/cli/program.ts';
import { questions } from '../src/stages/questions.ts';
import { road } from '../src/stages/road.ts';
import { taskStates } from '../src/state/events.ts';
import { stageIds } from '../src/state/stage-id.ts';

/** The whole reference as Markdown. */
export function reference(): string {
  const program = buildProgram(
    '',
    () => {},
    () => () => {},
  );
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const shared = new Set(program.options.map((option) => option.long));
  const own = (command: (typeof program.commands)[number]): string =>
    command.options
      .filter((option) => !shared.has(option.long) || option.long === '--file')
      .map((option) => `\`${option.flags}\` ${option.description}`)
      .join('; ');
  return `${[
    '# Reference',
    '',
    'Made by `node scripts/reference.ts` from the definitions that the program reads itself.',
    '',
    '## Commands',
    '',
    row('command', 'what it does', 'its own flags'),
    row('---', '---', '---'),
    row('`rank0`', 'the wizard: resume a cluster or begin one', ''),
    ...program.commands.map((command) =>
      row(`\`rank0 ${command.name()}${command.usage().replace('[options]', '').replace(/\s+$/, '')}\``, command.description(), own(command)),
    ),
    '',
    'Everywhere: `--json`, `--yes`, `--plain`, `--screen-reader`, `--ascii`, `--no-color`, `--trace FILE`, `--help`, `--version`. Commands that talk to ARM take `--cloud`, `--subscription` and `--tenant`.',
    '',
    '## Choices',
    '',
    'By flag, by the same key in a YAML file (`--file`), or by prompt.',
    '',
    row('file key', 'flag', 'what it is', 'values', 'default'),
    row('---', '---', '---', '---', '---'),
    ...questions.map(({ key, flag, placeholder, help, values, standard }) =>
      row(
        `\`${key}\``,
        `\`${flag}${placeholder ? ` ${placeholder}` : ''}\``,
        help,
        values ? values.map((value) => `\`${value}\``).join(' ') : placeholder ? '' : '`true` `false`',
        standard,
      ),
    ),
    '',
    '## Progress lines (`up`, `plan`, `scale`, `down` with `--json`)',
    '',
    'One object a line: `{"time","cluster","stage","task","state","message"?,"error"?}`, and last one with `"result"`.',
    '',
    row('field', 'values'),
    row('---', '---'),
    row('`stage`', stageIds.map((id) => `\`${id}\``).join(' ')),
    row('`state`', taskStates.map((state) => `\`${state}\``).join(' ')),
    row('`result`', '`ready` (up) `planned` (plan) `scaled` (scale) `deleted` (down) `failed` `interrupted`'),
    row('`error`', '`{code, message, means, next: [{label, command?}]}`'),
    row('`left` (down)', 'every resource of the cluster that Azure still lists: `[]` when all is gone'),
    row('`recoverable` (down)', 'storage accounts that went and that Azure may bring back for 14 days; left out where there was none'),
    row(
      '`from`, `count`, `came`, `left`, `outdated` (scale)',
      'nodes before and now; names of those that came and that left; of those that are not of the latest model of the scale set',
    ),
    '',
    '## Answers (`list`, `status`, `run`, `put`, `get` with `--json`)',
    '',
    row('field', 'values'),
    row('---', '---'),
    row(
      '`list`',
      '`{"clusters":[{name, cloud, resourceGroup, location, network, size, count, stage, state, pricePerHour, createdAt, nodesStopped, nodesBilledOff, pricePerHourNow}]}`; nobody is asked: nodes and price are as they were last seen',
    ),
    row(
      '`status`',
      'the same for one, with `nodes:[{name, role, privateAddress, publicAddress, power, provisioning, cloudInit, ssh, load, memory}]`, `outdated` (names of instances of an earlier model) and `spent`; with `--watch` one a tick',
    ),
    row('`state`', '`planned` `building` `ready` `failed` `interrupted`; `status` also `stopped`, `empty` (scaled to 0) and `gone`'),
    row('`role`', '`head` `node`'),
    row('`power`', '`running` `starting` `stopping` `stopped` `deallocating` `deallocated` `unknown`'),
    row('`provisioning`', "ARM's `provisioningState`, or `absent`"),
    row('`cloudInit`', '`running` `done` `degraded` `error` `unknown`'),
    row('`ssh`', '`{state, ms?}`; state `ok` `unreachable` `refused` `host-key` `unknown`'),
    row('`load`, `memory`', 'average of one minute; `{usedMB, totalMB}`; `null` where not known'),
    row('`run`', 'one object a node as it ends: `{node, exitCode, stdout, stderr}`'),
    row(
      '`put`',
      'while bytes flow, at most one a second and node: `{node, file, state: "copying", from, bytes, of}`; one a node and file as it ends: `{node, file, to, state, bytes, mode, sha256, from?, error?}`, `from` is `laptop` or the node that handed it on; last `{result, cluster, simulated, files, nodes, bytes, sent, seconds}`, `result` is `put` or `failed`, `sent` the bytes that left this machine',
    ),
    row(
      '`get`',
      'the same while bytes flow; one a node and file as it ends: `{node, file, state, path?, bytes?, sha256?, error?}`, `path` is where it is here; last `{result, cluster, simulated, files, nodes}`, `result` is `got` or `failed`',
    ),
    row('`state` of a file', '`copying`, then `copied` `unchanged` (it was there already) or `failed`'),
    '',
    '## Exit codes',
    '',
    row('code', 'meaning'),
    row('---', '---'),
    row('0', 'done'),
    row('1', 'a step failed or the environment did (network, disk, lock); the session is kept and can be resumed'),
    row('2', 'usage: wrong in itself, or a question unanswered without a terminal'),
    row('3', "preflight: Azure's answer forbids it; nothing was created"),
    row('4', 'not signed in'),
    row('130', 'interrupted'),
    '',
    '## Stages',
    '',
    row('number', 'stage', 'in this version'),
    row('---', '---', '---'),
    ...road.map(({ number, id, built }) => row(String(number), `\`${id}\``, built ? 'yes' : 'no')),
    '',
    '## Drills',
    '',
    '`--drill NAME`, in the practice cloud alone. `--drill` lists them, `--drill none` ends the one that is on; in the wizard `h` gives hints.',
    '',
    row('name', 'what is injected'),
    row('---', '---'),
    ...drills.map(({ name, effect }) => row(`\`${name}\``, effect)),
    '',
    '## Environment',
    '',
    row('variable', 'what it does'),
    row('---', '---'),
    row('`RANK0_HOME`', 'where everything is kept; else the platform’s config directory'),
    row('`RANK0_TRACE`', 'as `--trace`'),
    row('`RANK0_TOKEN`', 'bearer token for `--cloud URL` on a loopback name, with `--subscription ID`'),
    row('`RANK0_QUIET`', '`1`: no bell and no notification when a step that took over 30 s ends or needs an answer'),
    row('`RANK0_PRACTICE_SPEED`', 'seconds of the practice cloud in one second; default 60; 0: it jumps to the next due event'),
    row('`RANK0_PRACTICE_QUOTA`', '`cores=N,FAMILY=N`: limits of the simulated subscription'),
    row('`NODE_EXTRA_CA_CERTS`', 'certificate authority of a private ARM endpoint (Node’s own)'),
    row('`NO_COLOR`, `FORCE_COLOR`, `TERM=dumb`, `INK_SCREEN_READER`', 'honoured'),
  ].join('\n')}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const file = 'docs/reference.md';
  const wanted = reference();
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  else if (readFileSync(file, 'utf8') !== wanted) {
    console.error(`${file} is behind: node scripts/reference.ts`);
    process.exitCode = 1;
  }
}
