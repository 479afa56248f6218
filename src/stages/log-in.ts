import { networkPlan } from '../azure/blueprint.ts';
import { az, word } from '../azure/commands.ts';
import { serialLog } from '../azure/serial.ts';
import { sshRule } from '../azure/ssh-rule.ts';
import type { Task } from '../engine/task.ts';
import { hostKeysIn, knownHostsText } from '../remote/host-keys.ts';
import { sshConfigText } from '../remote/ssh-config.ts';
import { addressOf } from '../remote/ssh-problems.ts';
import { cloudInitTask } from '../remote/tasks/cloud-init.ts';
import { loginTask } from '../remote/tasks/login.ts';
import { outgoingSshBlocked } from '../remote/outgoing-ssh.ts';
import type { ClusterNode } from '../state/events.ts';
import type { Problem } from '../state/problem.ts';
import { sourceAllows } from './ssh-source.ts';
import type { Stage, StageContext } from './stage.ts';

/**
 * Stage 5. True at its end: addresses listed, host keys known by way of ARM, SSH to every node works, cloud-init has finished
 * on every node, and the laptop's own ssh is set up for the cluster.
 */
export const logIn: Stage = {
  id: 'log-in',
  tasks: (context) => [
    ...context.names.map((name) => hostKeyTask(context, name)),
    ...context.names.map((name) => loginTask(context.access, name, [`host-key/${name}`], (node, error, signal) => diagnose(context, node, error, signal))),
    ...context.names.map((name) => cloudInitTask(context.access, name, [`login/${name}`], { packageUpgrade: context.choices.packageUpgrade })),
    laptopTask(context),
  ],
};

const bootLog = (name: string, resourceGroup: string): string =>
  az('vm', 'boot-diagnostics', 'get-boot-log', '--name', name, '--resource-group', resourceGroup);

/** How long a machine that has booted again may take to print its keys before those that it printed earlier are taken, in milliseconds: its user data may not run at each boot. */
const printPatience = 180_000;

/** Reads a node's host keys from its serial console through ARM: the one way that needs no trust in who answers on port 22. */
function hostKeyTask({ azure, choices, known }: StageContext, name: string): Task {
  let bootedSince: number | undefined;
  return {
    id: `host-key/${name}`,
    stage: 'log-in',
    title: `host keys of ${name}`,
    node: name,
    needs: [`machine/${name}`],
    lane: 'machine',
    explain:
      'The machine prints its host keys on its serial console while it boots, and Azure shows that console to whoever is signed in. ' +
      'So the keys are known before the first login, and nobody in between can pretend to be the machine.',
    commands: [bootLog(name, choices.resourceGroup)],
    usualSeconds: [15, 90],
    observe: async ({ signal, clock, learn }) => {
      const node = known(name);
      if (!node) return { is: 'pending', waitingFor: 'the machine' };
      const found = hostKeysIn(await serialLog(azure, choices.resourceGroup, node.machineId, signal));
      if (!found) {
        return node.hostKeys.length > 0
          ? { is: 'so', message: 'as read before; the serial console shows none now' }
          : { is: 'pending', waitingFor: `${name} to print its host keys on the serial console` };
      }
      if (found.bootedSince) {
        bootedSince ??= clock.now();
        if (clock.now() - bootedSince < printPatience) return { is: 'pending', waitingFor: `${name} to print the host keys of this boot` };
      }
      if (found.keys.join('\n') !== node.hostKeys.join('\n')) learn({ type: 'node', node: { ...node, hostKeys: [...found.keys] } });
      return {
        is: 'so',
        message: `${found.keys.map((key) => key.split(' ')[0]).join(', ')} (${found.source === 'rank0' ? 'printed early, by the user data' : 'printed by cloud-init'})`,
      };
    },
  };
}

