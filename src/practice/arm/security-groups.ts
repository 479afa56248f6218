import type { Operation, Resource } from '../state.ts';
import { type Answer, ArmRefusal, badRequest, ok } from './answer.ts';
import { type Call, existing, groupOf, type Handler, needsProvider, part, type Parts } from './call.ts';
import { listAt, textAt } from './json.ts';
import { accepted, asyncHeader, begin } from './operations.ts';
import { defaultRules, refuseSamePriority, ruleFrom } from './security-rules.ts';
import { setState } from './settle.ts';
import { deleteOne, guidFor, keep, newEtag, refuseWhileChanging, targetOf } from './tracked.ts';
import { securityGroups } from './types.ts';
import { usersOfSecurityGroup, view } from './view.ts';

const provider = 'Microsoft.Network';

/** PUT replaces the group with all its rules. */
export const putSecurityGroup: Handler = (call, parts) => {
  const target = targetOf(call, parts, securityGroups);
  const asked = listAt(call.body, 'properties', 'securityRules');
  const etag = newEtag(call, target.id);
  const rules = asked.map((rule) => ruleFrom(target.id, textAt(rule, 'name') ?? '', rule, etag));
  refuseSamePriority(rules);
  refuseWhileChanging(call, target.old);
  const resource = keep(call, target, securityGroups, {
    etag,
    properties: {
      provisioningState: 'Updating',
      resourceGuid: guidFor(call, target),
      securityRules: rules,
      defaultSecurityRules: defaultRules(target.id, etag),
    },
  });
  setState(resource, 'Updating');
  const operation = begin(call, { kind: 'put', target: target.id, provider, location: target.location }, 'put Microsoft.Network/networkSecurityGroups');
  return { status: target.old ? 200 : 201, headers: asyncHeader(call, operation), body: view(call.state, resource) };
};

export const deleteSecurityGroup = deleteOne(securityGroups, 'delete Microsoft.Network', (call, resource) => {
  const users = usersOfSecurityGroup(call.state, resource.id);
  const all = [...users.interfaces, ...users.subnets];
  if (all.length === 0) return;
  throw badRequest(
    'InUseNetworkSecurityGroupCannotBeDeleted',
    `Network security group ${resource.id} cannot be deleted because it is in use by the following resources: ${all.join(', ')}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
  );
});

const rulesOf = (resource: Resource) => listAt(resource.body.properties, 'securityRules');
const named = (rules: readonly Record<string, unknown>[], name: string) => rules.find((rule) => String(rule['name']).toLowerCase() === name.toLowerCase());

const parent = (call: Call, parts: Parts): Resource => existing(call, part(parts, 'group'), securityGroups, part(parts, 'name'));

export const listSecurityRules: Handler = (call, parts) => ok({ value: rulesOf(parent(call, parts)) });

export const getSecurityRule: Handler = (call, parts) => {
  const rule = named(rulesOf(parent(call, parts)), part(parts, 'rule'));
  if (!rule) throw new ArmRefusal(404, 'NotFound', `Resource ${parent(call, parts).id}/securityRules/${part(parts, 'rule')} not found.`);
  return ok(rule);
};

/** One rule is written without touching the others; meanwhile the group is being updated. */
export const putSecurityRule: Handler = (call, parts): Answer => {
  needsProvider(call, provider);
  groupOf(call, part(parts, 'group'), true);
  const resource = parent(call, parts);
  const name = part(parts, 'rule');
  const old = named(rulesOf(resource), name);
  const etag = newEtag(call, resource.id);
  const rule = ruleFrom(resource.id, String(old?.['name'] ?? name), call.body, etag);
  const rules = [...rulesOf(resource).filter((other) => other !== old), rule];
  refuseSamePriority(rules);
  refuseWhileChanging(call, resource);
  const operation = changeRules(call, resource, rules);
  return { status: old ? 200 : 201, headers: asyncHeader(call, operation), body: rule };
};

export const deleteSecurityRule: Handler = (call, parts): Answer => {
  groupOf(call, part(parts, 'group'), true);
  const resource = parent(call, parts);
  const old = named(rulesOf(resource), part(parts, 'rule'));
  if (!old) return { status: 204 };
  refuseWhileChanging(call, resource);
  return accepted(
    call,
    changeRules(
      call,
      resource,
      rulesOf(resource).filter((other) => other !== old),
    ),
  );
};

function changeRules(call: Call, resource: Resource, rules: readonly Record<string, unknown>[]): Operation {
  resource.body.properties['securityRules'] = rules;
  resource.body['etag'] = newEtag(call, resource.id);
  setState(resource, 'Updating');
  return begin(call, { kind: 'put', target: resource.id, provider, location: resource.location }, 'put Microsoft.Network/networkSecurityGroups/securityRules');
}
