import type { NextStep } from '../state/problem.ts';
import type { ArmError } from './errors.ts';

export interface Meaning {
  readonly means: string;
  readonly next: readonly NextStep[];
}

const again: NextStep = { label: 'Run it again: it goes on from what exists', command: 'rank0 up', key: 'r' };
const clean: NextStep = { label: 'Delete what was made', command: 'rank0 down' };
const looking: NextStep = { label: 'Look what fits now; creates nothing', command: 'rank0 plan' };
const signIn: readonly NextStep[] = [
  { label: 'Sign in again', command: 'az login' },
  { label: 'Rehearse without a subscription', command: 'rank0 practice' },
];

/** What to try when Azure has no room, nearest first (azure-facts 3, retry ladder). rank0 asks for no zone, so that rung is never needed. */
const ladder: readonly NextStep[] = [
  { label: 'Try again in some minutes: room comes and goes', command: 'rank0 up', key: 'r' },
  { label: 'Begin anew: a placement group without machines is pinned to no datacentre, and the next one may have room', command: 'rank0 down' },
  { label: 'Then another size', command: 'rank0 up --size Standard_D2as_v6' },
  { label: 'Then another region', command: 'rank0 up --location westus2' },
];

type Entry = Meaning | ((error: ArmError, about: string) => Meaning | undefined);

const capacity = (means: string): Meaning => ({ means, next: ladder });
const unauthenticated = (means: string): Meaning => ({ means, next: signIn });
const gone = (error: ArmError, about: string): Meaning => ({
  means: `${about}: it is not there (any more), or something that it needs is not: ${error.target ?? 'see the message'}.`,
  next: [again],
});

const quota: Meaning = {
  means: 'The subscription may not use as many vCPUs (or machines) of this kind in this region. Stopped machines count too, deleted ones do not.',
  next: [
    { label: 'Need against limit, and plans that fit', command: 'rank0 plan' },
    { label: 'See the limits', command: 'az vm list-usage --output table --location REGION' },
    { label: 'Fewer nodes', command: 'rank0 up --count 2' },
    {
      label:
        'Ask for more: https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas (a free trial or student subscription has to be upgraded first)',
    },
  ],
};

const image: Meaning = {
  means: 'The image does not exist in this region under that name and version: it may have been retired.',
  next: [
    { label: 'Use the standard image', command: 'rank0 up --image 24.04' },
    { label: 'List images', command: 'az vm image list --publisher Canonical --all --output table' },
  ],
};

