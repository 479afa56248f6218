import ipaddr from 'ipaddr.js';

/** Two services of different owners that answer with the address they see, over IPv4 alone. */
export const addressServices = ['https://api4.ipify.org', 'https://ipv4.icanhazip.com'] as const;

/** How long both together may take, in milliseconds. */
const patience = 5000;

/**
 * The IPv4 address that the internet sees of this machine, where two independent services agree on it; undefined where they
 * differ, fail or are slow, so that the person is asked. One of them alone is not believed: the address opens port 22.
 */
export function callerAddress(ask: (url: string, signal: AbortSignal) => Promise<string>): (signal?: AbortSignal) => Promise<string | undefined> {
  return async (signal) => {
    const within = AbortSignal.timeout(patience);
    const both = signal ? AbortSignal.any([signal, within]) : within;
    const answers = await Promise.allSettled(addressServices.map((url) => ask(url, both)));
    signal?.throwIfAborted();
    const [first, second] = answers.map((answer) => (answer.status === 'fulfilled' ? publicIPv4(answer.value) : undefined));
    return first !== undefined && first === second ? first : undefined;
  };
}

/** The text as an IPv4 address of the open internet; undefined for anything else. */
function publicIPv4(text: string): string | undefined {
  const address = text.trim();
  return ipaddr.IPv4.isValidFourPartDecimal(address) && ipaddr.IPv4.parse(address).range() === 'unicast' ? address : undefined;
}
