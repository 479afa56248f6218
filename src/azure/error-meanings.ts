import type { KnownProblem } from '../state/known-problem.ts';
import type { NextStep } from '../state/problem.ts';
import { capacityErrors } from './capacity-errors.ts';
import type { ArmError } from './errors.ts';
import { storageErrors } from './storage-errors.ts';

/** What a code means here, how sure that is, and what to do. Lines name no cluster: whoever knows which one is meant adds it. */
export interface Meaning extends KnownProblem {
  readonly means: string;
  readonly next: readonly NextStep[];
}

/** A meaning, or one that depends on what was said; undefined where the code alone says nothing then. */
export type Entry = Meaning | ((error: ArmError, about: string) => Meaning | undefined);

const again: NextStep = { label: 'Run it again: it goes on from what exists', command: 'rank0 up', key: 'r' };
const clean: NextStep = { label: 'Delete what was made', command: 'rank0 down' };
const looking: NextStep = { label: 'Look what fits now; creates nothing', command: 'rank0 plan' };
const whatIsThere: NextStep = { label: 'See what is there', command: 'rank0 status' };
const signIn: readonly NextStep[] = [
  { label: 'Sign in again', command: 'az login' },
  { label: 'Rehearse without a subscription', command: 'rank0 practice' },
];
const registering: NextStep = { label: 'Register it', command: 'az provider register --namespace Microsoft.Compute --wait' };

const unauthenticated = (means: string): Meaning => ({ means, next: signIn, sure: 'certain', ways: ['sign-in', 'retry'] });

const gone = (error: ArmError, about: string): Meaning => ({
  means: `${about}: it is not there (any more), or something that it needs is not: ${error.target ?? 'see the message'}.`,
  next: [again, whatIsThere],
  sure: 'likely',
  ways: ['retry', 'anew'],
});

const image: Meaning = {
  means: 'The image does not exist in this region under that name and version: it may have been retired.',
  next: [
    { label: 'Use the standard image', command: 'rank0 up --image 24.04' },
    { label: 'List images', command: 'az vm image list --publisher Canonical --all --output table' },
  ],
  sure: 'certain',
  ways: ['change', 'region'],
};

const throttled: Meaning = {
  means: 'Azure has been asked too often in a short time, by all programs of this account together.',
  next: [{ label: 'Wait a minute, then run it again', command: 'rank0 up', key: 'r' }],
  sure: 'certain',
  ways: ['wait', 'retry'],
  wait: 60,
};

const otherWrite = (means: string): Meaning => ({ means, next: [again], sure: 'certain', ways: ['wait', 'retry'], wait: 30 });
const deleteAgain = (means: string): Meaning => ({
  means,
  next: [{ label: 'Delete again: it goes on from what is left', command: 'rank0 down' }],
  sure: 'likely',
  ways: ['retry', 'wait'],
  wait: 30,
});
const different = (means: string): Meaning => ({ means, next: [whatIsThere, clean], sure: 'likely', ways: ['anew', 'change'] });

const forbiddenByPolicy = (error: ArmError): Meaning => ({
  means: `A policy of the organisation forbids it${error.additional ? ` (${error.additional})` : ''}: public addresses, regions or sizes are often limited that way.`,
  next: [
    { label: 'Ask whoever looks after the subscription; they will want the message above' },
    { label: 'See the policies', command: 'az policy assignment list --output table' },
    looking,
  ],
  sure: 'certain',
  ways: ['region', 'size', 'retry'],
});

/** A policy whose effect is to deny deletions (denyAction). */
const keptByPolicy = (error: ArmError, about: string): Meaning => ({
  means: `A policy of the organisation forbids the ${about}${error.additional ? ` (${error.additional})` : ''}. What it keeps costs on, and only whoever looks after the policy can make an exception.`,
  next: [
    { label: 'Ask whoever looks after the subscription; they will want the message above' },
    { label: 'See the policies', command: 'az policy assignment list --output table' },
    { label: 'Let the machines cost little meanwhile', command: 'rank0 stop' },
    { label: 'Then delete again: it goes on from what is left', command: 'rank0 down' },
  ],
  sure: 'certain',
  ways: ['retry'],
});

