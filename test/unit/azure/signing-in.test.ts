import { describe, expect, it } from 'vitest';
import { cloudEndpoints, isAzure } from '../../../src/azure/clouds.ts';
import { credentialFor, signInWays, staticCredential } from '../../../src/azure/credentials.ts';
import { openCredential, signInProblem } from '../../../src/azure/identity.ts';
import { ProblemError } from '../../../src/state/problem.ts';

const problem = (error: Error) => {
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
};

describe('ways to sign in', () => {
  it('begin with the Azure CLI', () => {
    expect(signInWays().map(({ way }) => way)).toEqual(['cli', 'environment', 'browser', 'device-code']);
  });

  it.each([
    ['Azure CLI could not be found. Please visit https://aka.ms/azure-cli', 'azure-cli-missing'],
    ["Please run 'az login' from a command prompt to authenticate before using this credential.", 'not-signed-in'],
    ['AADSTS50173: The provided grant has expired due to it being revoked.\nTrace ID: 1', 'azure-cli-login-expired'],
  ])('by the Azure CLI, %s: exit code 4 and what to do', (message, code) => {
    const { problem: found, exitCode } = problem(signInProblem('cli', 'public', new Error(message)));
    expect(found.code).toBe(code);
    expect(exitCode).toBe(4);
    const commands = found.next.map(({ command }) => command);
    expect(commands).toEqual(expect.arrayContaining(['az login', 'rank0 practice', 'rank0 up --cloud practice']));
    expect(found.message).not.toContain('Trace ID');
  });

  it('in another cloud name the command that points az at it', () => {
    expect(problem(signInProblem('cli', 'china', new Error('x'))).problem.next[0]?.command).toBe('az cloud set --name AzureChinaCloud');
  });

  it('leave an abort an abort', () => {
    const aborted = Object.assign(new Error('stopped'), { name: 'AbortError' });
    expect(signInProblem('cli', 'public', aborted)).toBe(aborted);
  });

  it.each(['cli', 'environment', 'browser', 'device-code'] as const)('open the credential of the identity library: %s', (way) => {
    expect(openCredential(way, { cloud: 'usgov', tenant: '11111111-2222-3333-4444-555555555555', say: () => {} }).getToken).toBeTypeOf('function');
  });

  it('end with exit code 4 where the environment says nothing', async () => {
    const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'];
    const kept = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) delete process.env[name];
    try {
      await expect(credentialFor('environment', { cloud: 'public', say: () => {} }).getToken('https://management.azure.com/.default')).rejects.toMatchObject({
        exitCode: 4,
      });
    } finally {
      for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
    }
  });

  it('take a given token as it is', async () => {
    expect(await staticCredential('abc').getToken('x')).toMatchObject({ token: 'abc' });
  });
});

describe('clouds', () => {
  it.each([
    ['public', 'https://management.azure.com', 'https://portal.azure.com', true],
    ['china', 'https://management.chinacloudapi.cn', 'https://portal.azure.cn', true],
    ['usgov', 'https://management.usgovcloudapi.net', 'https://portal.azure.us', true],
    ['practice', 'https://management.azure.com', undefined, false],
    ['https://localhost:8443', 'https://localhost:8443', undefined, false],
  ])('%s: endpoint, audience of its tokens, portal', (cloud, endpoint, portal, azures) => {
    const found = cloudEndpoints(cloud);
    expect([found.armEndpoint, found.audience, found.portal]).toEqual([endpoint, endpoint, portal]);
    expect(isAzure(cloud)).toBe(azures);
  });

  it('a URL with a path keeps it as endpoint, and its origin is the audience', () => {
    expect(cloudEndpoints('https://host/arm/')).toMatchObject({ armEndpoint: 'https://host/arm', audience: 'https://host' });
  });
});
