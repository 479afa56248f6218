import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Problem } from '../../state/problem.ts';
import type { Access } from '../access.ts';
import { cloudInitLog, cloudInitState, complaintsIn, linesThatMatter, lookAtCloudInit, packageProgress } from '../cloud-init-log.ts';
import { lastLines, mustRun } from '../shell.ts';
import { isSshFailure } from '../ssh-problems.ts';

const proof = 'cloud-init status --wait';
/** Whether what the packages bring and the next stages use is there: cloud-init may call itself done without it (azure-facts 7). */
const toolCheck = ({ mpi }: Access): string => mpi.line(`type -P ${mpi.tools.join(' ')}`);
const rebootCheck = 'test -e /var/run/reboot-required';
const reboot = 'sudo systemctl reboot';
const bootId = 'cat /proc/sys/kernel/random/boot_id';

/** A node whose cloud-init failed goes on where the person left this file: the failure does not matter to them. */
const goOnFile = '~/.rank0-go-on';

/** How long a node may be away when it restarts, in seconds of the world. */
const awayPatience = 600;

export interface CloudInitOptions {
  /** All packages are upgraded at the first boot, and a restart that asks for is done before keys are spread. */
  readonly packageUpgrade?: boolean;
}

/**
 * cloud-init has finished on a node, and what it was to install is there. One that is degraded (exit code 2) goes on with
 * what it complained of in the message; one that failed is a problem with the lines of its log that matter.
 */
export function cloudInitTask(access: Access, name: string, needs: readonly string[], { packageUpgrade = false }: CloudInitOptions = {}): Task {
  const away = waitingForNode(access, name);
  const observe = async (run: TaskRun): Promise<Observation> => {
    const waiting = await away.look(run);
    if (waiting) return waiting;
    try {
      const seen = await finished(access, name, run);
      away.back();
      if (seen.is !== 'so' || !packageUpgrade) return seen;
      const { exitCode } = await access.nodes.exec(access.node(name), rebootCheck, { signal: run.signal });
      if (exitCode === 0) return { is: 'absent' };
      return away.restarted() ? { is: 'so', message: `${seen.message}; restarted, as the upgrade asked for` } : seen;
    } catch (error) {
      return away.excuse(error, run);
    }
  };
  return {
    id: `cloud-init/${name}`,
    stage: 'log-in',
    title: `cloud-init on ${name}`,
    node: name,
    needs,
    lane: 'machine',
    explain:
      `A machine that answers is not ready: cloud-init still installs ${access.mpi.id === 'ubuntu' ? 'Open MPI and clush' : 'clush'}, for minutes. Azure does not wait for it, so this does. ` +
      'It can also fail, and Azure would not say so.',
    commands: [proof, toolCheck(access), ...(packageUpgrade ? [`${rebootCheck} && ${reboot}`] : [])],
    usualSeconds: [60, 240],
    observe,
    ...(packageUpgrade ? { make: (run: TaskRun) => away.restart(run) } : {}),
  };
}

async function finished(access: Access, name: string, { signal }: TaskRun): Promise<Observation> {
  const node = access.node(name);
  const look = await access.nodes.exec(node, lookAtCloudInit, { signal, timeoutSeconds: 25 });
  const state = cloudInitState(look.stdout);
  if (state === 'running') return { is: 'pending', waitingFor: packageProgress(look.stdout) ?? 'cloud-init' };
  if (state === 'unknown' || state === 'disabled') return { is: 'wrong', problem: noCloudInit(access, name, state, look.stderr) };
  const end = await access.nodes.exec(node, proof, { signal, timeoutSeconds: 25 });
  if (end.exitCode === 0 && state === 'done') return missingTools(access, name, signal, 'done');
  const { stdout } = await access.nodes.exec(node, 'cloud-init status --format json', { signal });
  const complaints = complaintsIn(stdout);
  if (end.exitCode === 2 && state !== 'error')
    return missingTools(access, name, signal, `done, with what it could recover from: ${complaints.join(' | ') || 'see its log'}`);
  const accepted = await access.nodes.exec(node, `test -e ${goOnFile}`, { signal });
  const log = linesThatMatter((await access.nodes.exec(node, `sudo tail -n 300 ${cloudInitLog}`, { signal })).stdout);
  if (accepted.exitCode === 0) return missingTools(access, name, signal, `failed, and you said to go on: ${[...complaints, ...log].join(' | ')}`);
  return { is: 'wrong', problem: failed(access, name, complaints, log) };
}

