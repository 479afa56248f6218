import { resourceNames } from '../azure/blueprint.ts';
import { listGroup, ownOf } from '../azure/live.ts';
import { nodeAddresses } from '../azure/node-addresses.ts';
import { nodeStates } from '../azure/node-states.ts';
import { standingPrice } from '../azure/standing-price.ts';
import type { RunOutcome } from '../engine/run.ts';
import { headSilent } from '../remote/tasks/behind-head.ts';
import type { Choices } from '../state/choices.ts';
import type { Price } from '../state/events.ts';
import { roundedDollars } from '../state/money.ts';
import { ProblemError, usageError } from '../state/problem.ts';
import { pruneTasks, restoreTasks } from './prune.ts';
import type { ScaleParts } from './scale-walk.ts';
import type { StageContext } from './stage.ts';

/** What is asked for: addresses taken away or given back, of all nodes but the head or of one. */
export interface PruneRequest {
  readonly restore?: boolean;
  /** A NAT gateway beside it; where nothing is said it stays as it was chosen, and a restoration removes it. */
  readonly natGateway?: boolean | undefined;
  /** One node alone, by its name or number. */
  readonly node?: string | undefined;
}

/** A pruning that was looked at and not begun. */
export interface PrunePlan {
  readonly restore: boolean;
  readonly natGateway: boolean;
  /** Whether the NAT gateway is there now. */
  readonly gatewayThere: boolean;
  readonly head: string;
  /** Nodes whose public address goes, or that get one. */
  readonly nodes: readonly string[];
  /** Nodes that are so already. */
  readonly already: readonly string[];
  /** Nodes that do not run, so that nothing can be tried on them. */
  readonly stopped: readonly string[];
  /** All that was asked for is so. */
  readonly nothingToDo: boolean;
  /** Nothing had been pruned, by rank0 or by anybody else. */
  readonly neverPruned: boolean;
  /** Price an hour afterwards, by part. */
  readonly price: Price;
  /** Dollars an hour that a NAT gateway costs with its address. */
  readonly gatewayPerHour: number;
}

/** Public addresses of a cluster, taken away and given back. */
export interface Pruner {
  /**
   * What it comes to, asked of Azure; nothing is changed.
   * @throws ProblemError exit code 2 for the head, an unknown node, a cluster that was never finished; `head-unreachable`.
   */
  look(request: PruneRequest, signal: AbortSignal): Promise<PrunePlan>;
  /** Carries it out. Cut off at any moment, the same one looked at again goes on. */
  carryOut(plan: PrunePlan, signal: AbortSignal): Promise<RunOutcome>;
}

type Parts = Pick<ScaleParts, 'context' | 'session' | 'emit' | 'time' | 'begin' | 'runPlan'>;

/** Makes the pruner of a walk. */
export function openPruner({ context, session, emit, time, begin, runPlan }: Parts): Pruner {
  return {
    look: async ({ restore = false, natGateway, node }, signal) => {
      const at = context();
      const { azure, choices, names } = at;
      const { stage } = session();
      if (stage !== 'your-cluster' && stage !== 'prune') throw unfinished(choices, stage, restore);
      const targets = targetsOf(at, node, restore);
      const wanted = natGateway ?? (restore ? false : choices.natGateway);
      const [addresses, states, listed] = await Promise.all([
        nodeAddresses(azure, choices, at.allKnown(), signal),
        nodeStates(azure, choices, names, signal),
        listGroup(azure, choices.resourceGroup, signal),
      ]);
      const has = (name: string): boolean => addresses.get(name)?.publicAddress !== undefined;
      const there = targets.filter((name) => states.has(name));
      const nodes = there.filter((name) => has(name) !== restore);
      const [head = ''] = names;
      if (!restore && nodes.length > 0) await mustAnswer(at, has(head), signal);
      const own = new Set((at.clusterId === undefined ? [] : ownOf(listed, at.clusterId)).map(({ name }) => name.toLowerCase()));
      const resources = resourceNames(choices.name, choices.count);
      const gatewayThere = own.has(resources.natGateway.toLowerCase());
      const left = restore ? [] : resources.nodes.filter(({ machine, address }) => targets.includes(machine) && own.has(address.toLowerCase()));
      const asKnown = at.allKnown().every(({ name, publicAddress }) => publicAddress === addresses.get(name)?.publicAddress);
      const chosen = node !== undefined || choices.prune === !restore;
      const gatewayAsWanted = gatewayThere === wanted && own.has(resources.natAddress.toLowerCase()) === wanted && choices.natGateway === wanted;
      const others = names.slice(1);
      const bare = others.filter((name) => (targets.includes(name) ? !restore : !has(name)));
      const price = (gateway: boolean): Promise<Price> =>
        standingPrice(azure, { ...choices, natGateway: gateway, addresses: names.length - bare.length }, signal);
      const [then, withGateway, without] = await Promise.all([price(wanted), price(true), price(false)]);
      return {
        restore,
        natGateway: wanted,
        gatewayThere,
        head,
        nodes,
        already: there.filter((name) => !nodes.includes(name)),
        stopped: there.filter((name) => states.get(name)?.power !== 'running'),
        nothingToDo: nodes.length === 0 && left.length === 0 && asKnown && chosen && gatewayAsWanted && session().result === 'ready',
        neverPruned: !choices.prune && others.every((name) => has(name) || !states.has(name)),
        price: then,
        gatewayPerHour: roundedDollars(withGateway.perHour - without.perHour),
      };
    },
    carryOut: async (plan, signal) => {
      const { choices } = context();
      const all = plan.nodes.length + plan.already.length >= context().names.length - 1;
      // Chosen first: whatever is cut off from here on, the same command goes on, and new nodes are made as the others shall be.
      begin({ ...choices, prune: all ? !plan.restore : choices.prune, natGateway: plan.natGateway });
      const names = [...plan.nodes, ...plan.already];
      const how = { names, running: names.filter((name) => !plan.stopped.includes(name)) };
      const outcome = await runPlan(plan.restore ? restoreTasks(context(), how) : pruneTasks(context(), how), signal);
      if (outcome.result === 'done' && JSON.stringify(session().price) !== JSON.stringify(plan.price)) {
        emit({ type: 'priced', time: time(), cluster: choices.name, price: plan.price });
      }
      return outcome.result === 'failed' ? { ...outcome, problem: pruneProblem(outcome.problem, choices, plan) } : outcome;
    },
  };
}

