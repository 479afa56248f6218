import type { Azure } from '../azure/azure.ts';
import { az } from '../azure/commands.ts';
import { serialLog } from '../azure/serial.ts';
import { sshRule } from '../azure/ssh-rule.ts';
import { outgoingSshBlocked } from '../remote/outgoing-ssh.ts';
import { addressOf } from '../remote/ssh-problems.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterNode } from '../state/events.ts';
import type { Problem } from '../state/problem.ts';
import { sourceAllows } from './ssh-source.ts';

/** Whom port 22 is open to, and where one comes from. */
export interface Door {
  /** The security group is there. */
  readonly group: boolean;
  /** The source that the rule lets in; undefined where no rule opens port 22. */
  readonly openTo?: string;
  /** The caller's own IPv4 address; undefined where it could not be found out. */
  readonly youComeFrom?: string;
  /** Whether the one lets the other in; undefined where that is not to be said. */
  readonly letsYouIn?: boolean;
}

/** What is asked. */
export interface Silent {
  readonly azure: Azure;
  readonly choices: Choices;
}

/** Looks at the rule for port 22 and at the address that one comes from, at the same time. */
export async function lookAtDoor({ azure, choices }: Silent, signal: AbortSignal): Promise<Door> {
  const [{ nsg, source }, caller] = await Promise.all([
    sshRule(azure, choices.resourceGroup, choices.name, signal),
    azure.world.callerAddress(signal).catch(() => undefined),
  ]);
  signal.throwIfAborted();
  const lets = source === undefined ? false : caller === undefined ? undefined : allows(source, caller);
  return {
    group: nsg,
    ...(source === undefined ? {} : { openTo: source }),
    ...(caller === undefined ? {} : { youComeFrom: caller }),
    ...(lets === undefined ? {} : { letsYouIn: lets }),
  };
}

function allows(source: string, caller: string): boolean | undefined {
  try {
    return sourceAllows(source, caller);
  } catch {
    // A rule that somebody wrote by hand (a service tag, a list): what it lets in is not ours to say.
    return undefined;
  }
}

/** That the rule does not let one in; undefined where it does, or that cannot be said. */
export function closedDoor({ openTo, youComeFrom, letsYouIn }: Door, { name, cloud }: Pick<Choices, 'name' | 'cloud'>, building: boolean): Problem | undefined {
  if (openTo === undefined || youComeFrom === undefined || letsYouIn !== false) return undefined;
  const own = `${youComeFrom}/32`;
  const command = building ? `rank0 up --name ${name} --cloud ${cloud} --ssh-source ${own}` : `rank0 address ${name} --cloud ${cloud}`;
  return {
    code: 'ssh-source-changed',
    message: `port 22 is open to ${openTo}, and you now come from ${youComeFrom}`,
    means: 'Your address changed since the rule was made (another network, a new lease), so the machines do not hear you any more.',
    next: [{ label: `Open port 22 to ${own} instead`, command, key: 's' }],
  };
}

const bootLog = (name: string, resourceGroup: string): string =>
  az('vm', 'boot-diagnostics', 'get-boot-log', '--name', name, '--resource-group', resourceGroup);

/** Why a running machine does not answer on port 22: told apart by evidence, cheapest first. `building`: it goes on with `up`. */
export async function whySilent(about: Silent, node: ClusterNode, error: Error, signal: AbortSignal, building = true): Promise<Problem> {
  const { azure, choices } = about;
  const { name, cloud, resourceGroup } = choices;
  const up = `rank0 up --name ${name} --cloud ${cloud}`;
  const door = await lookAtDoor(about, signal);
  if (door.openTo === undefined) {
    return {
      code: door.group ? 'ssh-rule-missing' : 'security-group-missing',
      message: `${node.name} (${addressOf(node)}) does not answer on port 22: ${error.message}`,
      means: door.group
        ? `The network security group ${name}NSG has no rule that opens port 22. A Standard address is closed until one does.`
        : `There is no network security group ${name}NSG. A Standard address is closed until one opens port 22.`,
      next: [
        ...(building || !door.group
          ? []
          : [{ label: 'Open it to the address that you come from', command: `rank0 address ${name} --cloud ${cloud}`, key: 's' }]),
        { label: 'Make it again', command: up, key: 'r' },
      ],
    };
  }
  const closed = closedDoor(door, choices, building);
  if (closed) return closed;
  if (await outgoingSshBlocked(azure.world, signal)) {
    return {
      code: 'outgoing-ssh-blocked',
      message: `${node.name} (${addressOf(node)}) does not answer on port 22, and neither does another public machine`,
      means: 'The network that you are in lets nothing out to port 22. Campus and company networks often do that.',
      next: [{ label: 'Use another network (a phone will do), then go on', command: building ? up : `rank0 address ${name} --cloud ${cloud}`, key: 'r' }],
    };
  }
  const log = await serialLog(azure, resourceGroup, node.machineId, signal);
  const ready = /Reached target .*(Cloud-init|Multi-User)|OpenBSD Secure Shell server|login:\s*$/i.test(log);
  return {
    code: ready ? 'ssh-unreachable' : 'ssh-not-up',
    message: `${node.name} (${addressOf(node)}) does not answer on port 22: ${error.message}`,
    means: ready
      ? `The machine runs, the rule (${door.openTo}) fits, and still nothing answers: something between you and it drops the connection, or sshd has stopped.`
      : 'The machine runs, but its serial console does not show that its SSH server has started.',
    next: [
      { label: 'Look at its console', command: bootLog(node.name, resourceGroup) },
      { label: 'Try again', command: up, key: 'r' },
    ],
  };
}
