import type { Session } from '../state/session.ts';
import type { Found, Looked } from './differences.ts';

/** Addresses of machines that are there: where a machine is gone, its addresses are no news. */
export function addresses(session: Session, looked: Pick<Looked, 'machines' | 'addresses'>): readonly Found[] {
  const there = session.nodes.filter(({ name }) => looked.machines.has(name));
  const rows = there.flatMap((node): Found[] => {
    const now = looked.addresses.get(node.name);
    return [...publicAddress(node, now?.publicAddress), ...address(`${node.name}, private`, node.privateAddress, now?.privateAddress)];
  });
  if (rows.length > 0 || there.length === 0) return rows;
  const open = there.filter((node) => node.publicAddress !== undefined).length;
  return [{ subject: 'addresses', before: `${open} public, ${there.length} private`, now: 'the same', is: 'same' }];
}

/** A node other than the head does without one: it is reached through the head then. */
function publicAddress({ name, role, publicAddress: before }: Session['nodes'][number], now: string | undefined): readonly Found[] {
  const subject = `${name}, public`;
  if (before === undefined && now !== undefined) return [{ subject, before: 'none', now, is: 'new', mends: 'nodes' }];
  if (before !== undefined && now === undefined && role === 'node')
    return [{ subject, before, now: 'none any more: reached through the head', is: 'changed', mends: 'nodes' }];
  return address(subject, before, now);
}

function address(subject: string, before: string | undefined, now: string | undefined): readonly Found[] {
  if (before === undefined || before === now) return [];
  // An address belongs to its own card, so that both are looked at again in the same stage as the machines.
  return now === undefined
    ? [{ subject, before, now: 'none any more', is: 'gone', mends: 'nodes' }]
    : [{ subject, before, now, is: 'changed', mends: 'nodes' }];
}

/** The address of a node that was pruned is gone on purpose. */
export function wasPruned(task: string, session: Session): boolean {
  const machine = /^address\/(.+)$/.exec(task)?.[1];
  return session.nodes.some(({ name, publicAddress: own }) => name === machine && own === undefined);
}
