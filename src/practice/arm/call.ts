import { createHash } from 'node:crypto';
import type { FaultEffect } from '../faults.ts';
import type { Group, Resource, WorldState } from '../state.ts';
import { type Answer, ArmRefusal, badRequest, conflict } from './answer.ts';
import { at, textAt } from './json.ts';

/** How this Azure is set up, apart from what is in it. */
export interface Setup {
  /** `https://management.azure.com` or the server's own. */
  readonly endpoint: string;
  /** Quotas by name in lower case; what is not named is as a new subscription has it. */
  readonly quotas: Readonly<Record<string, number>>;
  /** Prefixes that public addresses are given from, in this order. */
  readonly addressPools: readonly string[];
  /** Durations are multiplied by this. */
  readonly scale: number;
}

/** One request to the simulated ARM, taken apart. */
export interface Call extends Setup {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly state: WorldState;
  /** Milliseconds of the world. */
  readonly now: number;
  /** What the script of a Run Command printed, which ran before the request was answered. */
  readonly ran?: { readonly stdout: string; readonly stderr: string };
  /** What a failure to practise on does to it. */
  readonly effects: readonly FaultEffect[];
}

/** Parts of the path by the names that the route gives them, decoded. */
export type Parts = Readonly<Record<string, string>>;

/** Changes the state only after everything that could be refused was looked at. */
export type Handler = (call: Call, parts: Parts) => Answer;

/** A part of the path that the route has. */
export function part(parts: Parts, name: string): string {
  const found = parts[name];
  if (found === undefined) throw new Error(`the route has no {${name}}`);
  return found;
}

/** A stable GUID from a text. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A new number of the world, for names that must not come twice. */
export function nextNumber(state: WorldState): number {
  state.counter += 1;
  return state.counter;
}

/** A group that exists. @throws ArmRefusal 404 ResourceGroupNotFound; when writing, 409 while it is being deleted. */
export function groupOf(call: Call, name: string, writing = false): Group {
  const group = call.state.groups[name.toLowerCase()];
  if (!group) throw new ArmRefusal(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
  if (writing && group.provisioningState === 'Deleting') {
    throw conflict('ResourceGroupBeingDeleted', `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`);
  }
  return group;
}

/** @throws ArmRefusal 409 MissingSubscriptionRegistration (azure-facts 14). */
export function needsProvider(call: Call, namespace: string): void {
  const provider = call.state.providers[namespace.toLowerCase()];
  if (provider?.registered) return;
  throw conflict(
    'MissingSubscriptionRegistration',
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  );
}

/** The id of a resource, as ARM writes it. */
export function idOf(call: Call, group: string, type: string, name: string): string {
  return `/subscriptions/${call.state.subscriptionId}/resourceGroups/${group}/providers/${type}/${name}`;
}

export const resourceAt = (state: WorldState, id: unknown): Resource | undefined => (typeof id === 'string' ? state.resources[id.toLowerCase()] : undefined);

/** The resource of a route. @throws ArmRefusal 404 ResourceGroupNotFound or ResourceNotFound. */
export function existing(call: Call, group: string, type: string, name: string): Resource {
  groupOf(call, group);
  const found = resourceAt(call.state, idOf(call, group, type, name));
  if (!found) throw notFound(type, group, name);
  return found;
}

export function notFound(type: string, group: string, name: string): ArmRefusal {
  return new ArmRefusal(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** Every resource of a type, of one group or of all. */
export function resourcesOf(state: WorldState, type: string, group?: string): Resource[] {
  const wanted = type.toLowerCase();
  return Object.values(state.resources).filter(
    (resource) => resource.type.toLowerCase() === wanted && (group === undefined || resource.group.toLowerCase() === group.toLowerCase()),
  );
}

/** Every machine: those of their own and the instances of scale sets. */
export const everyMachine = (state: WorldState): Resource[] => Object.values(state.resources).filter((resource) => resource.machine !== undefined);

/** Every network interface and every public address, those of scale-set instances among them. */
export const everyInterface = (state: WorldState): Resource[] => endingIn(state, '/networkinterfaces');
export const everyAddress = (state: WorldState): Resource[] => endingIn(state, '/publicipaddresses');
const endingIn = (state: WorldState, end: string): Resource[] => Object.values(state.resources).filter(({ type }) => type.toLowerCase().endsWith(end));

/** `Succeeded`, `Updating`…; undefined for a type that has no such state. */
export const stateOf = (resource: Resource): string | undefined => textAt(resource.body.properties, 'provisioningState');

/** A resource that another refers to. @throws ArmRefusal 400 where it is missing or elsewhere, 409 where it is not ready. */
export function referred(call: Call, id: unknown, referrer: string, location: string): Resource {
  const found = resourceAt(call.state, id);
  if (!found || found.location !== location) {
    throw badRequest(
      'InvalidResourceReference',
      `Resource ${String(id)} referenced by resource ${referrer} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  }
  ready(found.id, stateOf(found), referrer);
  return found;
}

/** @throws ArmRefusal 409 ReferencedResourceNotProvisioned. */
export function ready(id: string, state: string | undefined, referrer: string): void {
  if (state === undefined || state === 'Succeeded') return;
  throw conflict(
    'ReferencedResourceNotProvisioned',
    `Cannot proceed with operation because resource ${id} used by resource ${referrer} is not in Succeeded state. Resource is in ${state} state.`,
  );
}

export const versionOf = (call: Call): string => call.query.get('api-version') ?? '';

/** The `tags` of a request body. */
export function tagsOf(body: unknown): Record<string, string> | undefined {
  const tags = at(body)['tags'];
  return typeof tags === 'object' && tags !== null ? (tags as Record<string, string>) : undefined;
}
