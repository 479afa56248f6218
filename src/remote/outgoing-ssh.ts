import type { World } from '../engine/world.ts';

/** Public SSH servers that answer anyone, of two companies: if neither answers, it is this side. */
const others = ['github.com', 'ssh.dev.azure.com'] as const;

const patience = 8_000;

/**
 * Whether this network lets nothing out to port 22: no other public SSH server answers either.
 * A name that does not resolve is no evidence (then nothing else would work either), so it says false.
 */
export async function outgoingSshBlocked({ dial }: Pick<World, 'dial'>, signal?: AbortSignal): Promise<boolean> {
  const answers = await Promise.all(others.map((host) => answerOf(dial, host, signal)));
  return answers.every((answer) => answer === 'silent');
}

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
