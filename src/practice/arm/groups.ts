import { lockGroup } from '../drills.ts';
import { fraction } from '../durations.ts';
import type { Group } from '../state.ts';
import { type Answer, ArmRefusal, badRequest, conflict, ok } from './answer.ts';
import { type Call, groupOf, guidOf, type Handler, part, tagsOf, versionOf } from './call.ts';
import { regionOf, regions } from './catalog.ts';
import { matches } from './filter.ts';
import { textAt } from './json.ts';
import { refuseLocked } from './locks.ts';
import { begin } from './operations.ts';
import { vanishing } from './types.ts';

const idOfGroup = (call: Call, group: Group): string => `/subscriptions/${call.state.subscriptionId}/resourceGroups/${group.name}`;

function view(call: Call, group: Group) {
  const { name, location, tags, managedBy, provisioningState } = group;
  return {
    id: idOfGroup(call, group),
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location,
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(tags === undefined ? {} : { tags }),
    properties: { provisioningState },
  };
}

export const putGroup: Handler = (call, parts) => {
  const name = part(parts, 'group');
  checkGroupName(name);
  checkTags(tagsOf(call.body));
  const wanted = textAt(call.body, 'location');
  if (wanted === undefined) throw badRequest('LocationRequired', 'The location property is required for this definition.');
  const location = regionOf(wanted);
  if (location === undefined) {
    throw badRequest(
      'LocationNotAvailableForResourceGroup',
      `The provided location '${wanted}' is not available for resource group. List of available regions is '${regions.map((region) => region.name).join(',')}'.`,
    );
  }
  const there = call.state.groups[name.toLowerCase()];
  if (there) groupOf(call, name, true);
  if (there && there.location !== location) {
    throw conflict(
      'InvalidResourceGroupLocation',
      `Invalid resource group location '${location}'. The Resource group already exists in location '${there.location}'.`,
    );
  }
  const tags = tagsOf(call.body);
  const managedBy = textAt(call.body, 'managedBy');
  const group: Group = {
    name: there?.name ?? name,
    location,
    provisioningState: 'Succeeded',
    ...(tags ? { tags } : {}),
    ...(managedBy === undefined ? {} : { managedBy }),
  };
  call.state.groups[name.toLowerCase()] = group;
  if (!there) lockGroup(call.state, name);
  return { status: there ? 200 : 201, body: view(call, group) };
};

export const getGroup: Handler = (call, parts) => ok(view(call, groupOf(call, part(parts, 'group'))));

export const headGroup: Handler = (call, parts) => ({ status: call.state.groups[part(parts, 'group').toLowerCase()] ? 204 : 404 });

export const patchGroup: Handler = (call, parts) => {
  const group = groupOf(call, part(parts, 'group'), true);
  const tags = tagsOf(call.body);
  checkTags(tags);
  if (tags) group.tags = tags;
  return ok(view(call, group));
};

export const listGroups: Handler = (call) => {
  const found = Object.values(call.state.groups).filter((group) =>
    matches(call.query.get('$filter'), { name: group.name, location: group.location, ...(group.tags ? { tags: group.tags } : {}) }),
  );
  const top = Number(call.query.get('$top') ?? 0);
  return ok({ value: (top > 0 ? found.slice(0, top) : found).map((group) => view(call, group)) });
};

/** Everything in it goes over some minutes, machines first (azure-facts 12); the group itself last. */
export const deleteGroup: Handler = (call, parts) => {
  const name = part(parts, 'group');
  const group = groupOf(call, name);
  refuseLocked(call, idOfGroup(call, group));
  const running = Object.values(call.state.operations).find(
    (operation) => operation.kind === 'delete-group' && operation.target === name.toLowerCase() && operation.status === 'InProgress',
  );
  if (running) return followed(call, running.id);
  const members = Object.values(call.state.resources).filter((resource) => resource.group.toLowerCase() === name.toLowerCase());
  const steps = members.map((resource) => {
    const { from, to } = vanishing.find((one) => one.type === resource.type) ?? { from: 0.9, to: 0.95 };
    return { what: 'vanish' as const, target: resource.id, part: from + (to - from) * fraction(resource.id) };
  });
  const operation = begin(
    call,
    { kind: 'delete-group', target: name, provider: 'Microsoft.Resources', location: group.location, steps },
    members.length > 0 ? 'delete group' : 'delete empty group',
  );
  if (!operation.error) group.provisioningState = 'Deleting';
  return followed(call, operation.id);
};

const followed = (call: Call, id: string): Answer => ({
  status: 202,
  headers: { location: `${call.endpoint}/subscriptions/${call.state.subscriptionId}/operationresults/${id}?api-version=${versionOf(call)}` },
});

export const groupOperationResult: Handler = (call, parts) => {
  const operation = call.state.operations[part(parts, 'operation').toLowerCase()];
  if (!operation) throw new ArmRefusal(404, 'NotFound', `The operation ${guidOf(part(parts, 'operation'))} was not found.`);
  if (operation.status === 'InProgress') return followed(call, operation.id);
  if (operation.error) throw conflict(operation.error.code, operation.error.message);
  return { status: 200 };
};

function checkGroupName(name: string): void {
  if (/^[-\w.()]{1,90}$/.test(name) && !name.endsWith('.')) return;
  const why =
    name.length > 90
      ? `The provided resource group name '${name}' has these invalid length: '${name.length}'. The name can only be up to 90 characters long.`
      : `The provided resource group name '${name}' has these invalid characters: '${[...new Set(name.replace(/[-\w.()]/g, ''))].join('') || '.'}'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`;
  throw badRequest('InvalidResourceGroup', why);
}

/** Tag rules of ARM: at most 50, names up to 512 characters without `<>%&\?/`, values up to 256. */
export function checkTags(tags: Record<string, string> | undefined): void {
  if (!tags) return;
  const names = Object.keys(tags);
  if (names.length > 50) throw badRequest('InvalidTags', `The maximum number of tags is 50, ${names.length} were given.`);
  for (const name of names) {
    if (name === '' || name.length > 512 || /[<>%&\\?/]/.test(name)) {
      throw badRequest('InvalidTagNameCharacters', `The tag names '${name}' have reserved characters '<,>,%,&,\\,?,/' or control characters.`);
    }
    if (typeof tags[name] !== 'string' || tags[name].length > 256)
      throw badRequest('InvalidTagValueLength', `Tag value too large. Tag name '${name}': at most 256 characters.`);
  }
}
