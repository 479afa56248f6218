import type { Azure } from '../azure/azure.ts';
import { nodeStates } from '../azure/node-states.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import { type Access, headOf } from '../remote/access.ts';
import { addressOf } from '../remote/ssh-problems.ts';
import type { Choices } from '../state/choices.ts';
import { ProblemError, usageError } from '../state/problem.ts';
import type { ScaleParts } from './scale-walk.ts';
import { sshRuleTask } from './ssh-rule-task.ts';
import { lookAtDoor, whySilent } from './why-silent.ts';

/** A change of the rule for port 22 that was looked at and not begun. */
export interface AddressPlan {
  /** Whom the rule lets in now; undefined where there is none. */
  readonly before?: string;
  /** Whom it shall let in, and nobody else. */
  readonly source: string;
  /** Where one comes from, as far as that is known. */
  readonly youComeFrom?: string;
  /** The head runs, so that it can be tried. */
  readonly headRuns: boolean;
  /** It is so already, or what it lets in has the wanted address in it. */
  readonly nothingToDo: boolean;
}

/** Port 22 of a cluster, opened to another address. */
export interface Addressing {
  /**
   * What it comes to, asked of Azure and of a service that tells one's address; nothing is changed.
   * @param source whom to let in; undefined: the address that one comes from.
   * @throws ProblemError exit code 2 where there is nothing yet to open; `caller-address-unknown`.
   */
  look(source: string | undefined, signal: AbortSignal): Promise<AddressPlan>;
  /** Changes the one rule, so that what it let in before is shut out, and sees whether the head answers. */
  carryOut(plan: AddressPlan, signal: AbortSignal): Promise<RunOutcome>;
}

type Parts = Pick<ScaleParts, 'context' | 'begin' | 'runPlan'>;

/** How long the head may take to hear one after the rule was changed, in milliseconds of the world. */
const patience = 90_000;

/** Makes the one who follows a changed address. */
export function openAddressing({ context, begin, runPlan }: Parts): Addressing {
  return {
    look: async (wanted, signal) => {
      const { azure, choices, names, known } = context();
      const [door, states] = await Promise.all([lookAtDoor({ azure, choices }, signal), nodeStates(azure, choices, names.slice(0, 1), signal)]);
      if (!door.group) throw nothingYet(choices);
      if (wanted === undefined && door.youComeFrom === undefined) throw unknownAddress(choices.name);
      const lets = wanted === undefined && door.letsYouIn === true;
      const source = wanted ?? (lets ? (door.openTo as string) : `${door.youComeFrom}/32`);
      return {
        source,
        ...(door.openTo === undefined ? {} : { before: door.openTo }),
        ...(door.youComeFrom === undefined ? {} : { youComeFrom: door.youComeFrom }),
        headRuns: states.get(names[0] ?? '')?.power === 'running' && (known(names[0] ?? '')?.hostKeys.length ?? 0) > 0,
        nothingToDo: door.openTo === source && (lets || choices.sshSource === source),
      };
    },
    carryOut: (plan, signal) => {
      // Chosen first: cut off from here on, the same command goes on, and `up` makes the same rule.
      begin({ ...context().choices, sshSource: plan.source });
      const { azure, choices, access } = context();
      const rule = ruleTask(azure, choices, plan.source);
      return runPlan([rule, ...(plan.headRuns ? [answersTask(azure, choices, access)] : [])], signal);
    },
  };
}

const ruleTask = (azure: Azure, choices: Choices, source: string): Task =>
  sshRuleTask(azure, choices, source, {
    id: 'address/rule',
    needs: [],
    explain: 'One rule opens port 22, to one source. It is written with the new one, so the one before it is shut out by the same write.',
    usualSeconds: [1, 10],
  });

/** A rule takes some seconds to hold, so silence is waited out for a while before it is explained. */
function answersTask(azure: Azure, choices: Choices, access: Access): Task {
  const head = headOf(access);
  let since: number | undefined;
  return {
    id: 'address/answers',
    stage: 'your-cluster',
    title: `${head} answers`,
    node: head,
    needs: ['address/rule'],
    lane: 'head',
    usualSeconds: [1, 15],
    commands: [`ssh -F ssh_config ${head} uname -n`],
    observe: async ({ signal, clock }) => {
      since ??= clock.now();
      const node = access.node(head);
      const { state } = await access.nodes.ping(node, signal);
      if (state === 'ok') return { is: 'so', message: `${head} answers at ${addressOf(node)}` };
      access.nodes.forget(head);
      if (clock.now() - since < patience) return { is: 'pending', waitingFor: `the rule to hold, and ${head} to answer` };
      return { is: 'wrong', problem: await whySilent({ azure, choices }, node, new Error(`SSH: ${state}`), signal, false) };
    },
  };
}

const nothingYet = ({ name, cloud }: Choices): ProblemError =>
  usageError(
    'nothing-to-open',
    `${name} has no security group yet, so there is no port 22 to open`,
    'It is made with the nodes, and opened to your address then.',
    [{ label: 'Go on building it', command: `rank0 up --name ${name} --cloud ${cloud}` }],
  );

/** No rule can be made for an address that is not known. */
export const unknownAddress = (name: string): ProblemError =>
  new ProblemError({
    code: 'caller-address-unknown',
    message: 'the IPv4 address that you come from could not be found out',
    means: 'No service that tells it could be asked, or two of them disagreed. The rule in Azure is as it was.',
    next: [{ label: 'Name the address yourself', command: `rank0 address ${name} --ssh-source 203.0.113.7/32` }],
  });
