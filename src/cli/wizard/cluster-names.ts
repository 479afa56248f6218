import type { WizardState } from '../../screens/model/state.ts';
import { ProblemError } from '../../state/problem.ts';

/** The first free name in a cloud, so that the default never runs into a cluster that exists. */
export function freeName({ clusters, standard }: WizardState, cloud: string): string {
  const taken = new Set(clusters.filter((one) => one.cloud === cloud).map(({ name }) => name));
  const base = standard.name ?? 'glocluster';
  for (let number = 2; ; number += 1) {
    const name = number === 2 && !taken.has(base) ? base : `${base}${number}`;
    if (!taken.has(name)) return name;
  }
}

/** @throws ProblemError `name-taken` where something of a cluster of this name may exist in the cloud that is open. */
export function checkNameFree({ clusters, cloud }: WizardState, name: string): void {
  if (!clusters.some((one) => one.name === name && one.cloud === cloud?.name && one.stage !== 'plan' && one.stage !== 'sign-in')) return;
  throw new ProblemError({
    code: 'name-taken',
    message: `${name} exists`,
    means: `There is a cluster called ${name} already: the first screen opens it.`,
    next: [],
  });
}