/** The nodes that are meant. @throws ProblemError exit code 2. */
function targetsOf({ names, choices }: StageContext, node: string | undefined, restore: boolean): readonly string[] {
  const [head, ...others] = names;
  if (node === undefined) return others;
  const name = /^\d+$/.test(node) ? `${choices.name}${node}` : node === 'head' ? head : node;
  const command = restore ? `rank0 prune ${choices.name} --restore` : `rank0 prune ${choices.name}`;
  if (name === head) {
    throw usageError(
      'head-not-pruned',
      restore ? `${head} is the head, and keeps its public address in any case` : `${head} is the head: its public address is never taken away`,
      'The head is the one way in to all other nodes.',
      [{ label: restore ? 'All other nodes' : 'Prune all other nodes', command }],
    );
  }
  if (name === undefined || !others.includes(name)) {
    throw usageError('node-unknown', `no node of ${choices.name} is called ${node}`, `Its nodes besides the head: ${others.join(', ') || 'none'}.`, [
      { label: 'All of them', command },
    ]);
  }
  if (choices.network === 'infiniband') {
    throw usageError(
      'scale-set-as-a-whole',
      `${name} is an instance of a scale set, and those are pruned together`,
      'The model of a scale set says whether its instances have public addresses, so all but the head have one or none has.',
      [{ label: 'All of them', command }],
    );
  }
  return [name];
}

/** Refused before anything is cut off where the head has no address of its own, or does not answer. */
async function mustAnswer({ access, names, choices }: StageContext, hasAddress: boolean, signal: AbortSignal): Promise<void> {
  const [head = ''] = names;
  if (!hasAddress) {
    throw new ProblemError({
      code: 'head-without-address',
      message: `the head ${head} has no public address itself, so no other is taken away`,
      means: 'The head is the one way in. Without an address of its own nobody would reach any node any more.',
      next: [{ label: 'Mend it', command: `rank0 up --name ${choices.name} --cloud ${choices.cloud}` }],
    });
  }
  try {
    await access.nodes.exec(access.node(head), 'uname -n', { signal, timeoutSeconds: 20 });
  } catch (error) {
    signal.throwIfAborted();
    throw new ProblemError(headSilent(access, error), { cause: error });
  }
}

const unfinished = ({ name, cloud }: Choices, stage: string, restore: boolean): ProblemError =>
  usageError(
    'not-built',
    `${name} is not built yet: it is at the stage ${stage}`,
    restore ? 'Nothing of it was pruned yet.' : 'Nodes need their way out until everything is installed, so addresses are taken away when it is ready.',
    [
      { label: 'Go on building it, and prune it then', command: `rank0 up --name ${name} --cloud ${cloud}${restore ? '' : ' --prune'}` },
      { label: 'Or delete it', command: `rank0 down ${name}` },
    ],
  );

/** A step that goes on with `up` goes on with the same pruning here. */
function pruneProblem(problem: Extract<RunOutcome, { result: 'failed' }>['problem'], { name }: Choices, { restore, natGateway }: PrunePlan) {
  const command = `rank0 prune ${name}${restore ? ' --restore' : ''}${natGateway ? ' --nat-gateway' : ''}`;
  return {
    ...problem,
    next: problem.next.map((step) => (/^rank0 up( --name \S+( --cloud \S+)?)?$/.test(step.command ?? '') && step.key === 'r' ? { ...step, command } : step)),
  };
}
