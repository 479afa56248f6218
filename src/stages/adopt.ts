import { randomUUID } from 'node:crypto';
import type { StandingCluster } from '../azure/adoption.ts';
import { standingCluster } from '../azure/adoption.ts';
import type { Azure } from '../azure/azure.ts';
import { az } from '../azure/commands.ts';
import { clusterPrice } from '../azure/prices.ts';
import { runCommandLine, runCommandOn } from '../azure/run-command.ts';
import { serialLog } from '../azure/serial.ts';
import { adoptTagTasks } from '../azure/tasks/adopt-tags.ts';
import { deleteOptionTasks } from '../azure/tasks/mend-delete-options.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task, TaskRun } from '../engine/task.ts';
import { hostKeysIn } from '../remote/host-keys.ts';
import type { OwnKey } from '../remote/own-keys.ts';
import { keyTypes, parsePublicKey } from '../remote/public-key.ts';
import { adoptLoginTask } from '../remote/tasks/adopt-login.ts';
import { clusterSshTasks } from '../remote/tasks/cluster-ssh.ts';
import { lyingKeys, removeKeysTask } from '../remote/tasks/mend-private-key.ts';
import type { Choices } from '../state/choices.ts';
import { type Problem, ProblemError } from '../state/problem.ts';
import { type Finding, type FindingKind, findingsOf } from './adopt-findings.ts';
import { laptopTask } from './log-in.ts';
import type { ScaleParts } from './scale-walk.ts';
import { sshRuleTask } from './ssh-rule-task.ts';
import { sourceAllows } from './ssh-source.ts';
import { ownerOf, type StageContext } from './stage.ts';

/** What a person brings to a cluster that they made by hand. */
export interface AdoptWith {
  readonly standing: StandingCluster;
  readonly ownKeys: readonly OwnKey[];
}

/** Taking over a cluster that was made by hand or by another rank0. */
export interface Adopter {
  /** Tags it, gets rank0's own key onto its nodes, and writes down what it is. Cut off anywhere, the same again goes on. */
  carryOut(how: AdoptWith, signal: AbortSignal): Promise<RunOutcome>;
  /** What is unsafe, costly or slow about it now, asked of Azure and of the nodes. */
  look(ownKeys: readonly OwnKey[], signal: AbortSignal): Promise<readonly Finding[]>;
  /** Mends these, what is unsafe first. */
  mend(kinds: readonly FindingKind[], signal: AbortSignal): Promise<RunOutcome>;
}

/** The choices that a standing cluster comes to: as if it had been built with them. */
export function adoptedChoices(standing: StandingCluster, world: Pick<Choices, 'cloud' | 'subscription' | 'tenant'>): Choices {
  const { name, resourceGroup, location, network, size, count, image, user, source, placementGroup } = standing;
  return {
    ...{ name, resourceGroup, location, network, size, count, image, placementGroup },
    ...{ adminUsername: user, publicKeys: [], sshSource: source ?? '*', allowWideSource: true, packageUpgrade: false },
    ...{ useExistingGroup: true, benchmark: false, sharedFiles: 'none', rootWrites: false, natGateway: false },
    prune: standing.nodes.length > 1 && standing.nodes.slice(1).every(({ publicAddress }) => publicAddress === undefined),
    ...world,
  };
}

type Parts = Pick<ScaleParts, 'context' | 'session' | 'emit' | 'time' | 'begin' | 'runPlan'> & { loginKey(): { readonly publicKey: string } };

