import { cloudInitRuns, cloudInitState, lifeAt } from '../boot/timeline.ts';
import { changeUnit, filesUnit } from '../mounts/units.ts';
import { goDown } from './power.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';

interface Unit {
  readonly name: string;
  readonly about: string;
  readonly state: 'active' | 'activating' | 'inactive' | 'failed';
  readonly sub: string;
}

const units = ['ssh', 'cloud-init', 'cloud-config', 'cloud-final', 'systemd-networkd', 'systemd-resolved', 'cron', 'walinuxagent', 'chrony'] as const;

function unitOf(name: string, session: Session): Unit | undefined {
  const { node, clock } = session;
  const files = filesUnit(name, session);
  if (files) return files;
  const plain = name.replace(/\.(service|target)$/, '').replace(/^sshd$/, 'ssh');
  if (!(units as readonly string[]).includes(plain)) return undefined;
  const now = clock.now();
  const life = lifeAt(node.timeline(), now);
  const running = life !== undefined && cloudInitRuns(life, now);
  if (plain === 'cloud-final') {
    const failed = life !== undefined && cloudInitState(life, now) === 'error';
    return {
      name: `${plain}.service`,
      about: 'Cloud-init: Final Stage',
      state: running ? 'activating' : failed ? 'failed' : 'active',
      sub: running ? 'start' : failed ? 'failed' : 'exited',
    };
  }
  if (plain.startsWith('cloud-')) return { name: `${plain}.service`, about: `Cloud-init: ${plain}`, state: 'active', sub: 'exited' };
  const about = plain === 'ssh' ? 'OpenBSD Secure Shell server' : plain;
  return { name: `${plain}.service`, about, state: 'active', sub: 'running' };
}

/** `systemctl`: states of the few services that matter here, and the machine's own power. */
const systemctl: Program = async (args, _context, session) => {
  const flags = args.filter((each) => each.startsWith('-'));
  const [verb = 'list-units', ...names] = args.filter((each) => !each.startsWith('-'));
  switch (verb) {
    case 'reboot':
    case 'poweroff':
    case 'halt':
      return goDown(session, verb === 'reboot' ? 'reboot' : 'poweroff');
    case 'is-system-running': {
      const life = lifeAt(session.node.timeline(), session.clock.now());
      const running = life !== undefined && cloudInitRuns(life, session.clock.now());
      return { stdout: running ? 'starting\n' : 'running\n', exitCode: running ? 1 : 0 };
    }
    case 'is-active':
    case 'is-failed':
    case 'is-enabled':
      return ask(verb, names, flags.includes('-q') || flags.includes('--quiet'), session);
    case 'status':
      return status(names, session);
    case 'list-units':
      return {
        stdout: units
          .flatMap((name) => unitOf(name, session) ?? [])
          .map((unit) => `  ${unit.name.padEnd(28)} loaded ${unit.state.padEnd(10)} ${unit.sub.padEnd(8)} ${unit.about}\n`)
          .join(''),
      };
    case 'daemon-reload':
    case 'start':
    case 'restart':
    case 'reload':
    case 'enable':
    case 'stop':
    case 'disable':
    case 'mask':
    case 'unmask':
    case 'reset-failed': {
      if (session.user.uid !== 0)
        return {
          stderr: `Failed to ${verb} ${names[0] ?? ''}: Interactive authentication required.\nSee system logs and 'systemctl status ${names[0] ?? ''}' for details.\n`,
          exitCode: 1,
        };
      const unknown = names.find((name) => !unitOf(name, session));
      if (unknown !== undefined)
        return {
          stderr: `Failed to ${verb} ${unknown}: Unit ${/\.(mount|automount|target|service)$/.test(unknown) ? unknown : `${unknown}.service`} not found.\n`,
          exitCode: 5,
        };
      let said: CommandResult = {};
      for (const name of names) {
        const result = await changeUnit(flags.includes('--now') ? `${verb}-now` : verb, name, session);
        if (result?.exitCode) said = result;
      }
      if (names.length > 0 && names.every((name) => filesUnit(name, session))) return said;
      if (verb === 'stop' || verb === 'disable' || verb === 'mask')
        return { stderr: `practice cloud: services cannot be stopped here; a whole machine can (systemctl poweroff)\n`, exitCode: 1 };
      return {};
    }
    default:
      return { stderr: `Unknown command verb ${verb}.\n`, exitCode: 1 };
  }
};

function ask(verb: string, names: readonly string[], quiet: boolean, session: Session): CommandResult {
  const states = names.map((name) => unitOf(name, session));
  const words = states.map((unit) => (verb === 'is-enabled' ? (unit ? 'enabled' : 'not-found') : (unit?.state ?? 'inactive')));
  const good = states.some((unit) => (verb === 'is-failed' ? unit?.state === 'failed' : verb === 'is-enabled' ? unit !== undefined : unit?.state === 'active'));
  return { stdout: quiet ? '' : words.map((word) => `${word}\n`).join(''), exitCode: good ? 0 : verb === 'is-active' ? 3 : 1 };
}

function status(names: readonly string[], session: Session): CommandResult {
  if (names.length === 0) return { stdout: `● ${session.node.spec().computerName}\n    State: running\n` };
  let exitCode = 0;
  let stderr = '';
  const blocks = names.flatMap((name) => {
    const unit = unitOf(name, session);
    if (!unit) {
      stderr += `Unit ${name.replace(/(\.service)?$/, '.service')} could not be found.\n`;
      exitCode = 4;
      return [];
    }
    if (unit.state !== 'active' && exitCode === 0) exitCode = 3;
    return [
      `● ${unit.name} - ${unit.about}\n     Loaded: loaded (/usr/lib/systemd/system/${unit.name}; enabled; preset: enabled)\n     Active: ${unit.state} (${unit.sub})\n`,
    ];
  });
  return { stdout: blocks.join('\n'), stderr, exitCode };
}

const journal: Program = (args, _context, { node, clock }) => {
  const lines = node
    .timeline()
    .log.filter(({ at }) => at <= clock.now())
    .map(({ at, text }) =>
      text.replace(
        /^(?=.)/gm,
        `${new Date(at).toUTCString().slice(8, 11)} ${new Date(at).toISOString().slice(8, 10)} ${new Date(at).toISOString().slice(11, 19)} ${node.spec().computerName} cloud-init[700]: `,
      ),
    )
    .join('')
    .split('\n');
  const count = Number(
    args.map((each, index) => (each === '-n' ? args[index + 1] : /^-n(\d+)$/.exec(each)?.[1])).find((each) => each !== undefined) ?? lines.length,
  );
  return { stdout: lines.slice(-count - 1).join('\n') };
};

export const services: Programs = { systemctl, journalctl: journal };
