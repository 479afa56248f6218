import { type NextStep, ProblemError } from '../state/problem.ts';
import { word } from './commands.ts';

/** What Azure's answer forbids: nothing was changed. */
const refused = (code: string, message: string, means: string, next: readonly NextStep[]): ProblemError =>
  new ProblemError({ code, message, means, next }, { exitCode: 3 });

const list = (group: string): NextStep => ({ label: 'See what is in it', command: `az resource list --resource-group ${word(group)} --output table` });

/** Why a group is not adopted. */
export const adoptionProblems = {
  noGroup: (group: string, subscription: string) =>
    refused(
      'group-unknown',
      `there is no resource group ${group} in the subscription ${subscription}`,
      'Its name is wrong, or it is in another subscription.',
      [
        { label: 'See what is in this one, by group', command: 'az resource list --output table' },
        { label: 'Name another subscription', command: `rank0 adopt ${word(group)} --subscription ID` },
      ],
    ),
  noNodes: (group: string, resources: number) =>
    refused(
      'no-nodes-to-adopt',
      `${group} has no virtual machine and no instance of a scale set${resources === 0 ? ': it is empty' : `, only ${resources} other resources`}`,
      'A cluster is adopted by its nodes, and there are none. A scale set at 0 needs at least one instance first.',
      [list(group)],
    ),
  several: (group: string, names: readonly string[]) =>
    refused('several-clusters', `${group} has several clusters: ${names.join(', ')}`, 'rank0 takes one at a time, and leaves the others alone.', [
      ...names.map((name) => ({ label: `Adopt ${name}`, command: `rank0 adopt ${word(group)} --name ${word(name)}` })),
    ]),
  noSuch: (group: string, name: string, names: readonly string[]) =>
    refused('no-such-cluster', `${group} has no cluster called ${name}`, `There is ${names.join(', ')}.`, [
      { label: `Adopt ${names[0]}`, command: `rank0 adopt ${word(group)} --name ${word(names[0] ?? '')}` },
    ]),
  flexible: (group: string, name: string) =>
    refused(
      'flexible-scale-set',
      `${name} is a Flexible scale set`,
      'Since version 2.54 of its command line Azure makes a Flexible one unless told otherwise. Its machines share no InfiniBand, so it is not the cluster that was meant; no change makes it Uniform.',
      [{ label: 'Build one that has it', command: 'rank0 up --network infiniband' }, list(group)],
    ),
  windows: (group: string, names: readonly string[]) =>
    refused(
      'windows-machine',
      `${names.slice(0, 3).join(', ')} in ${group} ${names.length === 1 ? 'runs' : 'run'} Windows`,
      'rank0 logs in by SSH to Linux, and nothing of what it does is for Windows. Nothing was changed.',
      [
        {
          label: 'A Windows machine that is no node of it may stay under a name that does not begin with the cluster’s',
          command: `az vm list --resource-group ${word(group)} --output table`,
        },
        { label: 'Build a cluster beside it', command: 'rank0 up' },
      ],
    ),
  unlike: (group: string, odd: readonly string[]) =>
    refused(
      'unlike-az',
      `${group} is not built as Azure’s own command line builds a cluster: ${odd.slice(0, 3).join('; ')}${odd.length > 3 ? `; and ${odd.length - 3} more` : ''}`,
      'rank0 finds the parts of a cluster by the names that az gives them. One that was put together otherwise it would manage wrongly, so it leaves it alone.',
      [list(group), { label: 'Build a cluster beside it', command: 'rank0 up' }],
    ),
};
