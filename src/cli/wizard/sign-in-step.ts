import type { PlannedTask } from '../../screens/model/task-view.ts';
import type { SignInWay } from '../../screens/model/state.ts';
import type { TaskEvent } from '../../state/events.ts';
import { ProblemError } from '../../state/problem.ts';
import type { Core } from './core.ts';

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

/** Signing in as an event: no cluster has a journal yet. */
export function signInEvent({ dispatch, held, state }: Core, is: TaskEvent['state'], message?: string): void {
  const time = new Date(held.cloud?.now() ?? state().worldNow).toISOString();
  dispatch({
    type: 'event',
    event: {
      type: 'task',
      time,
      cluster: '',
      stage: 'sign-in',
      task: 'sign-in',
      title: 'subscription',
      state: is,
      ...(message === undefined ? {} : { message }),
    },
  });
}
