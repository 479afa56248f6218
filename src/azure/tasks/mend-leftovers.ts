import type { Task } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { deletions, kindOf } from '../down-kinds.ts';
import { askAzureIfThere } from '../errors.ts';
import { deleteLine, type Leftover, leftoversIn } from '../leftovers.ts';
import { carryOut } from '../operation.ts';

const words = { address: 'public address', card: 'network card', disk: 'disk' } as const;

/** Deletes what belongs to no machine, one task each; a card before the address that it holds. What got a machine meanwhile is left. */
export function leftoverTasks(azure: Azure, resourceGroup: string, cluster: string, leftovers: readonly Leftover[]): Task[] {
  const idOf = ({ resource: { name } }: Leftover): string => `mend/leftover/${name}`;
  const cards = leftovers.filter(({ kind }) => kind === 'card').map(idOf);
  return leftovers.flatMap((leftover): Task[] => {
    const { resource, kind } = leftover;
    const deletion = deletions[kindOf(resource)];
    if (!deletion) return [];
    const title = `no ${words[kind]} ${resource.name}`;
    return [
      {
        id: idOf(leftover),
        stage: 'your-cluster',
        title,
        needs: kind === 'address' ? cards : [],
        lane: kind === 'disk' ? 'write' : 'network-write',
        explain: kind === 'disk' ? 'What is on the disk goes with it, for good.' : 'No machine has it, and nothing else uses it.',
        commands: [deleteLine(leftover)],
        usualSeconds: deletion.usualSeconds,
        observe: async ({ signal }) => {
          const seen = await askAzureIfThere(title, signal, () => deletion.get(azure, { ...resource, group: resourceGroup }, signal));
          if (!seen) return { is: 'so', message: 'gone' };
          if (seen.provisioningState === 'Deleting') return { is: 'pending', waitingFor: `Azure: ${resource.name} is being deleted` };
          const [still] = await leftoversIn(azure, resourceGroup, cluster, [resource], signal);
          return still || kind === 'address' ? { is: 'absent' } : { is: 'so', message: 'a machine has it: it stays' };
        },
        make: (run) => carryOut(azure, title, run, (options) => deletion.remove(azure, { ...resource, group: resourceGroup }, options)).then(() => {}),
      },
    ];
  });
}
