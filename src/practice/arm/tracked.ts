import type { DurationName } from '../durations.ts';
import type { Group, Resource } from '../state.ts';
import { type Answer, ArmRefusal, badRequest, conflict, ok } from './answer.ts';
import {
  type Call,
  existing,
  groupOf,
  guidOf,
  type Handler,
  idOf,
  needsProvider,
  nextNumber,
  part,
  type Parts,
  resourceAt,
  resourcesOf,
  tagsOf,
} from './call.ts';
import { regionOf, regions } from './catalog.ts';
import { checkTags } from './groups.ts';
import { textAt } from './json.ts';
import { refuseLocked } from './locks.ts';
import { accepted, begin, operationOn } from './operations.ts';
import { setState } from './settle.ts';
import { view } from './view.ts';

/** What a PUT of a resource with a location is about, after ARM's own checks. */
export interface Target {
  readonly id: string;
  readonly name: string;
  readonly group: Group;
  readonly location: string;
  readonly old?: Resource;
}

const namespaceOf = (type: string): string => type.split('/')[0] as string;

/** @throws ArmRefusal for an unregistered provider, a missing or vanishing group, a bad name, a missing, unknown or different location. */
export function targetOf(call: Call, parts: Parts, type: string): Target {
  const name = part(parts, 'name');
  needsProvider(call, namespaceOf(type));
  const group = groupOf(call, part(parts, 'group'), true);
  checkTags(tagsOf(call.body));
  if (!/^[a-z0-9]([-\w.]{0,78}\w)?$/i.test(name)) {
    throw badRequest(
      'InvalidResourceName',
      `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.`,
    );
  }
  const wanted = textAt(call.body, 'location');
  if (wanted === undefined) throw badRequest('LocationRequired', 'The location property is required for this definition.');
  const location = regionOf(wanted);
  if (location === undefined) {
    throw badRequest(
      'LocationNotAvailableForResourceType',
      `The provided location '${wanted}' is not available for resource type '${type}'. List of available regions for the resource type is '${regions.map((region) => region.name).join(',')}'.`,
    );
  }
  const id = idOf(call, group.name, type, name);
  const old = resourceAt(call.state, id);
  if (old && old.location !== location) {
    throw conflict(
      'InvalidResourceLocation',
      `The resource '${name}' already exists in location '${old.location}' in resource group '${group.name}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    );
  }
  return { id: old?.id ?? id, name: old?.name ?? name, group, location, ...(old ? { old } : {}) };
}

/** Keeps what a PUT made of a resource. */
export function keep(
  call: Call,
  target: Target,
  type: string,
  body: Resource['body'],
  more: Pick<Resource, 'machine' | 'customData' | 'letIn'> = {},
): Resource {
  const tags = tagsOf(call.body);
  const resource: Resource = {
    id: target.id,
    type,
    name: target.name,
    group: target.group.name,
    location: target.location,
    ...(tags ? { tags } : {}),
    body,
    ...more,
  };
  call.state.resources[target.id.toLowerCase()] = resource;
  return resource;
}

/** A network resource's tag of change, and its own number that stays. */
export const newEtag = (call: Call, id: string): string => `W/"${guidOf(`etag ${nextNumber(call.state)} ${id}`)}"`;
export const guidFor = (call: Call, target: Target): string =>
  textAt(target.old?.body.properties, 'resourceGuid') ?? guidOf(`guid ${nextNumber(call.state)} ${target.id}`);

/** @throws ArmRefusal 409 or 429 while another operation changes it. */
export function refuseWhileChanging(call: Call, resource: Resource | undefined): void {
  const other = resource && operationOn(call, resource);
  if (!other) return;
  const wait = Math.max(1, Math.ceil((other.due - call.now) / 1000));
  if (other.kind === 'delete') throw conflict('ResourceIsBeingDeleted', `The resource ${resource.id} is being deleted. Retry after it is gone.`);
  throw new ArmRefusal(
    429,
    'RetryableErrorDueToAnotherOperation',
    `Operation is rejected because another operation on this or a dependent resource (${resource.id}) is in progress. Retry the request after it has ended.`,
    { retryAfter: wait },
  );
}

export const getOne =
  (type: string): Handler =>
  (call, parts) => {
    const resource = existing(call, part(parts, 'group'), type, part(parts, 'name'));
    const { etag } = resource.body;
    return { status: 200, ...(typeof etag === 'string' ? { headers: { etag } } : {}), body: view(call.state, resource) };
  };

export const listInGroup =
  (type: string): Handler =>
  (call, parts) => {
    const group = groupOf(call, part(parts, 'group'));
    return ok({ value: resourcesOf(call.state, type, group.name).map((resource) => view(call.state, resource)) });
  };

export const listAll =
  (type: string): Handler =>
  (call) =>
    ok({ value: resourcesOf(call.state, type).map((resource) => view(call.state, resource)) });

/** PATCH of a network resource changes its tags alone (azure-facts 6.3). */
export const patchTags =
  (type: string): Handler =>
  (call, parts) => {
    const resource = existing(call, part(parts, 'group'), type, part(parts, 'name'));
    groupOf(call, part(parts, 'group'), true);
    const tags = tagsOf(call.body);
    checkTags(tags);
    if (tags) resource.tags = tags;
    return ok(view(call.state, resource));
  };

/** DELETE of a resource: 204 where there is none, else a long-running operation; one that runs already is named again. */
export const deleteOne =
  (type: string, duration: DurationName, refuse: (call: Call, resource: Resource) => void): Handler =>
  (call, parts): Answer => {
    groupOf(call, part(parts, 'group'));
    const resource = resourceAt(call.state, idOf(call, part(parts, 'group'), type, part(parts, 'name')));
    if (!resource) return { status: 204 };
    const running = operationOn(call, resource);
    if (running?.kind === 'delete') return accepted(call, running);
    refuseLocked(call, resource.id);
    refuse(call, resource);
    refuseWhileChanging(call, resource);
    const operation = begin(call, { kind: 'delete', target: resource.id, provider: namespaceOf(type), location: resource.location }, duration);
    setState(resource, 'Deleting');
    return accepted(call, operation);
  };
