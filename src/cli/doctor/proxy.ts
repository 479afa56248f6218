import { cloudEndpoints } from '../../azure/clouds.ts';
import { isLoopback } from '../../azure/transport.ts';
import { type Check, isSimulated } from './check.ts';

/** What is set about proxies, and whether rank0 goes by it. */
export const proxy: Check = {
  name: 'proxy',
  needed: false,
  seconds: 1,
  look: async ({ env, cloud }) => {
    const set = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
    const [https, http, none] = [set('HTTPS_PROXY'), set('HTTP_PROXY'), set('NO_PROXY')];
    if (https === undefined && http === undefined) return { ok: true, detail: 'none is set' };
    const exempt = none === undefined ? '' : `, not for ${none}`;
    if (https === undefined)
      return { ok: true, detail: `HTTP_PROXY is set${exempt}, which is not for https`, next: 'All of it is https: export HTTPS_PROXY, if that is meant' };
    const detail = `HTTPS_PROXY=${withoutPassword(https)}${exempt}`;
    if (!URL.canParse(https)) return { ok: false, detail, next: 'Write it with its scheme: export HTTPS_PROXY=http://proxy.example:8080' };
    if (isSimulated(cloud)) return { ok: true, detail: `${detail}; not needed for the practice cloud` };
    if (!honoured) return { ok: false, detail, next: `Node ${process.versions.node} does not go by it: Node 24.5 or later does` };
    const { hostname } = new URL(cloudEndpoints(cloud).armEndpoint);
    if (isExempt(hostname, none)) return { ok: true, detail: `${detail}; ${hostname} is one of those, so it is reached directly` };
    return { ok: true, detail: `${detail}; used for Azure (${hostname}), never for SSH: nodes are dialled directly on port 22` };
  },
};

/** Whether this Node's agents take proxies from the environment (`proxyEnv`, Node 24.5 and 22.21). */
const honoured = process.allowedNodeEnvironmentFlags.has('--use-env-proxy');

/** Whether a host is among those that NO_PROXY names: itself, or the domain that it is in. Loopback is never sent through a proxy. */
function isExempt(host: string, none: string | undefined): boolean {
  if (isLoopback(host)) return true;
  return (none ?? '')
    .split(/[\s,]+/)
    .map((one) => one.replace(/^\*?\./, '').replace(/:\d+$/, ''))
    .some((one) => one === '*' || (one !== '' && (host === one || host.endsWith(`.${one}`))));
}

/** A proxy may be written with a name and a password. */
const withoutPassword = (url: string): string => url.replace(/\/\/[^/@\s]*@/, '//…@');
