import { withNames } from '../../stages/lesson.ts';
import { lessonNames } from './names.ts';
import type { WizardState } from './state.ts';
import { lessonOn, lessonStage } from './where.ts';

/** The command at the end of the page at hand, with this cluster's names. */
export function lookCommand(state: WizardState): string | undefined {
  const stage = lessonStage(state);
  const lesson = lessonOn(state, stage);
  return lesson && withNames(lesson.look, lessonNames(state));
}

/** Why the command of the page at hand cannot show anything yet; undefined where it can. */
export function whyNoLook(state: WizardState): string | undefined {
  const stage = lessonStage(state);
  if (lessonOn(state, stage) === undefined) return 'No command stands here';
  if (state.look?.running) return 'It is running';
  if (state.screen.at === 'deleted') return 'The cluster is deleted';
  const { cluster, subscription, subscriptions, finished, tasks } = state;
  if (!subscriptions && !cluster) return 'Nobody is signed in yet';
  const nodes = cluster?.nodes ?? [];
  const so = (task: string): boolean => tasks[task]?.state === 'done' || tasks[task]?.state === 'unchanged';
  switch (stage) {
    case 'sign-in':
      return undefined;
    case 'plan':
      return subscription || cluster ? undefined : 'No subscription is chosen yet';
    case 'resource-group':
      return finished.includes(stage) || so('group') || nodes.length > 0 ? undefined : 'The resource group does not exist yet';
    case 'nodes':
      return finished.includes(stage) || nodes.length > 0 || Object.values(tasks).some((task) => task.stage === 'nodes' && so(task.id))
        ? undefined
        : 'Nothing has been made in the group yet';
    case 'log-in':
      return nodes.some(({ name }) => name === `${cluster?.choices.name}0`) ? undefined : 'The head does not exist yet';
    case 'cluster-ssh':
      return nodes.some(({ hostKeys }) => hostKeys.length > 0) ? undefined : 'No node can be logged in to yet';
    case 'hello-mpi':
      return finished.includes('log-in') ? undefined : 'Open MPI is not known to be on the nodes yet: the stage log in finds out';
    default:
      return cluster?.begun ? undefined : 'There is no cluster yet';
  }
}
