import type { Lesson } from '../../stages/lesson.ts';
import { road, wayOf } from '../../stages/road.ts';
import type { StageId } from '../../state/stage-id.ts';
import { isOffered } from './offered.ts';
import type { WizardState } from './state.ts';

/** The stage whose lesson is at hand. */
export function lessonStage({ screen, cloud, way }: WizardState): StageId | undefined {
  switch (screen.at) {
    case 'drills':
    case 'adopt-place':
    case 'adopt':
    case 'adopt-group':
      return undefined;
    case 'start':
      return cloud || way ? 'sign-in' : undefined;
    case 'stage':
    case 'offer':
      return screen.stage;
    case 'unshare':
      return 'shared-files';
    case 'way':
    case 'subscription':
      return 'sign-in';
    case 'network':
    case 'location':
    case 'count':
    case 'size':
    case 'choices':
    case 'choice':
    case 'review':
    case 'expensive':
      return 'plan';
    case 'returned':
    case 'ready':
    case 'entry':
    case 'scale':
    case 'scale-plan':
    case 'power':
    case 'money':
    case 'run':
    case 'files':
    case 'export':
    case 'autostop':
    case 'adoption':
    case 'findings':
    case 'mend':
    case 'delete':
    case 'deleted':
      return 'your-cluster';
    default: {
      const never: never = screen;
      return never;
    }
  }
}

/** The stage after this one, of those that this version has. What need not be is passed once it is there, or once the last screen was reached. */
export function nextStage({ cluster, finished, settled }: WizardState, stage: StageId): StageId {
  if (settled && isOffered(stage)) return 'your-cluster';
  const way = wayOf(cluster?.choices);
  const after = way.slice(way.indexOf(stage) + 1);
  return after.find((one) => !isOffered(one) || !finished.includes(one)) ?? 'your-cluster';
}

/** A stage's title on the road. */
export const titleOf = (stage: StageId): string => road.find(({ id }) => id === stage)?.title ?? stage;

/** The text about a stage, of the road that is chosen. */
export function lessonOn({ lessons, infinibandLessons, cluster, review, answers }: WizardState, stage: StageId | undefined): Lesson | undefined {
  if (stage === undefined) return undefined;
  const network = cluster?.choices.network ?? review?.choices.network ?? answers.network;
  return (network === 'infiniband' ? infinibandLessons[stage] : undefined) ?? lessons[stage];
}
