import type { ResourceNames } from '../azure/blueprint.ts';
import type { Session } from '../state/session.ts';

/** A task ended well, by what the journal says. */
export const over = (session: Session, task: string): boolean => session.tasks[task]?.state === 'done' || session.tasks[task]?.state === 'unchanged';

/** Made here, or there already when it was taken over. */
export const wasThere = (session: Session, task: string): boolean => over(session, task) || session.adopted?.done === true;

/** What was tagged when a cluster was taken over, under the names that its maker gave, as tasks that would have made it. Nodes that left are left out. */
export function adoptedResources(session: Session, { nodes }: Pick<ResourceNames, 'nodes'>): readonly (readonly [task: string, name: string])[] {
  return Object.keys(session.tasks).flatMap((id) => {
    const [, kind = '', name = ''] = /^adopt\/tag\/([^/]+)\/(.+)$/.exec(id) ?? [];
    if (name === '' || !over(session, id) || /^virtualMachines$/i.test(kind)) return [];
    const node = nodes.find((one) => one.address === name || one.nic === name);
    if (/^(publicIPAddresses|networkInterfaces)$/i.test(kind) && node) return [[`${node.nic === name ? 'nic' : 'address'}/${node.machine}`, name] as const];
    // Cards, and addresses with a number, are of nodes.
    if (/^networkInterfaces$/i.test(kind) || (/^publicIPAddresses$/i.test(kind) && /\d$/.test(name))) return [];
    return [[kind, name] as const];
  });
}
