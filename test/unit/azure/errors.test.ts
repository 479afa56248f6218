import { describe, expect, it } from 'vitest';
import { azureProblem, armErrorOf, OperationFailedError } from '../../../src/azure/errors.ts';
import { listSubscriptions } from '../../../src/azure/accounts.ts';
import { ProblemError } from '../../../src/state/problem.ts';
import { fakeArm, worldOf } from './support.ts';

const failed = (error: object) => azureProblem(new OperationFailedError({ status: 'Failed', error }), 'virtual machine glocluster0');

/** Every code of azure-facts 15.2. */
const codes = [
  'SkuNotAvailable',
  'QuotaExceeded',
  'AllocationFailed',
  'ZonalAllocationFailed',
  'OverconstrainedAllocationRequest',
  'OverconstrainedZonalAllocationRequest',
  'PublicIPCountLimitReached',
  'InvalidParameter',
  'ResourceGroupNotFound',
  'ResourceNotFound',
  'NotFound',
  'RequestDisallowedByPolicy',
  'AuthorizationFailed',
  'InvalidAuthenticationToken',
  'InvalidAuthenticationTokenTenant',
  'ExpiredAuthenticationToken',
  'SubscriptionNotFound',
  'ReadOnlyDisabledSubscription',
  'MissingSubscriptionRegistration',
  'ImageNotFound',
  'PlatformImageNotFound',
  'MarketplacePurchaseEligibilityFailed',
  'ResourcePurchaseValidationFailed',
  'StorageAccountAlreadyTaken',
  'NetworkAclsValidationFailure',
  'SubnetIsFull',
  'PrivateIPAddressInUse',
  'OSProvisioningTimedOut',
  'VMExtensionProvisioningError',
  'RetryableErrorDueToAnotherOperation',
  'TooManyRequests',
  'SubscriptionRequestsThrottled',
  'ConflictingUserInput',
  'PropertyChangeNotAllowed',
];

describe('what Azure says', () => {
  it.each(codes)('%s keeps its code and message, and is explained with what to do', (code) => {
    const { problem } = failed({ code, message: `As Azure put it: ${code}.` });
    expect(problem).toMatchObject({ code, message: `As Azure put it: ${code}.` });
    expect(problem.means).not.toContain('no words for');
    expect(problem.means.length).toBeGreaterThan(20);
    expect(problem.next.length).toBeGreaterThan(0);
  });

  it('leaves a code that it does not know untouched', () => {
    const { problem, exitCode } = failed({ code: 'SomethingNew', message: 'Never heard of.' });
    expect(problem).toMatchObject({ code: 'SomethingNew', message: 'Never heard of.' });
    expect(exitCode).toBe(1);
  });

  it('tells a refusal by quota from other operations that are not allowed', () => {
    const quota = failed({
      code: 'OperationNotAllowed',
      message: 'Operation could not be completed as it results in exceeding approved Total Regional Cores quota.',
    });
    expect(quota.problem.next[0]?.command).toBe('rank0 plan');
    expect(failed({ code: 'OperationNotAllowed', message: 'Allowed only for Spot Virtual Machines' }).problem.means).toContain('Its message says');
  });

  it('finds the real reason in nested details and shows all of it', () => {
    const { problem } = failed({
      code: 'InvalidTemplateDeployment',
      message: 'The template deployment failed.',
      details: [{ code: 'SkuNotAvailable', message: 'Standard_D2s_v5 is not available.' }],
    });
    expect(problem.code).toBe('InvalidTemplateDeployment');
    expect(problem.message).toBe('The template deployment failed. · SkuNotAvailable: Standard_D2s_v5 is not available.');
    expect(problem.means).toContain('not offered');
  });

  it('names the policy that forbids it', () => {
    const { problem } = failed({
      code: 'RequestDisallowedByPolicy',
      message: 'Resource was disallowed by policy.',
      additionalInfo: [{ type: 'PolicyViolation', info: { policyDefinitionDisplayName: 'No public addresses' } }],
    });
    expect(problem.means).toContain('(No public addresses)');
  });

  it('offers the ladder where there is no room: again, another datacentre, size, region', () => {
    const steps = failed({ code: 'OverconstrainedAllocationRequest', message: 'x' }).problem.next.map(({ command }) => command);
    expect(steps).toEqual(['rank0 up', 'rank0 down', expect.stringContaining('--size'), expect.stringContaining('--location')]);
  });

  it('lets a bug through with its stack', () => {
    expect(() => azureProblem(new TypeError('x is not a function'), 'it')).toThrow(TypeError);
  });

  it('reads an error whether it is wrapped or not', () => {
    expect(armErrorOf({ error: { code: 'A', message: 'a', innererror: { code: 'B', message: 'b' } } })).toMatchObject({ code: 'A', details: [{ code: 'B' }] });
    expect(armErrorOf({ code: 'A' })).toMatchObject({ code: 'A', message: 'A' });
    expect(armErrorOf('nonsense')).toBeUndefined();
  });
});

