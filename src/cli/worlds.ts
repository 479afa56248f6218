import { callerAddress } from '../azure/caller-address.ts';
import { cloudEndpoints } from '../azure/clouds.ts';
import { retailPrices } from '../azure/retail-prices.ts';
import { shippedPrices } from '../azure/shipped-prices.ts';
import { type ArmListener, overheard, traced } from '../azure/traced.ts';
import { downloadFile, downloadText, httpsTransport, isLoopback } from '../azure/transport.ts';
import { credentialFor, type SignInWay, staticCredential } from '../azure/credentials.ts';
import { wallClock } from '../engine/clock.ts';
import type { CommandListener, Credential, World } from '../engine/world.ts';
import { ProblemError, usageError } from '../state/problem.ts';
import { dial } from './dial.ts';
import { practiceFolder } from './practice-folder.ts';
import { openTrace } from './trace-file.ts';

export interface WorldRequest {
  /** `public`, `china`, `usgov`, `practice` or an https URL. */
  readonly cloud: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** File of the trace; RANK0_TRACE where none is named. */
  readonly trace?: string;
  readonly tenant?: string;
  /** How to sign in; the Azure CLI's login where none is named, or the environment's where its variables are set. */
  readonly way?: SignInWay;
  /** A failure to practise on. */
  readonly drill?: string;
  /** Who listens to what goes over the wires, so that a person can look at it. */
  readonly listener?: { readonly arm: ArmListener; readonly command: CommandListener };
  /** Lines for eyes while signing in (a device code). */
  say(text: string): void;
}

/**
 * Composes a world. Nothing below knows which one it is in.
 * @throws ProblemError exit code 2 (trace not writable, token for a host that is not this machine), 1 (home not writable).
 */
export async function openWorld(request: WorldRequest): Promise<World> {
  const trace = openTrace(request.trace ?? request.env['RANK0_TRACE']);
  const world = overheardWorld(request.cloud === 'practice' ? await practiceWorld(request) : azureWorld(request), request.listener);
  if (!trace) return world;
  return {
    ...world,
    arm: { ...world.arm, send: traced(world.arm.send, trace.write, world.clock.now) },
    close: async () => {
      await world.close();
      trace.close();
    },
  };
}

function overheardWorld(world: World, listener: WorldRequest['listener']): World {
  if (!listener) return world;
  return { ...world, arm: { ...world.arm, send: overheard(world.arm.send, listener.arm, world.clock.now) }, overhearCommand: listener.command };
}

async function practiceWorld({ home, env, drill }: WorldRequest): Promise<World> {
  const { openPractice } = await import('../practice/open.ts');
  const practice = await openPractice({ folder: practiceFolder(home), env, ...(drill === undefined ? {} : { drill }) });
  const { armEndpoint, audience } = cloudEndpoints('practice');
  return {
    cloud: 'practice',
    simulated: true,
    arm: { endpoint: armEndpoint, audience, send: practice.send },
    credential: practice.credential,
    download: practice.download,
    fetchFile: practice.fetchFile,
    dial: practice.dial,
    clock: practice.clock,
    prices: shippedPrices(),
    callerAddress: practice.callerAddress,
    close: practice.close,
  };
}

function azureWorld(request: WorldRequest): World {
  const { armEndpoint, audience, portal } = cloudEndpoints(request.cloud);
  return {
    cloud: request.cloud,
    simulated: false,
    arm: { endpoint: armEndpoint, audience, ...(portal === undefined ? {} : { portal }), send: httpsTransport() },
    credential: credentialOf(request),
    download: downloadText,
    fetchFile: downloadFile,
    dial,
    clock: wallClock,
    // The Retail Prices API knows Azure's public cloud alone (azure-facts 13.1).
    prices: request.cloud === 'public' ? retailPrices(downloadText) : shippedPrices(),
    callerAddress: onThisMachine(request.cloud) ? async () => undefined : callerAddress(downloadText),
    close: async () => {},
  };
}

function credentialOf({ cloud, env, tenant, way, say }: WorldRequest): Credential {
  const token = env['RANK0_TOKEN'];
  const local = onThisMachine(cloud);
  if (token && local) return staticCredential(token);
  if (token && cloud.includes('://')) {
    throw usageError(
      'token-not-here',
      `RANK0_TOKEN is not sent to ${new URL(cloud).host}`,
      'A bearer token from the environment is taken for endpoints on this machine alone (localhost, 127.0.0.1, [::1]).',
      [{ label: 'Sign in with the Azure CLI instead', command: 'az login' }],
    );
  }
  if (local) {
    throw new ProblemError(
      {
        code: 'not-signed-in',
        message: `no token for ${cloud}`,
        means: 'An ARM endpoint on this machine takes its bearer token from RANK0_TOKEN.',
        next: [{ label: 'Give it', command: 'RANK0_TOKEN=… rank0 up --cloud URL --subscription ID' }],
      },
      { exitCode: 4 },
    );
  }
  const chosen = way ?? (env['AZURE_TENANT_ID'] && env['AZURE_CLIENT_ID'] ? 'environment' : 'cli');
  return credentialFor(chosen, { cloud, say, ...(tenant === undefined ? {} : { tenant }) });
}

const onThisMachine = (cloud: string): boolean => cloud.includes('://') && isLoopback(new URL(cloud).hostname);
