import type { PlannedTask, SignInWay } from '../../screens/model/state.ts';
import { ProblemError } from '../../state/problem.ts';

/** Signing in as a task, for its commands. */
export function signInTask(way: SignInWay | undefined, tenant: string | undefined): PlannedTask {
  const login = way === 'device-code' ? 'az login --use-device-code' : 'az login';
  return {
    id: 'sign-in',
    title: 'subscription',
    needs: [],
    commands: [tenant === undefined ? login : `${login} --tenant ${tenant}`, 'az account list --output table'],
  };
}

/** No subscription of this sign-in can be built in; `seen` of them were there. */
export const noSubscription = (seen: number): ProblemError =>
  new ProblemError(
    {
      code: 'no-subscription',
      message: seen === 0 ? 'this sign-in has no subscription' : 'this sign-in has no subscription that can be used',
      means: 'Azure knows who you are, but nothing there pays for machines.',
      next: [{ label: 'Go back and take the practice cloud: it needs none' }, { label: 'Sign in with another account', command: 'az login' }],
    },
    { exitCode: 4 },
  );
