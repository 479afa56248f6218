import { problemOf } from '../../state/problem.ts';
import { type Check, isSimulated } from './check.ts';

/** The Azure CLI: one of the ways to sign in, and what runs the lines that are shown. */
export const azProgram: Check = {
  name: 'az',
  needed: false,
  seconds: 20,
  look: async ({ run }, signal) => {
    const answer = await run('az', ['version', '--output', 'json'], signal);
    if (!answer)
      return {
        ok: false,
        detail: 'not there (for signing in with `az login`, and for the lines that are shown)',
        next: 'Install it: https://aka.ms/azure-cli. Or sign in with a browser or a device code',
      };
    const version = /"azure-cli":\s*"([^"]+)"/.exec(answer.output)?.[1];
    return version === undefined
      ? { ok: false, detail: `exit code ${answer.exitCode}`, next: 'See what is wrong with it: az version' }
      : { ok: true, detail: version };
  },
};

/** Who is signed in, to which tenants, and whether a subscription can be used. */
export const azLogin: Check = {
  name: 'sign-in',
  needed: false,
  seconds: 30,
  look: async ({ cloud, world }, signal) => {
    const name = `sign-in (${cloud})`;
    if (isSimulated(cloud)) return { name, ok: true, detail: 'simulated: nobody has to sign in' };
    try {
      // Brings the SDK with it, so only here.
      const { listSubscriptions } = await import('../../azure/accounts.ts');
      const opened = await world();
      try {
        const all = await listSubscriptions(opened, signal);
        const usable = all.filter(({ state }) => state === 'Enabled' || state === 'Warned' || state === 'PastDue');
        const tenants = [...new Set(all.map(({ tenantId }) => tenantId).filter((one) => one !== ''))];
        const detail = `${all.map(({ name: title, state }) => (state === 'Enabled' ? title : `${title} (${state})`)).join(', ') || 'no subscription'}; ${tenants.length === 1 ? `tenant ${tenants[0]}` : `${tenants.length} tenants`}`;
        if (usable.length === 0) return { name, ok: false, detail, next: 'Sign in with another account or to another tenant: az login --tenant TENANT' };
        return { name, ok: true, detail, ...(usable.length > 1 ? { next: 'Several can pay: --subscription names one' } : {}) };
      } finally {
        await opened.close();
      }
    } catch (error) {
      signal.throwIfAborted();
      const { message, next } = problemOf(error);
      const [first] = next;
      return { name, ok: false, detail: message, ...(first ? { next: `${first.label}${first.command === undefined ? '' : `: ${first.command}`}` } : {}) };
    }
  },
};
