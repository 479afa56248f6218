import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyOfWay } from '../../src/screens/model/ways-on.ts';
import { knownProblem } from '../../src/stages/known-problems.ts';
import { textOf } from '../../src/screens/text/line.ts';
import { glyphsOf } from '../../src/screens/text/glyphs.ts';
import { viewOf } from '../../src/screens/views/view-of.ts';
import type { WizardState } from '../../src/screens/model/state.ts';
import { beforeGroup, leaveBy, seat, type Seat } from './problem-keys-support.ts';

/** Codes of azure-facts 15.2 with the status that Azure answers. */
const refusals: readonly { readonly code: string; readonly status: number; readonly said?: string }[] = [
  { code: 'SkuNotAvailable', status: 409 },
  { code: 'OperationNotAllowed', status: 409, said: 'Operation could not be completed as it results in exceeding approved Total Regional Cores quota.' },
  { code: 'QuotaExceeded', status: 403 },
  { code: 'AllocationFailed', status: 409 },
  { code: 'ZonalAllocationFailed', status: 409 },
  { code: 'OverconstrainedAllocationRequest', status: 409 },
  { code: 'OverconstrainedZonalAllocationRequest', status: 409 },
  { code: 'InvalidTemplateDeployment', status: 400 },
  { code: 'PublicIPCountLimitReached', status: 400 },
  { code: 'InvalidParameter', status: 400 },
  { code: 'ResourceGroupNotFound', status: 404 },
  { code: 'ResourceNotFound', status: 404 },
  { code: 'NotFound', status: 404 },
  { code: 'RequestDisallowedByPolicy', status: 403 },
  { code: 'AuthorizationFailed', status: 403 },
  { code: 'InvalidAuthenticationToken', status: 401 },
  { code: 'InvalidAuthenticationTokenTenant', status: 401 },
  { code: 'ExpiredAuthenticationToken', status: 401 },
  { code: 'SubscriptionNotFound', status: 404 },
  { code: 'ReadOnlyDisabledSubscription', status: 403 },
  { code: 'MissingSubscriptionRegistration', status: 409, said: "The subscription is not registered to use namespace 'Microsoft.Network'." },
  { code: 'ImageNotFound', status: 404 },
  { code: 'PlatformImageNotFound', status: 404 },
  { code: 'MarketplacePurchaseEligibilityFailed', status: 400 },
  { code: 'ResourcePurchaseValidationFailed', status: 400 },
  { code: 'StorageAccountAlreadyTaken', status: 409 },
  { code: 'NetworkAclsValidationFailure', status: 400 },
  { code: 'SubnetIsFull', status: 400 },
  { code: 'PrivateIPAddressInUse', status: 400 },
  { code: 'OSProvisioningTimedOut', status: 409 },
  { code: 'VMExtensionProvisioningError', status: 409 },
  { code: 'RetryableErrorDueToAnotherOperation', status: 409 },
  { code: 'TooManyRequests', status: 409 },
  { code: 'SubscriptionRequestsThrottled', status: 409 },
  { code: 'ConflictingUserInput', status: 409 },
  { code: 'PropertyChangeNotAllowed', status: 409 },
];

const shown = (state: WizardState): string => {
  const { title, lines, below } = viewOf(state, { width: 400, height: 60, glyphs: glyphsOf({ unicode: true }) });
  return [title, ...lines.map(textOf), ...below.map(textOf)].join('\n');
};

describe('every error of the catalogue, met in the practice cloud', () => {
  let one: Seat;
  beforeAll(async () => {
    one = await seat();
    await one.enterUntil(beforeGroup);
  });
  afterAll(() => one.close());

  it.each(refusals)('$code is shown with its meaning, and left by its keys', async ({ code, status, said }) => {
    const message = said ?? `As Azure puts ${code}.`;
    const known = knownProblem({ code, message, means: '', next: [] });
    const fault = { match: '^PUT .*/resourcegroups/[^/]+$', effect: { kind: 'refuse', status, code, message }, times: 1 } as const;
    const meet = async (): Promise<WizardState> => {
      await one.inject([fault]);
      one.press('enter');
      return one.idle((now) => now.problem !== undefined);
    };
    const met = await meet();
    expect(met.problem?.problem).toMatchObject({ code, message });
    const text = shown(met);
    for (const part of [code, message, met.problem?.problem.means ?? '-']) expect(text).toContain(part);
    expect(met.problem?.sure).toBe(known?.sure);
    const keys = [...new Set((met.problem?.ways ?? []).flatMap((way) => keyOfWay(way) ?? []))];
    expect(keys.length).toBeGreaterThan(0);
    for (const [at, key] of keys.entries()) {
      if (at > 0) await meet();
      await leaveBy(one, key);
    }
  });
});
