import { resourceNames } from '../azure/blueprint.ts';
import { az } from '../azure/commands.ts';
import { instanceResources } from '../azure/instance-resources.ts';
import { type NodeResource, nodeResources } from '../azure/node-resources.ts';
import { serialLog } from '../azure/serial.ts';
import { cloudInitLog } from '../remote/cloud-init-log.ts';
import { knownHostsText } from '../remote/host-keys.ts';
import { sshConfigText } from '../remote/ssh-config.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterNode } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';
import type { StageContext } from './stage.ts';
import { withHostKeys } from './choose-nodes.ts';

export type { NodeResource } from '../azure/node-resources.ts';

/** How much of cloud-init's log is brought, in lines: boot and packages of a node are about 1,500. */
const mostLines = 4_000;

/** What one can look at of a node, beside what the stages look at. */
export interface NodePages {
  /** Its serial console since it was last switched on; '' while there is none. */
  serialLog(node: string, signal: AbortSignal): Promise<string>;
  /** The end of what cloud-init printed, read by SSH. @throws ProblemError where the node cannot be logged in to. */
  cloudInitLog(node: string, signal: AbortSignal): Promise<string>;
  /** What belongs to it in Azure. */
  resources(node: string, signal: AbortSignal): Promise<readonly NodeResource[]>;
  /** Brings ssh_config and known_hosts up to date for all nodes whose keys are known, and gives the one that was asked for. @throws ProblemError where its keys are not known. */
  toLogIn(node: string): ClusterNode;
}

/** The pages of a cluster's nodes. */
export function nodePages(context: StageContext): NodePages {
  const { azure, choices, access, known, names, folder } = context;
  const able = (name: string): ClusterNode => {
    const node = known(name);
    if (!node || node.hostKeys.length === 0) throw keysUnknown(name);
    return node;
  };
  return {
    serialLog: (name, signal) => serialLog(azure, choices.resourceGroup, known(name)?.machineId ?? name, signal),
    cloudInitLog: async (name, signal) => {
      const node = able(name);
      const { exitCode, stdout, stderr } = await access.nodes.exec(node, cloudInitLogCommand, { signal });
      if (exitCode !== 0 && stdout === '') throw logUnread(name, stderr.trim() || `exit code ${exitCode}`);
      return stdout;
    },
    resources: (name, signal) => {
      const { nodes, scaleSet } = resourceNames(choices.name, choices.count);
      if (choices.network === 'infiniband') return instanceResources(azure, choices.resourceGroup, scaleSet, name, signal);
      const node = nodes.find(({ machine }) => machine === name);
      if (!node) throw new Error(`${name} is no node of ${choices.name}`);
      return nodeResources(azure, choices.resourceGroup, node, signal);
    },
    toLogIn: (name) => {
      const node = able(name);
      const nodes = withHostKeys(names.flatMap((one) => known(one) ?? []));
      // The stage `log in` writes the same files once all keys are known; until then a shell needs those that are.
      const files = { known_hosts: knownHostsText(nodes), ssh_config: sshConfigText({ nodes, user: choices.adminUsername, folder }) } as const;
      for (const file of ['known_hosts', 'ssh_config'] as const) if (context.readFile(file) !== files[file]) context.writeFile(file, files[file]);
      return node;
    },
  };
}

const cloudInitLogCommand = `sudo tail -n ${mostLines} ${cloudInitLog}`;

/** The lines that show the same by hand. */
export const nodePageCommands = (node: string, { name, resourceGroup }: Pick<Choices, 'name' | 'resourceGroup'>) => ({
  serialLog: az('vm', 'boot-diagnostics', 'get-boot-log', '--name', node, '--resource-group', resourceGroup),
  cloudInitLog: `rank0 run ${name} ${node} -- ${cloudInitLogCommand}`,
  resources: az('vm', 'show', '--name', node, '--resource-group', resourceGroup, '--show-details'),
});

const keysUnknown = (name: string): ProblemError =>
  new ProblemError({
    code: 'node-keys-unknown',
    message: `${name} cannot be logged in to yet: its host keys are not known`,
    means: 'They are read from its serial console in the stage "log in". Until then nobody could tell who answers at its address.',
    next: [],
  });

const logUnread = (name: string, said: string): ProblemError =>
  new ProblemError({
    code: 'cloud-init-log-unread',
    message: `${cloudInitLog} of ${name} could not be read: ${said}`,
    means: 'cloud-init writes it from the first boot on. An image without cloud-init has none.',
    next: [],
  });