async function missingTools(access: Access, name: string, signal: AbortSignal, message: string): Promise<Observation> {
  const { stdout } = await access.nodes.exec(access.node(name), toolCheck(access), { signal });
  const missing = access.mpi.tools.filter((tool) => !stdout.split(/\r?\n/).some((line) => line.endsWith(`/${tool}`)));
  if (missing.length === 0) return { is: 'so', message };
  const log = linesThatMatter((await access.nodes.exec(access.node(name), `sudo tail -n 300 ${cloudInitLog}`, { signal })).stdout);
  return { is: 'wrong', problem: toolsMissing(access, name, missing, log) };
}

/** A node that restarts, by us or by its user data: away for a while, then there again under another boot id. */
function waitingForNode(access: Access, name: string) {
  let before: string | undefined;
  let since: number | undefined;
  let losses = 0;
  let restarts = 0;
  const pending = { is: 'pending', waitingFor: `${name} to restart` } as const;
  const patient = ({ clock }: TaskRun): boolean => {
    since ??= clock.now();
    return clock.now() - since < awayPatience * 1000;
  };
  const currentBoot = async (run: TaskRun): Promise<string> => lastLines((await mustRun(access, name, bootId, { signal: run.signal })).stdout, 1);
  return {
    restart: async (run: TaskRun): Promise<Observation> => {
      before = await currentBoot(run);
      since = run.clock.now();
      await access.nodes.exec(access.node(name), reboot, { signal: run.signal, timeoutSeconds: 10 }).catch((error: unknown) => {
        if (!isSshFailure(error, 'ssh-lost', 'command-timeout')) throw error; // it restarts before it can answer
      });
      access.nodes.forget(name);
      return pending;
    },
    /** Undefined where it is back, or never went. */
    look: async (run: TaskRun): Promise<Observation | undefined> => {
      if (before === undefined) return undefined;
      try {
        if ((await currentBoot(run)) === before && patient(run)) return pending;
      } catch (error) {
        if (!isSshFailure(error, 'ssh-refused', 'ssh-timeout', 'ssh-lost', 'command-timeout') || !patient(run)) throw error;
        return pending;
      }
      before = undefined;
      restarts += 1;
      return undefined;
    },
    restarted: (): boolean => restarts > 0,
    /** It answered. */
    back: (): void => {
      since = undefined;
      losses = 0;
    },
    /** One that is refused restarts; one that was cut off gets a second try; anything else is the run's end. */
    excuse: (error: unknown, run: TaskRun): Observation => {
      if (isSshFailure(error, 'ssh-refused') && patient(run)) return pending;
      if (!isSshFailure(error, 'ssh-lost') || losses > 0) throw error;
      losses += 1;
      return { is: 'pending', waitingFor: `${name} to answer again` };
    },
  };
}

function failed(access: Access, name: string, complaints: readonly string[], log: readonly string[]): Problem {
  const said = [...complaints, ...log];
  return {
    code: 'cloud-init-failed',
    message: `cloud-init failed on ${name}${said.length > 0 ? `: ${said.join(' | ')}` : ''}`,
    means: 'What was to be set up at the first boot is not complete. cloud-init runs once, so it will not try again by itself.',
    next: [
      { label: 'Read its log', command: `rank0 run ${name} -- sudo tail -n 60 ${cloudInitLog}` },
      {
        label: 'Mend it, or decide that it does not matter; then say so and run the same command again',
        command: `rank0 run ${name} -- touch ${goOnFile.replace('~/', '')}`,
      },
      { label: 'Or delete the cluster and build it anew', command: `rank0 down ${access.cluster}` },
    ],
  };
}

function toolsMissing(access: Access, name: string, missing: readonly string[], log: readonly string[]): Problem {
  return {
    code: 'packages-missing',
    message: `${name} has no ${missing.join(', ')} though cloud-init has finished${log.length > 0 ? `: ${log.join(' | ')}` : ''}`,
    means: 'Its packages were not installed: a package server that did not answer is the usual reason. Azure does not call that a failure.',
    next: [
      { label: 'Install them, then run the same command again', command: `rank0 run ${access.cluster} -- ${installLine(access)}` },
      { label: 'Read the log', command: `rank0 run ${name} -- sudo tail -n 60 ${cloudInitLog}` },
    ],
  };
}

/** apt without a question, waiting for whoever holds its lock, from fresh lists (azure-facts 8.1). */
const installLine = ({ mpi }: Access): string =>
  `'sudo apt-get update && sudo DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -o DPkg::Lock::Timeout=600 -y install ${mpi.packages.join(' ')}'`;

function noCloudInit(access: Access, name: string, state: string, stderr: string): Problem {
  return {
    code: 'cloud-init-missing',
    message: state === 'disabled' ? `cloud-init is disabled on ${name}` : `${name} does not say how cloud-init is: ${stderr.trim().split('\n')[0] ?? ''}`,
    means: 'The image does not run cloud-init, so nothing of what the cluster needs was installed. Canonical images do.',
    next: [{ label: 'Build it with another image', command: `rank0 down ${access.cluster}` }],
  };
}
