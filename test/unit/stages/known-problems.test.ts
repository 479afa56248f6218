import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../src/azure/error-meanings.ts';
import { azureProblem, OperationFailedError } from '../../../src/azure/errors.ts';
import { wayWords } from '../../../src/screens/model/ways-on.ts';
import { knownCodes, knownProblem } from '../../../src/stages/known-problems.ts';
import { sureness, waysOn } from '../../../src/state/known-problem.ts';

/** Every code of azure-facts 15.2, with what Azure says where the code alone does not tell. */
const facts: Readonly<Record<string, string | undefined>> = {
  ...{ SkuNotAvailable: undefined, InvalidTemplateDeployment: undefined, QuotaExceeded: undefined },
  OperationNotAllowed: 'Operation could not be completed as it results in exceeding approved standardDSv5Family Cores quota.',
  ...{ AllocationFailed: undefined, ZonalAllocationFailed: undefined, OverconstrainedAllocationRequest: undefined },
  ...{ OverconstrainedZonalAllocationRequest: undefined, PublicIPCountLimitReached: undefined, InvalidParameter: undefined },
  ...{ ResourceGroupNotFound: undefined, ResourceNotFound: undefined, NotFound: undefined, RequestDisallowedByPolicy: undefined },
  ...{ AuthorizationFailed: undefined, InvalidAuthenticationToken: undefined, InvalidAuthenticationTokenTenant: undefined },
  ...{ ExpiredAuthenticationToken: undefined, SubscriptionNotFound: undefined, ReadOnlyDisabledSubscription: undefined },
  ...{ MissingSubscriptionRegistration: undefined, ImageNotFound: undefined, PlatformImageNotFound: undefined },
  ...{ MarketplacePurchaseEligibilityFailed: undefined, ResourcePurchaseValidationFailed: undefined, StorageAccountAlreadyTaken: undefined },
  ...{ NetworkAclsValidationFailure: undefined, SubnetIsFull: undefined, PrivateIPAddressInUse: undefined, OSProvisioningTimedOut: undefined },
  ...{ VMExtensionProvisioningError: undefined, RetryableErrorDueToAnotherOperation: undefined, TooManyRequests: undefined },
  ...{ SubscriptionRequestsThrottled: undefined, ConflictingUserInput: undefined, PropertyChangeNotAllowed: undefined },
  ...{ AnotherOperationInProgress: undefined, RetryableError: undefined },
};

describe('the catalogue', () => {
  it.each(Object.entries(facts))('%s has a meaning, how sure that is, and at most three ways on', (code, said = 'As Azure puts it.') => {
    const meaning = meaningOf({ code, message: said, details: [] }, 'virtual machine glocluster0');
    expect(meaning?.means.length).toBeGreaterThan(20);
    expect(sureness).toContain(meaning?.sure);
    expect(meaning?.ways.length).toBeGreaterThanOrEqual(1);
    expect(meaning?.ways.length).toBeLessThanOrEqual(3);
  });

  it('gives every code at most three ways, each with a key, and says how sure it is', () => {
    for (const code of knownCodes) {
      const known = knownProblem({ code, message: 'quota', means: '', next: [] });
      expect([code, known?.ways.length]).toEqual([code, expect.toSatisfy((count: number) => count >= 1 && count <= 3)]);
      for (const way of known?.ways ?? []) expect(wayWords[way].key).toMatch(/^[a-z]$/);
      expect(new Set(known?.ways).size).toBe(known?.ways.length);
      if (known?.ways.includes('wait')) expect([code, known.wait]).toEqual([code, expect.any(Number)]);
    }
    expect(new Set(knownCodes).size).toBe(knownCodes.length);
  });

  it('gives every way a key of its own, and none that opens a page anywhere', () => {
    const keys = waysOn.map((way) => wayWords[way].key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of 'elnugthjkyqx') expect(keys).not.toContain(key);
  });

  it('knows every code that goes wrong on the way to Azure and on nodes', () => {
    const root = fileURLToPath(new URL('../../../src/', import.meta.url));
    const codes = ['azure', 'remote', 'stages', 'engine'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => {
          const text = readFileSync(join(root, folder, file), 'utf8');
          return [
            ...[...text.matchAll(/\bcode: (?:\w+(?:\.\w+)? \? )?'([^']+)'(?: : '([^']+)')?/g)].flatMap(([, one, other]) => [one, other]),
            ...[...text.matchAll(/\bsshProblem\('([^']+)'/g)].map(([, one]) => one),
          ];
        })
        .filter((code) => code !== undefined),
    );
    expect(codes.length).toBeGreaterThan(40);
    // Node's own code, and what a person chooses between before anything is done.
    const elsewhere = ['ETIMEDOUT', 'subscription-ambiguous'];
    expect([...new Set(codes)].filter((code) => !knownCodes.includes(code) && !elsewhere.includes(code))).toEqual([]);
  });

  it('goes by the innermost reason that it knows, and leaves a code alone that it does not', () => {
    const { problem } = azureProblem(
      new OperationFailedError({
        error: { code: 'InvalidTemplateDeployment', message: 'Refused.', details: [{ code: 'AllocationFailed', message: 'No room.' }] },
      }),
      'machine',
    );
    expect(problem).toMatchObject({ code: 'InvalidTemplateDeployment', message: 'Refused. · AllocationFailed: No room.' });
    expect(knownProblem(problem)?.ways).toContain('wait');
    expect(knownProblem({ code: 'NeverHeardOf', message: 'x', means: '', next: [] })).toBeUndefined();
    expect(knownProblem({ code: 'NeverHeardOf', message: 'x · AlsoNot: y', means: '', next: [] })).toBeUndefined();
  });
});
