import type { Azure } from '../azure/azure.ts';
import { runCommandLine, runCommandOn } from '../azure/run-command.ts';
import { serialLog } from '../azure/serial.ts';
import type { Task, TaskRun } from '../engine/task.ts';
import { hostKeysIn } from '../remote/host-keys.ts';
import { keyTypes, parsePublicKey } from '../remote/public-key.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterNode } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';
import { noHostKeys, noKeyOpens } from './adopt-problems.ts';
import { sshRuleTask } from './ssh-rule-task.ts';
import { sourceAllows } from './ssh-source.ts';
import type { StageContext } from './stage.ts';

/** Whether the rule for port 22 lets an address in, as far as that can be told. */
export const allows = (source: string, caller: string): boolean => {
  try {
    return source.split(',').some((one) => sourceAllows(one, caller));
  } catch {
    return /^internet$/i.test(source); // another service tag than that is not the person
  }
};

/** The id of the task that changes who may reach port 22. */
export const ruleMend = 'adopt/ssh-rule';

/** Port 22 open to one source alone. */
export const openToMeTask = (azure: Azure, choices: Choices, needs: readonly string[], source: string): Task =>
  sshRuleTask(azure, choices, source, {
    id: ruleMend,
    needs,
    explain: 'The one rule of the security group, changed to your own address. Who is logged in stays logged in.',
    usualSeconds: [1, 5],
  });

const printKeys = 'cat /etc/ssh/ssh_host_*_key.pub';

/** A node's host keys by way of ARM: from its serial console where it has one, else printed by Azure's agent. */
export function hostKeyTask({ azure, choices, known }: StageContext, name: string, needs: readonly string[]): Task {
  const { resourceGroup } = choices;
  const machineId = known(name)?.machineId ?? '';
  const learn = (run: TaskRun, hostKeys: readonly string[]): void => {
    const node = known(name);
    if (node) run.learn({ type: 'node', node: { ...node, hostKeys: [...hostKeys] } });
  };
  return {
    id: `adopt/host-key/${name}`,
    stage: 'your-cluster',
    title: `host keys of ${name}`,
    node: name,
    needs,
    lane: 'machine',
    explain:
      'rank0 believes nobody who answers on port 22 before it knows the machine’s own keys. They come by way of Azure: from the serial console, or printed by the agent on the machine.',
    commands: [runCommandLine(resourceGroup, machineId, printKeys)],
    usualSeconds: [15, 60],
    observe: async (run) => {
      if ((known(name)?.hostKeys ?? []).length > 0) return { is: 'so' };
      const found = hostKeysIn(await serialLog(azure, resourceGroup, machineId, run.signal));
      if (!found || found.bootedSince) return { is: 'absent' };
      learn(run, found.keys);
      return { is: 'so', message: 'from its serial console' };
    },
    make: async (run) => {
      const printed = await runCommandOn(azure, resourceGroup, machineId, [printKeys], run);
      const rank = (type: string): number => (keyTypes as readonly string[]).indexOf(type);
      const keys = printed.split(/\r?\n/).flatMap((line) => parsePublicKey(line) ?? []);
      const fit = keys.filter(({ type }) => rank(type) >= 0).sort((a, b) => rank(a.type) - rank(b.type));
      if (fit.length === 0) throw new ProblemError(noHostKeys(name, printed));
      learn(
        run,
        fit.map(({ text }) => text),
      );
      return { is: 'so', message: 'printed by Azure’s agent' };
    },
  };
}

/** rank0's key beside the others, put there by Azure's agent. @throws ProblemError `no-key-opens` where that is not allowed. */
export async function authorizeThroughAzure(
  { azure, choices }: StageContext,
  { name, machineId }: Pick<ClusterNode, 'name' | 'machineId'>,
  publicKey: string,
  run: TaskRun,
): Promise<void> {
  const folder = `/home/${choices.adminUsername}/.ssh`;
  const script = [
    `mkdir -p ${folder}`,
    `grep -qF '${publicKey}' ${folder}/authorized_keys 2>/dev/null || echo '${publicKey}' >> ${folder}/authorized_keys`,
    `chown -R ${choices.adminUsername}:${choices.adminUsername} ${folder}`,
    `chmod 700 ${folder}`,
    `chmod 600 ${folder}/authorized_keys`,
  ];
  try {
    await runCommandOn(azure, choices.resourceGroup, machineId, script, run);
  } catch (error) {
    if (!(error instanceof ProblemError) || !/Authorization/.test(error.problem.code)) throw error;
    throw new ProblemError(noKeyOpens(choices, name, error.problem), { exitCode: 3, cause: error });
  }
}
