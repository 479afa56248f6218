import type { Row } from './lists.ts';
import type { WizardState } from './state.ts';

/** Ways on from a cluster that cannot go on as it is. */
export type ReturnWay = 'rebuild' | 'set-aside' | 'look-again' | 'sign-in' | 'away';

/** The ways on where the cluster is gone or its subscription is; none where it can go on as it is. */
export function returnRows({ returned, cluster, running }: WizardState): readonly Row<ReturnWay>[] {
  const name = cluster?.choices.name ?? 'the cluster';
  const row = (value: ReturnWay, label: string, detail = ''): Row<ReturnWay> => ({ key: value, label, detail, value });
  if (running) return [];
  const is = returned?.is;
  switch (is) {
    case 'gone':
      return [
        row('rebuild', 'Build it again', 'as it was chosen; the plan is checked and reviewed first'),
        row('set-aside', 'Put it away', 'journal and keys are kept, the name is free again'),
        row('away', 'Back', 'everything stays as it is'),
      ];
    case 'lost':
      return [
        row('look-again', 'Look again', 'after az login, or az account set, in another terminal'),
        ...(cluster?.choices.cloud === 'practice' ? [] : [row('sign-in', 'Sign in in another way', 'with the account that made it')]),
        row('away', 'Back', `${name} stays remembered`),
      ];
    case 'asking':
    case 'same':
    case 'differs':
    case undefined:
      return [];
    default: {
      const never: never = is;
      return never;
    }
  }
}
