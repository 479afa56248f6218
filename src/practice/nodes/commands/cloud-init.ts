import { longDate } from '../boot/console-text.ts';
import { currentStage, sorted, stageStatuses } from '../boot/status-files.ts';
import { cloudInitRuns, cloudInitState, lifeAt, nextChange } from '../boot/timeline.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';

/** How often a look is taken at a state that has no next change known, in milliseconds of the world. */
const glance = 1000;

/** `cloud-init status`, in the words of the release's own version. */
export const cloudInit: Programs = {
  'cloud-init': async (args, context, session) => {
    const [command, ...rest] = args;
    switch (command) {
      case 'status':
        return status(rest, context, session);
      case '--version':
      case '-v':
        return { stdout: `/usr/bin/cloud-init ${session.node.release.cloudInit}\n` };
      case 'query':
        return rest.includes('userdata')
          ? { stdout: `${session.node.spec().customData ?? ''}\n` }
          : { stderr: 'ERROR: the practice cloud answers only: cloud-init query userdata\n', exitCode: 1 };
      case 'schema':
        return { stdout: 'Valid schema user-data\n' };
      default:
        return {
          stderr: `usage: cloud-init [-h] [--version] {init,modules,query,status,schema} ...\ncloud-init: error: the practice cloud has only: status, query, schema\n`,
          exitCode: 2,
        };
    }
  },
  'cloud-id': () => ({ stdout: 'azure\n' }),
};

const status: Program = async (args, context, session) => {
  const wait = args.some((each) => each === '--wait' || each === '-w');
  const long = args.some((each) => each === '--long' || each === '-l');
  const format = args.find((each) => each.startsWith('--format='))?.slice(9) ?? (args.includes('--format') ? args[args.indexOf('--format') + 1] : 'tabular');
  const { node, clock, work, signal } = session;
  let dots = '';
  while (wait && runs(session)) {
    const until = nextChange(node.timeline(), clock.now()) ?? clock.now() + glance;
    await work.outside(clock.sleep(Math.max(1, Math.min(until - clock.now(), 10_000)), context.signal ?? signal));
    await node.settle(clock.now());
    dots += '.';
  }
  return answer(session, format === 'json' ? 'json' : long ? 'long' : 'short', wait ? `${dots}\n` : '');
};

function runs({ node, clock }: Session): boolean {
  const life = lifeAt(node.timeline(), clock.now());
  return life !== undefined && cloudInitRuns(life, clock.now());
}

function answer({ node, clock }: Session, form: 'json' | 'long' | 'short', before: string): CommandResult {
  const now = clock.now();
  const life = lifeAt(node.timeline(), now);
  if (!life) return { stdout: `${before}status: not run\n` };
  const state = cloudInitState(life, now);
  const running = cloudInitRuns(life, now);
  const stages = stageStatuses(life, now);
  const errors = Object.values(stages).flatMap((stage) => stage.errors);
  const warnings = Object.values(stages).flatMap((stage) => stage.recoverable_errors['WARNING'] ?? []);
  const word = state === 'degraded' ? 'done' : state;
  const extended = state === 'degraded' ? 'degraded done' : state === 'error' ? `error - ${running ? 'running' : 'done'}` : state;
  const exitCode = state === 'error' ? 1 : state === 'degraded' ? node.release.degradedExitCode : 0;
  const recoverable = warnings.length > 0 ? { WARNING: warnings } : {};
  const last = longDate(Math.max(...Object.values(stages).flatMap(({ start, finished }) => [start ?? 0, finished ?? 0])) * 1000);
  const detail = 'DataSourceAzure [seed=/dev/sr0]';
  if (form === 'json') {
    const all = {
      boot_status_code: 'enabled-by-generator',
      datasource: 'azure',
      detail,
      errors,
      extended_status: extended,
      ...stages,
      last_update: last,
      recoverable_errors: recoverable,
      stage: currentStage(life, now),
      status: word,
    };
    return { stdout: `${JSON.stringify(sorted(all), null, 2)}\n`, exitCode };
  }
  if (form === 'short') return { stdout: `${before}status: ${word}\n`, exitCode };
  const list = (name: string, lines: readonly string[]): string =>
    lines.length === 0 ? `${name}: []\n` : `${name}:\n${lines.map((line) => `\t- ${line}\n`).join('')}`;
  return {
    stdout:
      `${before}status: ${word}\nextended_status: ${extended}\nboot_status_code: enabled-by-generator\nlast_update: ${last}\ndetail: ${detail}\n` +
      `${list('errors', errors)}${warnings.length === 0 ? 'recoverable_errors: {}\n' : `recoverable_errors:\nWARNING:\n${warnings.map((line) => `\t- ${line}\n`).join('')}`}`,
    exitCode,
  };
}
