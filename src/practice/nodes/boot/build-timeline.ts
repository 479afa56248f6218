import { bootId, hasOutbound, type MachineRecord } from '../record.ts';
import { kernelLines, loginPrompt, networkTable, stageLine, stamp } from './console-text.ts';
import { packagesRun, seconds } from './packages-stage.ts';
import { releaseOf } from './releases.ts';
import type { BootLife, Outcome, Printed, StageLife, StageName, Step, Timeline } from './timeline.ts';
import type { CloudConfig } from './user-data.ts';

/** Raised inside the builder where nothing further is known. */
const stop = Symbol('stop');

/**
 * The life of a machine: pure, so that every program that opens its folder, at whatever time, finds the same. It reaches as
 * far as the outcomes of its steps are known; `pending` is the next one to be done.
 * @param hostKeysText what cloud-init's `keys_to_console` prints, once the keys exist
 */
export function buildTimeline(record: MachineRecord, config: CloudConfig, outcome: (id: string) => Outcome | undefined, hostKeysText: () => string): Timeline {
  const { spec } = record;
  const release = releaseOf(spec.image);
  const log: Printed[] = [];
  const installed: { name: string; at: number }[] = [];
  const aptRuns: { from: number; to: number }[] = [];
  const rebootRequired: { at: number; boot: number }[] = [];
  const boots: BootLife[] = [];
  // A module that runs once an instance counts as run from the moment it begins (its semaphore is written before, azure-facts 7).
  const begun = new Set<string>();
  let usersAt: number | undefined;
  let pending: Step | undefined;

  const bootOnce = (index: number): void => {
    const boot = record.boots[index] as MachineRecord['boots'][number];
    const end = boot.until ?? Number.POSITIVE_INFINITY;
    const seed = `${spec.vmId}/${index}`;
    const kernel = seconds(seed, 'kernel', 5, 8);
    const life: BootLife = {
      index,
      id: bootId(spec.vmId, index),
      at: boot.at,
      ...(boot.until === undefined ? {} : { until: boot.until }),
      cold: boot.cold,
      stages: {},
      networkAt: boot.at + kernel,
      console: [],
    };
    boots.push(life);
    let now = boot.at;
    const up = (): number => (now - boot.at) / 1000;
    const pass = (name: string, least: number, most: number): void => {
      now += seconds(seed, name, least, most);
      if (now >= end) throw stop;
    };
    const print = (text: string): void => void life.console.push({ at: now, text });
    const output = (text: string): void => {
      if (text === '') return;
      log.push({ at: now, text });
      print(text.replace(/^(?=.)/gm, `${stamp(up())}cloud-init[${700 + index}]: `));
    };
    /** The outcome of a step, or the end of what is known. */
    const done = (kind: Step['kind'], once: boolean): Outcome => {
      const id = once ? kind : `${kind}-${index}`;
      const known = outcome(id);
      if (known) {
        now += known.milliseconds;
        if (now >= end) throw stop;
        return known;
      }
      pending = { id, kind, boot: index, at: now };
      throw stop;
    };
    const first = (module: string): boolean => {
      if (begun.has(module)) return false;
      begun.add(module);
      return true;
    };
    const stage = (name: StageName, work: (stage: StageLife) => void): void => {
      const life_: StageLife = { start: now, errors: [], warnings: [] };
      life.stages[name] = life_;
      output(stageLine(release, name, now, up()));
      work(life_);
      life_.finished = now;
    };

    for (const [at, text] of kernelLines(spec, release, kernel / 1000)) if (boot.at + at * 1000 < end) life.console.push({ at: boot.at + at * 1000, text });
    pass('kernel', 5, 8);
    stage('init-local', () => pass('init-local', 0.8, 2));
    pass('network', 0.5, 1.5);
    stage('init', (init) => {
      print(networkTable(spec, up()));
      init.warnings.push(...config.warnings);
      for (const warning of config.warnings) output(`${new Date(now).toISOString().replace('T', ' ').slice(0, 19)},000 - util.py[WARNING]: ${warning}\n`);
      if (config.boothooks.length > 0) output(done('boothooks', false).output);
      if (config.bootcmd.length > 0) {
        const { exitCode, output: text } = done('bootcmd', false);
        output(text);
        if (exitCode !== 0) {
          init.errors.push(
            `('bootcmd', ProcessExecutionError("Unexpected error while running command.\\nCommand: ['/bin/sh', '/tmp/tmpa1b2c3d4.sh']\\nExit code: ${exitCode}"))`,
          );
        }
      }
      if (config.writeFiles.some(({ deferred }) => !deferred) && first('write-files')) done('write-files', true);
      if (usersAt === undefined) usersAt = now;
      if (first('host-keys')) {
        pass('host keys', 0.6, 1.6);
        done('host-keys', true);
        output('Generating public/private ecdsa key pair.\nGenerating public/private ed25519 key pair.\n');
      }
      pass('init', 0.3, 0.9);
    });
    pass('sshd', 0.4, 1.2);
    life.sshdAt = now;
    print('[  OK  ] Started ssh.service - OpenBSD Secure Shell server.\n');
    stage('modules-config', () => pass('modules-config', 0.8, 2));
    print('[  OK  ] Reached target multi-user.target - Multi-User System.\n[  OK  ] Reached target graphical.target - Graphical Interface.\n');
    print(loginPrompt(spec, release));
    print('\n');
    stage('modules-final', (final) => {
      pass('final', 0.3, 1);
      const fresh = first('packages');
      if (fresh) {
        const run = packagesRun(config, release, spec.vmId, now, (at) => spec.trouble !== 'no-mirror' && hasOutbound(record, at));
        for (const each of run.log) if (each.at < end) at(each.at, () => output(each.text));
        installed.push(...run.installed.filter((each) => each.at < end));
        if (run.to > run.from) aptRuns.push({ from: run.from, to: Math.min(run.to, end) });
        now = run.to;
        if (now >= end) throw stop;
        // The passing failure of a drill is one that cloud-init goes on after: degraded, and the packages are not there.
        (spec.trouble === 'no-mirror' ? final.warnings : final.errors).push(...run.errors);
        if (run.rebootRequiredAt !== undefined) {
          rebootRequired.push({ at: run.rebootRequiredAt, boot: index });
          if (config.rebootIfRequired) {
            output('Rebooting after upgrade or install per /var/run/reboot-required\n');
            done('reboot', true);
          }
        }
      }
      if (config.writeFiles.some(({ deferred }) => deferred) && first('write-files-deferred')) done('write-files-deferred', true);
      if ((config.runcmd.length > 0 || config.scripts.length > 0) && first('user-scripts')) {
        const { exitCode, output: text } = done('user-scripts', true);
        output(text);
        if (exitCode !== 0) {
          const count = config.scripts.length + (config.runcmd.length > 0 ? 1 : 0);
          final.errors.push(`('scripts_user', RuntimeError('Runparts: ${exitCode} failures in ${count} attempted commands'))`);
        }
      }
      if (first('keys-to-console') && config.emitKeys) print(hostKeysText());
      pass('end', 0.2, 0.6);
      output(
        `Cloud-init v. ${release.cloudInit} finished at ${new Date(now).toUTCString().replace('GMT', '+0000')}. Datasource DataSourceAzure [seed=/dev/sr0].  Up ${up().toFixed(2)} seconds\n`,
      );
      if (config.finalMessage !== undefined) output(`${config.finalMessage}\n`);
    });
    life.doneAt = now;

    function at(time: number, use: () => void): void {
      const before = now;
      now = time;
      use();
      now = before;
    }
  };

  for (let index = 0; index < record.boots.length && !pending; index += 1) {
    try {
      bootOnce(index);
    } catch (error) {
      if (error !== stop) throw error;
    }
  }
  return { boots, log, installed, aptRuns, rebootRequired, ...(usersAt === undefined ? {} : { usersAt }), ...(pending === undefined ? {} : { pending }) };
}
