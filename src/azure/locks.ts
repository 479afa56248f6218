import type { Observation, Task, TaskRun } from '../engine/task.ts';
import { ProblemError } from '../state/problem.ts';
import type { Azure } from './azure.ts';
import { az } from './commands.ts';
import { askAzureIfThere } from './errors.ts';
import { listAll } from './listed.ts';
import type { ResourceRef } from './live.ts';
import { carryOut } from './operation.ts';

/** A lock that somebody put on a subscription, a group or a resource. */
export interface ScopeLock {
  readonly id: string;
  readonly name: string;
  /** `CanNotDelete` or `ReadOnly`. */
  readonly level: string;
  /** What whoever put it wrote beside it. */
  readonly notes?: string;
  /** ARM id of what it is on. */
  readonly scope: string;
}

const version = '2020-05-01';
const locksAt = '/providers/Microsoft.Authorization/locks';

interface Listed {
  readonly name?: string;
  readonly id?: string;
  readonly properties?: { readonly level?: string; readonly notes?: string };
}

/**
 * The locks on a group and on what is in it (azure-facts 12); with `above`, also those of the whole subscription. No library of ours
 * lists locks, so this GET is written out. Empty where the role does not allow to see them.
 */
export async function listLocks(azure: Azure, resourceGroup: string, signal: AbortSignal | undefined, above = false): Promise<ScopeLock[]> {
  const subscription = `/subscriptions/${azure.subscriptionId}`;
  const path = `${subscription}${above ? '' : `/resourceGroups/${resourceGroup}`}${locksAt}?api-version=${version}`;
  const listed = await listAll<Listed>(azure, { path, about: `locks of ${resourceGroup}`, none: () => true }, signal);
  return listed.map(({ id = '', name = '', properties: { level = '', notes } = {} }) => {
    const scope = id.slice(0, Math.max(0, id.toLowerCase().lastIndexOf(locksAt.toLowerCase())));
    return { id, name, level, scope, ...(notes ? { notes } : {}) };
  });
}

/** What is to be deleted, as far as locks are concerned. */
export interface Deleting {
  readonly resourceGroup: string;
  readonly whole: boolean;
  readonly resources: readonly Pick<ResourceRef, 'id'>[];
  /** The cluster stays, and only a part of it goes. */
  readonly part?: boolean;
}

/** Those locks that stand in the way: on the subscription, on the group, or on something that is to go. A lock on a part stops its whole, too. */
export function locksInTheWay(locks: readonly ScopeLock[], { resourceGroup, whole, resources }: Deleting): ScopeLock[] {
  const group = `/resourcegroups/${resourceGroup.toLowerCase()}`;
  return locks.filter((lock) => {
    const scope = lock.scope.toLowerCase();
    if (!scope.includes('/resourcegroups/')) return true;
    if (scope.endsWith(group)) return true;
    if (whole && scope.includes(`${group}/`)) return true;
    return resources.some(({ id }) => `${scope}/`.startsWith(`${id.toLowerCase()}/`) || `${id.toLowerCase()}/`.startsWith(`${scope}/`));
  });
}

/** `keep (“exam week”) on glocluster-rg` */
export function lockWords({ name, level, notes, scope }: ScopeLock): string {
  const place = /\/resourcegroups\//i.test(scope) ? (scope.split('/').at(-1) ?? '') : 'the subscription';
  return `${name}${notes ? ` (“${notes}”)` : ''}, ${level === 'ReadOnly' ? 'read only' : 'no deletion'}, on ${place}`;
}

