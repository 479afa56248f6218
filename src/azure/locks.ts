import { ProblemError } from '../state/problem.ts';
import type { Azure } from './azure.ts';
import { az } from './commands.ts';
import type { TaskRun } from '../engine/task.ts';

/** One lock as ARM lists it. */
interface Lock {
  readonly name?: string;
  readonly id?: string;
  readonly properties?: { readonly level?: string; readonly notes?: string };
}

/**
 * Deletes, and where a lock forbids it names the lock and its note: one lock anywhere stops the whole group's deletion with 409
 * `ScopeLocked` (azure-facts 12). No library of ours lists locks, so this one GET is written out.
 */
export async function deleteNamingLocks(azure: Azure, resourceGroup: string, run: TaskRun, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'ScopeLocked') throw error;
    const { endpoint } = azure.world.arm;
    const url = `${endpoint}/subscriptions/${azure.subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Authorization/locks?api-version=2020-05-01`;
    const answer = await azure.get(url, run.signal);
    const locks = answer.status === 200 ? ((answer.body as { value?: Lock[] } | undefined)?.value ?? []) : [];
    const words = locks.map((lock) => `${lock.name}${lock.properties?.notes ? ` (“${lock.properties.notes}”)` : ''}`).join(', ');
    const next = locks.flatMap(({ name, id }) =>
      id ? [{ label: `Take the lock ${name} away, if it is yours to take`, command: az('lock', 'delete', '--ids', id) }] : [],
    );
    throw new ProblemError(
      {
        ...error.problem,
        means: words === '' ? error.problem.means : `${error.problem.means} Here: ${words}.`,
        next: next.length === 0 ? error.problem.next : [...next, { label: 'Then', command: 'rank0 down' }],
      },
      { cause: error },
    );
  }
}