/** Every code of azure-facts 15.2, and a few that its sections name elsewhere. */
const meanings: Readonly<Record<string, Entry>> = {
  SkuNotAvailable: capacity('This size is not offered to this subscription in this region (or zone) now.'),
  QuotaExceeded: quota,
  OperationNotAllowed: (error) => (/quota|core/i.test(error.message) ? quota : undefined),
  AllocationFailed: capacity(
    'The datacentre has no room for this size at the moment. It is no fault of yours, and quota does not help: quota is permission, not capacity.',
  ),
  ZonalAllocationFailed: capacity('The zone has no room for this size at the moment.'),
  OverconstrainedAllocationRequest: capacity(
    'No datacentre can give all of it together: this size, with accelerated networking, in this placement group. The placement group is what narrows the choice most.',
  ),
  OverconstrainedZonalAllocationRequest: capacity('No datacentre of the zone can give all of it together: size, accelerated networking, placement group.'),
  PublicIPCountLimitReached: {
    means: 'The subscription has as many public addresses in this region as it may have. Each node needs one.',
    next: [{ label: 'See which exist', command: 'az network public-ip list --output table' }, { label: 'Fewer nodes', command: 'rank0 up --count 2' }, clean],
  },
  InvalidParameter: (error, about) => ({ means: `Azure takes another value for ${error.target ?? `a part of ${about}`}.`, next: [looking] }),
  ResourceGroupNotFound: (_, about) => ({ means: `The resource group around ${about} does not exist (any more).`, next: [again] }),
  ResourceNotFound: gone,
  NotFound: gone,
  ResourceGroupBeingDeleted: {
    means: 'The resource group is being deleted, and takes nothing new until that has ended (minutes).',
    next: [{ label: 'Wait, then run it again', command: 'rank0 up', key: 'r' }],
  },
  RequestDisallowedByPolicy: (error) => ({
    means: `A policy of the organisation forbids it${error.additional ? ` (${error.additional})` : ''}: public addresses, regions or sizes are often limited that way.`,
    next: [
      { label: 'Ask whoever looks after the subscription; they will want the message above' },
      { label: 'See the policies', command: 'az policy assignment list --output table' },
      looking,
    ],
  }),
  RequestDisallowedByAzure: {
    means: 'Azure itself does not let this subscription build in this region now.',
    next: [{ label: 'Another region', command: 'rank0 up --location westus2' }, looking],
  },
  AuthorizationFailed: {
    means:
      'Your account may not do this. It needs the role Contributor on the subscription, or on an existing group (then with --use-existing-group). It is also the answer while a resource provider is not registered.',
    next: [
      { label: 'See your roles', command: 'az role assignment list --assignee $(az ad signed-in-user show --query id -o tsv) --output table' },
      { label: 'Build in a group that you may write to', command: 'rank0 up --resource-group GROUP --use-existing-group' },
    ],
  },
  InvalidAuthenticationToken: unauthenticated('The endpoint does not accept the token: it is malformed, of another cloud, or was revoked.'),
  InvalidAuthenticationTokenTenant: unauthenticated('The token is of another tenant than the subscription.'),
  AuthenticationFailed: unauthenticated('The endpoint does not accept the sign-in.'),
  ExpiredAuthenticationToken: unauthenticated('The sign-in has run out.'),
  'HTTP 401': unauthenticated('The endpoint does not accept the token.'),
  SubscriptionNotFound: {
    means: 'The subscription does not exist, or this sign-in does not see it.',
    next: [{ label: 'See which there are', command: 'az account list --output table' }, ...signIn],
  },
  ReadOnlyDisabledSubscription: {
    means: 'The subscription is switched off (a trial that ended, a payment that failed): what exists can be looked at, nothing new can be made.',
    next: [{ label: 'Put its payment in order in the portal, or choose another', command: 'az account list --output table' }],
  },
  MissingSubscriptionRegistration: {
    means: 'The subscription has not been registered for this kind of resource. The portal and az do it by themselves; rank0 does it as its first step.',
    next: [{ label: 'Register it', command: 'az provider register --namespace Microsoft.Compute --wait' }, again],
  },
  NoRegisteredProviderFound: {
    means: 'This region (or cloud) does not have that kind of resource in the version that rank0 asks for.',
    next: [{ label: 'Another region', command: 'rank0 up --location eastus' }],
  },
  ImageNotFound: image,
  PlatformImageNotFound: image,
  MarketplacePurchaseEligibilityFailed: {
    means: 'The image is sold with terms that this subscription may not buy.',
    next: [{ label: 'Use a free image', command: 'rank0 up --image 24.04' }],
  },
  ResourcePurchaseValidationFailed: {
    means: 'The image is sold with terms that have not been accepted for this subscription.',
    next: [
      { label: 'Read and accept them', command: 'az vm image terms accept --urn URN' },
      { label: 'Or use a free image', command: 'rank0 up --image 24.04' },
    ],
  },
  StorageAccountAlreadyTaken: { means: 'Names of storage accounts are shared by the whole world, and this one is taken.', next: [again] },
  NetworkAclsValidationFailure: { means: 'The subnet has no service endpoint for storage yet.', next: [again] },
  SubnetIsFull: { means: 'The subnet has no address left.', next: [{ label: 'Fewer nodes', command: 'rank0 up --count 4' }] },
  PrivateIPAddressInUse: { means: 'The private address is taken by another network card.', next: [again] },
  OSProvisioningTimedOut: {
    means: 'The machine was made, but its operating system did not report back within 40 minutes.',
    next: [{ label: 'Read its console', command: 'az vm boot-diagnostics get-boot-log --resource-group GROUP --name NODE' }, again],
  },
  VMExtensionProvisioningError: { means: 'An extension that the subscription puts on every machine failed.', next: [again] },
  RetryableErrorDueToAnotherOperation: { means: 'Another write to the same network was under way for longer than rank0 waits.', next: [again] },
  AnotherOperationInProgress: { means: 'Another write to the same network is under way.', next: [again] },
  TooManyRequests: {
    means: 'Azure has been asked too often in a short time, by all programs of this account together.',
    next: [{ label: 'Wait a minute, then run it again', command: 'rank0 up', key: 'r' }],
  },
  SubscriptionRequestsThrottled: {
    means: 'Azure has been asked too often in a short time, by all programs of this account together.',
    next: [{ label: 'Wait a minute, then run it again', command: 'rank0 up', key: 'r' }],
  },
  ConflictingUserInput: {
    means: 'Something of that name exists with other properties.',
    next: [{ label: 'See what is there', command: 'rank0 status' }, clean],
  },
  PropertyChangeNotAllowed: {
    means: 'It exists already, with a property that cannot be changed after it was made.',
    next: [{ label: 'See what is there', command: 'rank0 status' }, clean],
  },
  ScopeLocked: (_, about) => ({
    means: `A lock protects ${about} (or the group around it), so Azure deletes nothing there. Locks are put by people, so rank0 does not take them away.`,
    next: [
      { label: 'See the locks', command: 'az lock list --output table' },
      { label: 'Take one away, then delete again', command: 'az lock delete --ids LOCK-ID' },
      { label: 'Then', command: 'rank0 down' },
    ],
  }),
  InUseSubnetCannotBeDeleted: {
    means: 'Something still has an address in the subnet.',
    next: [{ label: 'Delete again: it goes on from what is left', command: 'rank0 down' }],
  },
  PublicIPAddressCannotBeDeleted: {
    means: 'The address is still attached to a network card.',
    next: [{ label: 'Delete again: it goes on from what is left', command: 'rank0 down' }],
  },
  NetworkSecurityGroupInUseByVirtualMachineScaleSet: {
    means: 'Something still uses the security group.',
    next: [{ label: 'Delete again', command: 'rank0 down' }],
  },
};

const byLowerCase = new Map(Object.entries(meanings).map(([code, entry]) => [code.toLowerCase(), entry]));

/** What a code means in plain words and what to do; undefined for one that is not known. Codes are compared without case. */
export function meaningOf(error: ArmError, about: string): Meaning | undefined {
  const entry = byLowerCase.get(error.code.toLowerCase());
  return typeof entry === 'function' ? entry(error, about) : entry;
}