/** Makes the adopter of a walk. */
export function openAdopter({ context, session, emit, time, begin, runPlan, loginKey }: Parts): Adopter {
  const cluster = (): string => context().choices.name;
  return {
    carryOut: async ({ standing, ownKeys }, signal) => {
      const { world } = context();
      const stopped = standing.nodes.filter(({ power }) => power !== 'running');
      if (stopped.length > 0)
        throw new ProblemError(
          notRunning(
            standing,
            stopped.map(({ name }) => name),
          ),
        );
      if (!standing.nodes[0]?.publicAddress) throw new ProblemError(noWayIn(standing));
      emit({ type: 'adopted', time: time(), cluster: cluster(), is: 'begun', ...(standing.madeAt === undefined ? {} : { madeAt: standing.madeAt }) });
      if (session().clusterId === undefined) emit({ type: 'tagged', time: time(), cluster: cluster(), clusterId: standing.clusterId ?? randomUUID() });
      for (const [index, { name, machineId, privateAddress, publicAddress }] of standing.nodes.entries()) {
        const hostKeys = [...(context().known(name)?.hostKeys ?? [])];
        const node = { name, role: index === 0 ? ('head' as const) : ('node' as const), machineId, privateAddress, hostKeys };
        emit({ type: 'node', time: time(), cluster: cluster(), node: { ...node, ...(publicAddress === undefined ? {} : { publicAddress }) } });
      }
      const at = context();
      const names = standing.nodes.map(({ name }) => name);
      const caller = await world.callerAddress(signal);
      const owner = ownerOf(at);
      const tags = adoptTagTasks(at.azure, owner, standing.resources);
      const closed = caller !== undefined && standing.source !== undefined && !allows(standing.source, caller);
      const needs = tags.map(({ id }) => id);
      const opening = closed || standing.source === undefined ? [openToMeTask(at.azure, at.choices, needs, `${caller}/32`)] : [];
      const outcome = await runPlan(
        [
          ...tags,
          ...opening,
          ...names.map((name) => hostKeyTask(at, name, needs)),
          ...names.map((name) =>
            adoptLoginTask(at.access, name, {
              needs: [...opening.map(({ id }) => id), ...names.map((one) => `adopt/host-key/${one}`)],
              publicKey: loginKey().publicKey,
              ownKeys,
              connect: { dial: world.dial, clock: world.clock },
              throughAzure: (node, publicKey, run) => authorizeThroughAzure(at, node.machineId, publicKey, run),
            }),
          ),
          laptopTask(at, { id: 'adopt/laptop-ssh', stage: 'your-cluster', needs: names.map((name) => `adopt/login/${name}`) }),
        ],
        signal,
      );
      if (outcome.result !== 'done') return outcome;
      if (opening.length > 0) begin({ ...at.choices, sshSource: `${caller}/32`, allowWideSource: false });
      const addresses = standing.nodes.filter(({ publicAddress }) => publicAddress !== undefined).length;
      emit({ type: 'priced', time: time(), cluster: cluster(), price: await clusterPrice(world.prices, { ...at.choices, addresses }, signal) });
      emit({ type: 'adopted', time: time(), cluster: cluster(), is: 'done' });
      return outcome;
    },
    look: async (ownKeys, signal) => {
      const { azure, choices, access, names } = context();
      const standing = await standingCluster(azure, choices.resourceGroup, choices.name, signal);
      const there = standing.nodes.filter(({ name, power }) => power === 'running' && names.includes(name)).map(({ name }) => name);
      const lying = (await Promise.all(there.map((name) => lyingKeys(access, name, signal)))).flat();
      const own = ownKeys.flatMap((key) => (key.kind === 'file' ? [key.publicKey] : []));
      return findingsOf(standing, lying, own);
    },
    mend: async (kinds, signal) => {
      const at = context();
      const owner = ownerOf(at);
      const caller = await at.world.callerAddress(signal);
      const opening = kinds.includes('open-to-world') && caller !== undefined;
      const tasks = [
        ...(opening ? [openToMeTask(at.azure, at.choices, [], `${caller}/32`)] : []),
        ...(kinds.includes('private-key') ? keyTasks(at) : []),
        ...(kinds.includes('delete-options') ? deleteOptionTasks(at.azure, owner, at.names) : []),
      ];
      const outcome = await runPlan(tasks, signal);
      if (outcome.result === 'done' && opening) begin({ ...at.choices, sshSource: `${caller}/32`, allowWideSource: false });
      return outcome;
    },
  };
}

