import { cloudEndpoints } from '../../azure/clouds.ts';
import type { ArmResponse } from '../../engine/world.ts';
import { type Check, type DoctorWorld, isSimulated, type Told } from './check.ts';

/** Seconds that a clock may be off before tokens are refused: what Microsoft's own libraries allow (`DefaultClockSkew`, 5 minutes). */
const mostSkew = 300;
/** Seconds that are no trouble yet, and worth knowing. */
const noticed = 60;

/** Whether ARM answers at all. Without a token it refuses, and a refusal is an answer. */
export const endpoint: Check = {
  name: 'ARM',
  needed: false,
  seconds: 15,
  look: async (about, signal) => {
    const host = new URL(urlOf(about)).host;
    if (isSimulated(about.cloud)) return simulated;
    const began = performance.now();
    try {
      const { status } = await ask(about, signal);
      return { ok: true, detail: `${host} answers (${status}, ${Math.round(performance.now() - began)} ms)` };
    } catch (error) {
      signal.throwIfAborted();
      const code = String((error as NodeJS.ErrnoException).code ?? (error as Error).message);
      return { ok: false, detail: `${host}: ${code}`, next: mend(code) };
    }
  },
};

/** This machine's clock against the endpoint's. A token that is not valid yet, or no more, is refused. */
export const clockSkew: Check = {
  name: 'clock',
  needed: false,
  seconds: 15,
  look: async (about, signal) => {
    if (isSimulated(about.cloud)) return { ok: true, detail: 'simulated: its clock is its own' };
    const before = about.now();
    let answer: ArmResponse;
    try {
      answer = await ask(about, signal);
    } catch {
      signal.throwIfAborted();
      return { ok: true, detail: 'not compared: the endpoint does not answer' };
    }
    const theirs = Date.parse(answer.headers['date'] ?? '');
    if (Number.isNaN(theirs)) return { ok: true, detail: 'not compared: the endpoint does not say its time' };
    // Its seconds are whole, and half of the way is taken for each direction.
    const skew = Math.round(((before + about.now()) / 2 - (theirs + 500)) / 1000);
    const words = Math.abs(skew) <= 2 ? 'right to the second or two' : `${Math.abs(skew)} s ${skew > 0 ? 'ahead' : 'behind'}`;
    if (Math.abs(skew) > mostSkew) return { ok: false, detail: `${words}; from ${mostSkew} s on tokens are refused`, next: `Set it: ${setLine()}` };
    return { ok: true, detail: words, ...(Math.abs(skew) > noticed ? { next: `Worth setting: ${setLine()}` } : {}) };
  },
};

const simulated: Told = { ok: true, detail: 'simulated: no network is needed' };

const urlOf = ({ cloud }: Pick<DoctorWorld, 'cloud'>): string => `${cloudEndpoints(cloud).armEndpoint}/subscriptions?api-version=2022-12-01`;

const ask = (about: DoctorWorld, signal: AbortSignal): Promise<ArmResponse> =>
  about.send({ method: 'GET', url: urlOf(about), headers: { accept: 'application/json' }, signal });

function mend(code: string): string {
  if (/CERT|SELF_SIGNED|VERIFY|ISSUER|TLS|SSL/.test(code)) return 'Name the authority that signed its certificate: export NODE_EXTRA_CA_CERTS=/path/to/ca.pem';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name cannot be looked up: is there a network, and is the name right?';
  if (code === 'ECONNREFUSED') return 'Nothing listens there: is the endpoint, or the proxy, running?';
  return 'Is there a network? Behind a proxy: export HTTPS_PROXY=http://proxy.example:8080';
}

function setLine(): string {
  if (process.platform === 'darwin') return 'sudo sntp -sS time.apple.com';
  return process.platform === 'win32' ? 'w32tm /resync' : 'sudo timedatectl set-ntp true';
}
