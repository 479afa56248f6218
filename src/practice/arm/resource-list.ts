import type { Resource } from '../state.ts';
import { ok } from './answer.ts';
import { type Call, groupOf, type Handler, part, stateOf } from './call.ts';
import { matches } from './filter.ts';

/** What ARM itself knows of a resource: less than its provider does. */
function item(call: Call, { id, name, type, location, tags, body }: Resource) {
  const { kind, sku, zones, managedBy } = body;
  const expanded = (call.query.get('$expand') ?? '').split(',');
  return {
    id,
    name,
    type,
    location,
    ...(kind === undefined ? {} : { kind }),
    ...(sku === undefined ? {} : { sku }),
    ...(zones === undefined ? {} : { zones }),
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(tags === undefined ? {} : { tags }),
    ...(expanded.includes('provisioningState') ? { provisioningState: stateOf({ id, name, type, location, group: '', body }) ?? 'Succeeded' } : {}),
  };
}

function listed(call: Call, all: readonly Resource[]) {
  const resources = all.filter(({ type }) => type.split('/').length === 2);
  const filter = call.query.get('$filter');
  const found = resources.filter(({ name, type, location, group, tags }) => matches(filter, { name, type, location, group, ...(tags ? { tags } : {}) }));
  const top = Number(call.query.get('$top') ?? 0);
  return ok({ value: (top > 0 ? found.slice(0, top) : found).map((resource) => item(call, resource)) });
}

export const listGroupResources: Handler = (call, parts) => {
  const group = groupOf(call, part(parts, 'group')).name.toLowerCase();
  return listed(
    call,
    Object.values(call.state.resources).filter((resource) => resource.group.toLowerCase() === group),
  );
};

export const listResources: Handler = (call) => listed(call, Object.values(call.state.resources));