/** Every code of azure-facts 15.2, and a few that its sections name elsewhere. */
export const azureErrors: Readonly<Record<string, Entry>> = {
  ...capacityErrors,
  ...storageErrors,
  /** The reason stands in its details; this is for a deployment that gives none. */
  InvalidTemplateDeployment: ({ details }) =>
    details.length > 0
      ? undefined
      : { means: 'Azure refused the whole of what was asked for, and names no part of it.', next: [looking, again], sure: 'guess', ways: ['change', 'retry'] },
  InvalidParameter: (error, about) => ({
    means: `Azure takes another value for ${error.target ?? `a part of ${about}`}.`,
    next: [looking],
    sure: 'certain',
    ways: ['change', 'size', 'retry'],
  }),
  ResourceGroupNotFound: (_, about) => ({
    means: `The resource group around ${about} does not exist (any more).`,
    next: [again],
    sure: 'certain',
    ways: ['retry', 'anew'],
  }),
  ResourceNotFound: gone,
  NotFound: gone,
  ResourceGroupBeingDeleted: {
    means: 'The resource group is being deleted, and takes nothing new until that has ended (minutes).',
    next: [{ label: 'Wait, then run it again', command: 'rank0 up', key: 'r' }],
    sure: 'certain',
    ways: ['wait', 'change', 'retry'],
    wait: 120,
  },
  RequestDisallowedByPolicy: (error, about) => (about.startsWith('deletion of') ? keptByPolicy(error, about) : forbiddenByPolicy(error)),
  RequestDisallowedByAzure: {
    means: 'Azure itself does not let this subscription build in this region now.',
    next: [{ label: 'Another region', command: 'rank0 up --location westus2' }, looking],
    sure: 'certain',
    ways: ['region', 'retry'],
  },
  AuthorizationFailed: {
    means:
      'Your account may not do this. It needs the role Contributor on the subscription, or on an existing group (then with --use-existing-group). It is also the answer while a resource provider is not registered.',
    next: [
      { label: 'See your roles', command: 'az role assignment list --assignee $(az ad signed-in-user show --query id -o tsv) --output table' },
      { label: 'Build in a group that you may write to', command: 'rank0 up --resource-group GROUP --use-existing-group' },
    ],
    sure: 'likely',
    ways: ['sign-in', 'register', 'retry'],
  },
  InvalidAuthenticationToken: unauthenticated('The endpoint does not accept the token: it is malformed, of another cloud, or was revoked.'),
  InvalidAuthenticationTokenTenant: unauthenticated('The token is of another tenant than the subscription.'),
  AuthenticationFailed: unauthenticated('The endpoint does not accept the sign-in.'),
  ExpiredAuthenticationToken: unauthenticated('The sign-in has run out.'),
  'HTTP 401': unauthenticated('The endpoint does not accept the token.'),
  SubscriptionNotFound: {
    means: 'The subscription does not exist, or this sign-in does not see it.',
    next: [{ label: 'See which there are', command: 'az account list --output table' }, ...signIn],
    sure: 'certain',
    ways: ['sign-in', 'retry'],
  },
  ReadOnlyDisabledSubscription: {
    means: 'The subscription is switched off (a trial that ended, a payment that failed): what exists can be looked at, nothing new can be made.',
    next: [{ label: 'Put its payment in order in the portal, or choose another', command: 'az account list --output table' }],
    sure: 'certain',
    ways: ['retry', 'sign-in'],
  },
  MissingSubscriptionRegistration: {
    means: 'The subscription has not been registered for this kind of resource. The portal and az do it by themselves; rank0 does it as its first step.',
    next: [registering, again],
    sure: 'certain',
    ways: ['register', 'retry'],
  },
  NoRegisteredProviderFound: {
    means: 'This region (or cloud) does not have that kind of resource in the version that rank0 asks for.',
    next: [{ label: 'Another region', command: 'rank0 up --location eastus' }],
    sure: 'likely',
    ways: ['region', 'register', 'retry'],
  },
  ImageNotFound: image,
  PlatformImageNotFound: image,
  MarketplacePurchaseEligibilityFailed: {
    means: 'The image is sold with terms that this subscription may not buy.',
    next: [{ label: 'Use a free image', command: 'rank0 up --image 24.04' }],
    sure: 'certain',
    ways: ['change', 'sign-in'],
  },
  ResourcePurchaseValidationFailed: {
    means: 'The image is sold with terms that have not been accepted for this subscription.',
    next: [
      { label: 'Read and accept them', command: 'az vm image terms accept --urn URN' },
      { label: 'Or use a free image', command: 'rank0 up --image 24.04' },
    ],
    sure: 'certain',
    ways: ['retry', 'change'],
  },
  StorageAccountAlreadyTaken: {
    means: 'Names of storage accounts are shared by the whole world, and this one is taken.',
    next: [again],
    sure: 'certain',
    ways: ['retry', 'change'],
  },
  NetworkAclsValidationFailure: {
    means: 'The subnet has no service endpoint for storage yet.',
    next: [again],
    sure: 'certain',
    ways: ['retry', 'wait'],
    wait: 30,
  },
  SubnetIsFull: {
    means: 'The subnet has no address left.',
    next: [{ label: 'Fewer nodes', command: 'rank0 up --count 4' }],
    sure: 'certain',
    ways: ['fewer', 'anew', 'retry'],
  },
  PrivateIPAddressInUse: { means: 'The private address is taken by another network card.', next: [again], sure: 'certain', ways: ['retry', 'anew'] },
  OSProvisioningTimedOut: {
    means: 'The machine was made, but its operating system did not report back within 40 minutes.',
    next: [{ label: 'Read its console', command: 'az vm boot-diagnostics get-boot-log --resource-group GROUP --name NODE' }, again],
    sure: 'certain',
    ways: ['retry', 'anew', 'size'],
  },
  VMExtensionProvisioningError: {
    means: 'An extension that the subscription puts on every machine failed.',
    next: [again],
    sure: 'likely',
    ways: ['retry', 'wait', 'anew'],
    wait: 60,
  },
  RetryableErrorDueToAnotherOperation: otherWrite('Another write to the same network was under way for longer than rank0 waits.'),
  AnotherOperationInProgress: otherWrite('Another write to the same network is under way.'),
  RetryableError: otherWrite('Azure could not do it just now, and says itself that it is worth another try.'),
  TooManyRequests: throttled,
  SubscriptionRequestsThrottled: throttled,
  ConflictingUserInput: different('Something of that name exists with other properties.'),
  PropertyChangeNotAllowed: different('It exists already, with a property that cannot be changed after it was made.'),
  ScopeLocked: (_, about) => ({
    means: `A lock protects ${about} (or the group around it), so Azure deletes nothing there. Locks are put by people, so rank0 does not take them away.`,
    next: [
      { label: 'See the locks', command: 'az lock list --output table' },
      { label: 'Take one away, then delete again', command: 'az lock delete --ids LOCK-ID' },
      { label: 'Then', command: 'rank0 down' },
    ],
    sure: 'certain',
    ways: ['unlock', 'retry'],
  }),
  ResourceGroupDeletionBlocked: deleteAgain(
    'Azure deleted part of the group, and something in it could not be deleted: the message names it. The rest of the group stands.',
  ),
  ResourceGroupDeletionTimeout: deleteAgain('Azure did not finish the deletion in its own time. What is gone is gone.'),
  InUseSubnetCannotBeDeleted: deleteAgain('Something still has an address in the subnet.'),
  PublicIPAddressCannotBeDeleted: deleteAgain('The address is still attached to a network card.'),
  NetworkSecurityGroupInUseByVirtualMachineScaleSet: deleteAgain('Something still uses the security group.'),
};

const byLowerCase = new Map(Object.entries(azureErrors).map(([code, entry]) => [code.toLowerCase(), entry]));

/** What a code means in plain words and what to do; undefined for one that is not known. Codes are compared without case. */
export function meaningOf(error: ArmError, about: string): Meaning | undefined {
  const entry = byLowerCase.get(error.code.toLowerCase());
  return typeof entry === 'function' ? entry(error, about) : entry;
}
