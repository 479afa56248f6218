import type { Credential } from '../engine/world.ts';

/** How a person can sign in, best first. */
export type SignInWay = 'cli' | 'environment' | 'browser' | 'device-code';

/** The ways with what each needs, for the first screen. */
export function signInWays(): readonly { way: SignInWay; title: string; explain: string }[] {
  return [
    { way: 'cli', title: 'Azure CLI login', explain: 'Uses the login of `az login` on this machine. Nothing new is asked, and no token is kept by rank0.' },
    {
      way: 'environment',
      title: 'Environment variables',
      explain: 'A service principal by AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH), as in a pipeline.',
    },
    { way: 'browser', title: 'Browser', explain: 'Opens the sign-in page in the browser. The sign-in lives as long as the program.' },
    {
      way: 'device-code',
      title: 'Device code',
      explain: 'Shows a code to type on another machine: for a terminal without a browser. It lives as long as the program.',
    },
  ];
}

export interface CredentialOptions {
  readonly cloud: string;
  readonly tenant?: string;
  /** Shows a line to the person: the address and code of a device sign-in. */
  say(text: string): void;
}

/**
 * A credential of the public, China or US government cloud. The identity library is loaded at its first use; a token is asked
 * once and shared by all clients until it is about to run out.
 * Rejects with ProblemError exit code 4 where nobody is signed in that way.
 */
export function credentialFor(way: SignInWay, options: CredentialOptions): Credential {
  let opened: Promise<Credential> | undefined;
  return sharingTokens({
    getToken: async (scopes, more) => {
      const { openCredential, signInProblem } = await import('./identity.ts');
      try {
        opened ??= Promise.resolve(openCredential(way, options));
        return await (await opened).getToken(scopes, more);
      } catch (error) {
        throw signInProblem(way, options.cloud, error);
      }
    },
  });
}

/** A token that was given (RANK0_TOKEN, or the practice cloud's). */
export function staticCredential(token: string): Credential {
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
}

/** Milliseconds before its end at which a token is asked anew. */
const margin = 5 * 60_000;

/**
 * A credential that asks for a token once and gives it to all clients until it is about to run out: each SDK client would else ask
 * for its own, and `az` takes half a second each time. A request with claims goes through.
 */
export function sharingTokens(credential: Credential): Credential {
  const tokens = new Map<string, ReturnType<Credential['getToken']>>();
  return {
    getToken: async (scopes, options) => {
      if (options && 'claims' in options && options.claims) return credential.getToken(scopes, options);
      const key = String(scopes);
      const before = tokens.get(key);
      const known = await before;
      if (known && known.expiresOnTimestamp - Date.now() > margin) return known;
      if (tokens.get(key) === before) {
        const asked = credential.getToken(scopes, options);
        tokens.set(key, asked);
        asked.catch(() => tokens.delete(key));
      }
      return tokens.get(key) ?? null;
    },
  };
}