describe('signing in', () => {
  const problemOf = async (ask: Promise<unknown>): Promise<ProblemError> => {
    const error = await ask.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ProblemError);
    return error as ProblemError;
  };
  const failing = (code: string) => worldOf(() => Promise.reject(Object.assign(new Error(`connect ${code}`), { code })));

  it('lists the subscriptions of the sign-in', async () => {
    const arm = fakeArm();
    arm.on('GET', /^\/subscriptions$/, () => ({
      status: 200,
      body: { value: [{ id: '/subscriptions/1', subscriptionId: '1', displayName: 'Teaching', tenantId: 't', state: 'Enabled' }] },
    }));
    expect(await listSubscriptions(worldOf(arm.send))).toEqual([{ id: '1', name: 'Teaching', tenantId: 't', state: 'Enabled' }]);
    expect(arm.requests[0]?.headers['authorization']).toBe('Bearer a-token');
  });

  it('asks a token for the audience of the cloud, not of the public one', async () => {
    const arm = fakeArm();
    arm.on('GET', /^\/subscriptions$/, () => ({ status: 200, body: { value: [] } }));
    const scopes: unknown[] = [];
    await listSubscriptions(
      worldOf(arm.send, {
        arm: { endpoint: 'https://management.chinacloudapi.cn', audience: 'https://management.chinacloudapi.cn', send: arm.send },
        credential: {
          getToken: async (scope) => {
            scopes.push(scope);
            return { token: 't', expiresOnTimestamp: Date.now() + 1e6 };
          },
        },
      }),
    );
    expect(String(scopes[0])).toBe('https://management.chinacloudapi.cn/.default');
    expect(arm.requests[0]?.url).toContain('https://management.chinacloudapi.cn/subscriptions?');
  });

  it('ends with exit code 4 where the token is refused', async () => {
    const arm = fakeArm();
    arm.on('GET', /^\/subscriptions$/, () => ({
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' } },
    }));
    const { problem, exitCode, stopsRun } = await problemOf(listSubscriptions(worldOf(arm.send)));
    expect(problem).toMatchObject({ code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' });
    expect({ exitCode, stopsRun }).toEqual({ exitCode: 4, stopsRun: true });
    expect(problem.next.map(({ command }) => command)).toContain('az login');
  });

  it('ends with exit code 4 where the token is refused without a reason', async () => {
    const arm = fakeArm();
    arm.on('GET', /^\/subscriptions$/, () => ({ status: 401 }));
    expect((await problemOf(listSubscriptions(worldOf(arm.send)))).exitCode).toBe(4);
  });

  it.each([
    ['ECONNREFUSED', 'endpoint-unreachable', 'Nothing answers'],
    ['ENOTFOUND', 'endpoint-unreachable', 'could not be looked up'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate-unknown', 'does not trust'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-unknown', 'does not trust'],
  ])('says of %s that it is %s', async (code, expected, words) => {
    const { problem, exitCode } = await problemOf(listSubscriptions(failing(code)));
    expect(problem.code).toBe(expected);
    expect(problem.message).toContain(code);
    expect(problem.means).toContain(words);
    expect(exitCode).toBe(1);
  });
});
