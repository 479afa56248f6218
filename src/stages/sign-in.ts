import { listSubscriptions, type Subscription } from '../azure/accounts.ts';
import type { Task } from '../engine/task.ts';
import type { World } from '../engine/world.ts';
import { ProblemError } from '../state/problem.ts';
import type { FindingStage } from './stage.ts';

/**
 * Stage 1. True at its end: a credential that works, a tenant, a subscription that can be used.
 */
export const signIn: FindingStage = {
  id: 'sign-in',
  tasks: ({ world, choices }) => [signInTask(world, choices.subscription)],
};

function signInTask(world: World, subscription: string): Task {
  return {
    id: 'sign-in',
    stage: 'sign-in',
    title: 'subscription',
    needs: [],
    lane: 'free',
    explain: 'Asks Azure, with the credential of this sign-in, which subscriptions it may use. The one chosen pays for everything that follows.',
    commands: ['az login', `az account set --subscription ${subscription}`, 'az account show'],
    usualSeconds: [0, 3],
    observe: async ({ signal }) => {
      const found = subscriptionOf(await listSubscriptions(world, signal), subscription);
      return { is: 'so', message: `${found.name} (${found.id})` };
    },
  };
}

/**
 * The subscription that is to pay: the one named, or the only one that is enabled.
 * @throws ProblemError exit code 4 where there is none, or not that one; exit code 2 where there are several and none was named.
 */
export function subscriptionOf(all: readonly Subscription[], wanted: string | undefined): Subscription {
  const enabled = all.filter((one) => one.state === 'Enabled' || one.state === 'PastDue' || one.state === 'Warned');
  const list = enabled.map((one) => `${one.name} (${one.id})`).join(', ');
  if (wanted !== undefined) {
    const found = all.find((one) => one.id.toLowerCase() === wanted.toLowerCase());
    if (found && enabled.includes(found)) return found;
    throw new ProblemError(
      {
        code: found ? 'subscription-disabled' : 'SubscriptionNotFound',
        message: found ? `subscription ${found.name} is ${found.state}` : `this sign-in does not see the subscription ${wanted}`,
        means: found
          ? 'A disabled subscription takes no new resources until its payment is in order.'
          : `It is of another tenant or account, or you have no role on it.${list ? ` This sign-in sees: ${list}.` : ''}`,
        next: [
          { label: 'See which subscriptions your sign-in has', command: 'az account list --output table' },
          { label: 'Sign in to its tenant', command: 'az login --tenant TENANT' },
        ],
      },
      { exitCode: 4 },
    );
  }
  const [only, second] = enabled;
  if (only && !second) return only;
  if (only) {
    throw new ProblemError(
      {
        code: 'subscription-ambiguous',
        message: `which subscription is to pay? ${list}`,
        means: 'The sign-in sees several subscriptions, so one has to be named.',
        next: enabled.slice(0, 3).map((one) => ({ label: one.name, command: `rank0 up --subscription ${one.id}` })),
      },
      { exitCode: 2 },
    );
  }
  throw new ProblemError(
    {
      code: 'no-subscription',
      message: 'this sign-in has no subscription that can be used',
      means: 'Azure knows who you are, but nothing there pays for machines.',
      next: [
        { label: 'Rehearse without one', command: 'rank0 practice' },
        { label: 'Begin a subscription at https://azure.microsoft.com/free' },
        { label: 'Sign in with another account', command: 'az login' },
      ],
    },
    { exitCode: 4 },
  );
}