/** The nodes get a key of their own first, and are tried with it; then the copies of the person's key go. */
function keyTasks({ access, names }: StageContext): Task[] {
  const first = clusterSshTasks(access, []);
  return [
    ...first,
    ...names.map((name) =>
      removeKeysTask(
        access,
        name,
        first.map(({ id }) => id),
      ),
    ),
  ];
}

const allows = (source: string, caller: string): boolean => {
  try {
    return source.split(',').some((one) => sourceAllows(one, caller));
  } catch {
    return /^internet$/i.test(source); // another service tag than that is not the person
  }
};

const openToMeTask = (azure: Azure, choices: Choices, needs: readonly string[], source: string): Task =>
  sshRuleTask(azure, choices, source, {
    id: 'adopt/ssh-rule',
    needs,
    explain: 'The one rule of the security group, changed to your own address. Who is logged in stays logged in.',
    usualSeconds: [1, 5],
  });

const printKeys = 'cat /etc/ssh/ssh_host_*_key.pub';

/** A node's host keys by way of ARM: from its serial console where it has one, else printed by Azure's agent. */
function hostKeyTask({ azure, choices, known }: StageContext, name: string, needs: readonly string[]): Task {
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

async function authorizeThroughAzure({ azure, choices }: StageContext, machineId: string, publicKey: string, run: TaskRun): Promise<void> {
  const folder = `/home/${choices.adminUsername}/.ssh`;
  const script = [
    `mkdir -p ${folder}`,
    `grep -qF '${publicKey}' ${folder}/authorized_keys 2>/dev/null || echo '${publicKey}' >> ${folder}/authorized_keys`,
    `chown -R ${choices.adminUsername}:${choices.adminUsername} ${folder}`,
    `chmod 700 ${folder}`,
    `chmod 600 ${folder}/authorized_keys`,
  ];
  await runCommandOn(azure, choices.resourceGroup, machineId, script, run);
}

const noHostKeys = (name: string, printed: string): Problem => ({
  code: 'no-host-keys',
  message: `${name} printed no host key: ${printed.trim().slice(0, 120) || 'nothing'}`,
  means: 'Without the keys of the machine itself rank0 does not log in: whoever answers could be anybody.',
  next: [{ label: 'Look at the machine', command: `az vm show --name ${name} --resource-group GROUP --show-details` }],
});

const notRunning = ({ resourceGroup, nodes, network, name }: StandingCluster, stopped: readonly string[]): Problem => ({
  code: 'nodes-not-running',
  message: `${stopped.length} of ${nodes.length} nodes do not run: ${stopped.slice(0, 5).join(', ')}`,
  means: 'A node is adopted by logging in to it, so all of them have to run once. Nothing was changed.',
  next: [
    network === 'infiniband'
      ? { label: 'Start them', command: az('vmss', 'start', '--name', name, '--resource-group', resourceGroup) }
      : { label: 'Start them', command: stopped.map((one) => az('vm', 'start', '--name', one, '--resource-group', resourceGroup)).join(' && ') },
    { label: 'Then adopt it', command: `rank0 adopt ${resourceGroup}` },
  ],
});

const noWayIn = ({ resourceGroup, nodes }: StandingCluster): Problem => ({
  code: 'head-without-address',
  message: `${nodes[0]?.name} has no public address`,
  means: 'rank0 reaches a cluster through its first node, the head. Without an address there is no way in. Nothing was changed.',
  next: [
    { label: 'Give it one', command: `az network public-ip create --name ${nodes[0]?.name}IP --resource-group ${resourceGroup} --sku Standard` },
    { label: 'Then adopt it', command: `rank0 adopt ${resourceGroup}` },
  ],
});
