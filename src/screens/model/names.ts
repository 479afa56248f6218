import type { LessonNames } from '../../stages/lesson.ts';
import { answerOf, nodeNames } from './lists.ts';
import type { WizardState } from './state.ts';

/** This cluster's own names, for the texts of the lessons: as chosen, else as they will be. */
export function lessonNames(state: WizardState): LessonNames {
  const choices = state.cluster?.choices ?? state.review?.choices;
  const cluster = choices?.name ?? answerOf(state, 'name') ?? 'glocluster';
  const nodes = choices?.network === 'infiniband' ? nodeNames(state) : [];
  const [head] = nodes;
  const last = nodes.at(-1);
  return {
    ...(head === undefined || last === undefined ? {} : { head, last }),
    cluster,
    group: choices?.resourceGroup ?? answerOf(state, 'resourceGroup') ?? `${cluster}-rg`,
    location: choices?.location ?? answerOf(state, 'location') ?? 'eastus',
    size: choices?.size ?? answerOf(state, 'size') ?? 'Standard_D2s_v5',
    count: choices?.count ?? answerOf(state, 'count') ?? 4,
    user: choices?.adminUsername ?? answerOf(state, 'adminUsername') ?? 'azureuser',
    source: choices?.sshSource ?? (state.caller?.address === undefined ? 'your address' : `${state.caller.address}/32`),
  };
}
