import { AzureCliCredential, DeviceCodeCredential, EnvironmentCredential, InteractiveBrowserCredential } from '@azure/identity';
import type { Credential } from '../engine/world.ts';
import { ProblemError } from '../state/problem.ts';
import { cloudEndpoints } from './clouds.ts';
import type { CredentialOptions, SignInWay } from './credentials.ts';

/** The identity library's credential for one way of signing in. No token is cached on disk. */
export function openCredential(way: SignInWay, { cloud, tenant, say }: CredentialOptions): Credential {
  const { authorityHost } = cloudEndpoints(cloud);
  const options = { authorityHost, ...(tenant === undefined ? {} : { tenantId: tenant }) };
  switch (way) {
    case 'cli':
      return new AzureCliCredential(tenant === undefined ? {} : { tenantId: tenant });
    case 'environment':
      return new EnvironmentCredential(options);
    case 'browser':
      return new InteractiveBrowserCredential({ ...options, redirectUri: 'http://localhost' });
    case 'device-code':
      return new DeviceCodeCredential({ ...options, userPromptCallback: ({ message }) => say(message) });
    default: {
      const never: never = way;
      return never;
    }
  }
}

const rehearse = [
  { label: 'Rehearse without a subscription', command: 'rank0 practice' },
  { label: 'The same for scripts: the simulated cloud', command: 'rank0 up --cloud practice' },
];

/** What went wrong at a sign-in, exit code 4. An abort stays one. */
export function signInProblem(way: SignInWay, cloud: string, error: unknown): Error {
  if (error instanceof ProblemError || (error instanceof Error && error.name === 'AbortError')) return error;
  const text = error instanceof Error ? error.message : String(error);
  const setCloud = { china: 'AzureChinaCloud', usgov: 'AzureUSGovernment' }[cloud];
  const login = [
    ...(setCloud ? [{ label: 'Point the Azure CLI at that cloud', command: `az cloud set --name ${setCloud}` }] : []),
    { label: 'Sign in with the Azure CLI', command: 'az login' },
  ];
  if (way === 'cli' && /could not be found|not recognized|not installed|ENOENT/i.test(text)) {
    return refused('azure-cli-missing', 'the Azure CLI (az) was not found on this machine', 'rank0 uses the login of the Azure CLI where there is one.', [
      { label: 'Install the Azure CLI (https://aka.ms/azure-cli), then', command: 'az login' },
      ...rehearse,
    ]);
  }
  if (way === 'cli') {
    const expired = /expired|AADSTS|interaction|reauth/i.test(text);
    return refused(
      expired ? 'azure-cli-login-expired' : 'not-signed-in',
      firstLine(text),
      expired ? 'The login of the Azure CLI is no longer accepted.' : 'Nobody is signed in with the Azure CLI on this machine.',
      [...login, ...rehearse],
    );
  }
  return refused('not-signed-in', firstLine(text), 'The sign-in did not give a token.', [...login, ...rehearse]);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? text;

const refused = (code: string, message: string, means: string, next: { label: string; command?: string }[]): ProblemError =>
  new ProblemError({ code, message, means, next }, { exitCode: 4, stopsRun: true });
