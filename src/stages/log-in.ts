import { networkPlan } from '../azure/blueprint.ts';
import { az, word } from '../azure/commands.ts';
import { serialLog } from '../azure/serial.ts';
import type { Task } from '../engine/task.ts';
import { hostKeysIn, knownHostsText } from '../remote/host-keys.ts';
import { sshConfigText } from '../remote/ssh-config.ts';
import { cloudInitTask } from '../remote/tasks/cloud-init.ts';
import { loginTask } from '../remote/tasks/login.ts';
import type { Stage, StageContext } from './stage.ts';
import { whySilent } from './why-silent.ts';

/**
 * Stage 5. True at its end: addresses listed, host keys known by way of ARM, SSH to every node works, cloud-init has finished
 * on every node, and the laptop's own ssh is set up for the cluster.
 */
export const logIn: Stage = {
  id: 'log-in',
  tasks: (context) => [
    ...context.names.map((name) => hostKeyTask(context, name)),
    ...context.names.map((name) => loginTask(context.access, name, [`host-key/${name}`], (node, error, signal) => whySilent(context, node, error, signal))),
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
    return { known_hosts: knownHostsText(all), ssh_config: sshConfigText({ nodes: all, user: choices.adminUsername, folder, cluster: choices.name }) } as const;
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

/** The subnet that the cluster's own key is good in. */
export const clusterSubnet = networkPlan.subnetPrefix;