/** The problem of locks that were seen before anything was deleted, or that stopped it. */
export function lockedProblem(
  locks: readonly ScopeLock[],
  { resourceGroup, part = false }: Pick<Deleting, 'resourceGroup' | 'part'>,
  cause?: ProblemError,
): ProblemError {
  const names = locks.map(lockWords).join('; ');
  const one = locks.length === 1;
  return new ProblemError(
    {
      code: 'ScopeLocked',
      message: cause?.problem.message ?? `${resourceGroup} is locked: ${names}`,
      means: `${one ? 'A lock' : `${locks.length} locks`} that somebody put there${cause ? ` (${names})` : ''} ${one ? 'keeps' : 'keep'} Azure from deleting anything under it. Nothing goes before it is taken away, and what runs costs on. Ask whoever put it; taking it away needs the role Owner or User Access Administrator.`,
      next: [
        ...(part ? [] : [{ label: `Take ${one ? 'it' : 'them'} away and delete, if that is yours to do`, command: 'rank0 down --unlock' }]),
        ...locks.map(({ id, name }) => ({ label: `${part ? 'Take' : 'Or take'} ${name} away by hand`, command: az('lock', 'delete', '--ids', id) })),
        ...(part ? [{ label: 'Then run the same again' }] : [{ label: 'Or let it stand and cost little', command: 'rank0 stop' }]),
      ],
    },
    cause ? { cause } : {},
  );
}

/** How often a deletion is tried again that a lock forbids which is not there any more, and after how many milliseconds. */
const lateLooks = 3;
const lateAfter = 10_000;

/** Deletes, and where a lock forbids it names the lock and its note: one lock anywhere stops the whole group's deletion with 409 `ScopeLocked`. */
export async function deleteNamingLocks(azure: Azure, deleting: Deleting, run: TaskRun, remove: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await remove();
      return;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'ScopeLocked') throw error;
      const near = locksInTheWay(await listLocks(azure, deleting.resourceGroup, run.signal), deleting);
      const locks = near.length > 0 ? near : locksInTheWay(await listLocks(azure, deleting.resourceGroup, run.signal, true), deleting);
      if (locks.length > 0) throw lockedProblem(locks, deleting, error);
      // One that was taken away a moment ago holds for some seconds yet.
      if (tries > lateLooks) throw error;
      run.report({ waitingFor: 'Azure to forget a lock that is gone' });
      await run.clock.sleep(lateAfter, run.signal);
    }
  }
}

/** The task that takes a lock away, agreed to before. */
export function unlockTask(azure: Azure, lock: ScopeLock): Task {
  const id = lock.id.replace(/^\//, '');
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const seen = await askAzureIfThere(`lock ${lock.name}`, signal, () => azure.resources.resources.getById(id, version, { abortSignal: signal }));
    return seen ? { is: 'absent' } : { is: 'so', message: 'taken away' };
  };
  return {
    id: `down/lock/${lock.scope.split('/').at(-1)}/${lock.name}`,
    stage: 'your-cluster',
    title: `lock ${lock.name}`,
    needs: [],
    lane: 'write',
    explain: 'Takes away the lock that keeps Azure from deleting. Somebody put it there; only Owner or User Access Administrator may take it away.',
    commands: [az('lock', 'delete', '--ids', lock.id)],
    usualSeconds: [1, 5],
    observe: look,
    make: async (run) => {
      try {
        await carryOut(azure, `lock ${lock.name}`, run, (options) => azure.resources.resources.deleteById(id, version, options));
      } catch (error) {
        throw error instanceof ProblemError && error.problem.code === 'AuthorizationFailed' ? notYours(lock, error) : error;
      }
      return look(run);
    },
  };
}

const notYours = (lock: ScopeLock, cause: ProblemError): ProblemError =>
  new ProblemError(
    {
      code: 'lock-not-yours',
      message: cause.problem.message,
      means: `Your role does not include Microsoft.Authorization/locks/delete: only Owner or User Access Administrator may take ${lock.name} away. Nothing was deleted.`,
      next: [
        { label: 'Ask whoever put it, or an owner of the subscription', command: az('role', 'assignment', 'list', '--role', 'Owner', '--output', 'table') },
        { label: 'Let the machines cost little meanwhile', command: 'rank0 stop' },
        { label: 'Then', command: 'rank0 down' },
      ],
    },
    { cause },
  );
