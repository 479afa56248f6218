import { isAzure } from '../../azure/clouds.ts';
import { outgoingSsh as lookOut } from '../../remote/outgoing-ssh.ts';
import type { Check } from './check.ts';

/** Whether this network lets anything out to port 22. Proxies for the web do not help there. */
export const outgoingSsh: Check = {
  name: 'port 22',
  needed: false,
  seconds: 20,
  look: async ({ cloud, dial }, signal) => {
    if (!isAzure(cloud)) return { ok: true, detail: 'not tried: no machines on the internet are dialled' };
    const found = await lookOut({ dial }, signal);
    if (found === 'open') return { ok: true, detail: 'outgoing connections to port 22 get through' };
    if (found === 'unknown')
      return { ok: false, detail: 'not found out: github.com and ssh.dev.azure.com could not be dialled at all', next: 'Is there a network?' };
    return {
      ok: false,
      detail: 'github.com and ssh.dev.azure.com do not answer on port 22: this network seems to let nothing out to it',
      next: 'Nodes can be built from here, but not logged in to: use another network (a phone will do), or ask for outgoing port 22',
    };
  },
};