/** The laptop's own files of this cluster: known_hosts and ssh_config, made from what ARM said. Written anew when addresses change. */
export function laptopTask(
  { names, access, choices, folder, readFile, writeFile }: StageContext,
  place: Pick<Task, 'id' | 'stage' | 'needs'> = { id: 'laptop-ssh', stage: 'log-in', needs: names.map((name) => `host-key/${name}`) },
): Task {
  const wanted = () => {
    const all = names.map((name) => access.node(name));
    return { known_hosts: knownHostsText(all), ssh_config: sshConfigText({ nodes: all, user: choices.adminUsername, folder }) } as const;
  };
  return {
    ...place,
    title: 'ssh_config and known_hosts on this machine',
    lane: 'free',
    explain: 'Files of this cluster alone, in its own folder: your ~/.ssh is not touched. `rank0 ssh` uses them, and so can any ssh with -F.',
    commands: [`ssh -F ${word(`${folder}/ssh_config`)} ${names[0]}`],
    observe: async () => {
      const files = wanted();
      return readFile('known_hosts') === files.known_hosts && readFile('ssh_config') === files.ssh_config ? { is: 'so' } : { is: 'absent' };
    },
    make: async () => {
      const files = wanted();
      writeFile('known_hosts', files.known_hosts);
      writeFile('ssh_config', files.ssh_config);
      return { is: 'so' };
    },
  };
}

/** Why a running machine does not answer on port 22: told apart by evidence, cheapest first. */
async function diagnose({ azure, world, choices }: StageContext, node: ClusterNode, error: Error, signal: AbortSignal): Promise<Problem> {
  const rule = await sshRule(azure, choices.resourceGroup, choices.name, signal);
  if (rule.source === undefined) {
    return {
      code: rule.nsg ? 'ssh-rule-missing' : 'security-group-missing',
      message: `${node.name} (${addressOf(node)}) does not answer on port 22: ${error.message}`,
      means: rule.nsg
        ? `The network security group ${choices.name}NSG has no rule that opens port 22. A Standard address is closed until one does.`
        : `There is no network security group ${choices.name}NSG. A Standard address is closed until one opens port 22.`,
      next: [{ label: 'Make it again', command: `rank0 up --name ${choices.name} --cloud ${choices.cloud}`, key: 'r' }],
    };
  }
  const seen = await world.callerAddress(signal);
  if (seen !== undefined && !sourceAllows(rule.source, seen)) {
    return {
      code: 'ssh-source-changed',
      message: `port 22 is open to ${rule.source}, and you now come from ${seen}`,
      means: 'Your address changed since the rule was made (another network, a new lease), so the machines do not hear you any more.',
      next: [
        { label: `Open port 22 to ${seen}/32 instead`, command: `rank0 up --name ${choices.name} --cloud ${choices.cloud} --ssh-source ${seen}/32`, key: 's' },
      ],
    };
  }
  if (await outgoingSshBlocked(world, signal)) {
    return {
      code: 'outgoing-ssh-blocked',
      message: `${node.name} (${addressOf(node)}) does not answer on port 22, and neither does another public machine`,
      means: 'The network that you are in lets nothing out to port 22. Campus and company networks often do that.',
      next: [{ label: 'Use another network (a phone will do), then go on', command: `rank0 up --name ${choices.name} --cloud ${choices.cloud}`, key: 'r' }],
    };
  }
  const log = await serialLog(azure, choices.resourceGroup, node.machineId, signal);
  const ready = /Reached target .*(Cloud-init|Multi-User)|OpenBSD Secure Shell server|login:\s*$/i.test(log);
  return {
    code: ready ? 'ssh-unreachable' : 'ssh-not-up',
    message: `${node.name} (${addressOf(node)}) does not answer on port 22: ${error.message}`,
    means: ready
      ? `The machine runs, the rule (${rule.source}) fits, and still nothing answers: something between you and it drops the connection, or sshd has stopped.`
      : 'The machine runs, but its serial console does not show that its SSH server has started.',
    next: [
      { label: 'Look at its console', command: bootLog(node.name, choices.resourceGroup) },
      { label: 'Try again', command: `rank0 up --name ${choices.name} --cloud ${choices.cloud}`, key: 'r' },
    ],
  };
}

/** The subnet that the cluster's own key is good in. */
export const clusterSubnet = networkPlan.subnetPrefix;
