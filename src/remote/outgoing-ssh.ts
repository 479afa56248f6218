import type { World } from '../engine/world.ts';

/** Public SSH servers that answer anyone, of two companies: if neither answers, it is this side. */
const others = ['github.com', 'ssh.dev.azure.com'] as const;

const patience = 8_000;

/** Whether anything gets out of this network to port 22; `unknown` where the names of those servers do not even resolve. */
export async function outgoingSsh({ dial }: Pick<World, 'dial'>, signal?: AbortSignal): Promise<'open' | 'blocked' | 'unknown'> {
  const answers = await Promise.all(others.map((host) => answerOf(dial, host, signal)));
  if (answers.includes('open')) return 'open';
  return answers.every((answer) => answer === 'silent') ? 'blocked' : 'unknown';
}

/**
 * Whether this network lets nothing out to port 22: no other public SSH server answers either.
 * A name that does not resolve is no evidence (then nothing else would work either), so it says false.
 */
export const outgoingSshBlocked = async (world: Pick<World, 'dial'>, signal?: AbortSignal): Promise<boolean> =>
  (await outgoingSsh(world, signal)) === 'blocked';

async function answerOf(dial: World['dial'], host: string, signal: AbortSignal | undefined): Promise<'open' | 'silent' | 'no evidence'> {
  const late = AbortSignal.timeout(patience);
  try {
    (await dial(host, 22, signal ? AbortSignal.any([signal, late]) : late)).destroy();
    return 'open';
  } catch (error) {
    signal?.throwIfAborted();
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return late.aborted || ['ETIMEDOUT', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM'].includes(code) ? 'silent' : 'no evidence';
  }
}
