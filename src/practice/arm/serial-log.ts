import { createHmac } from 'node:crypto';
import { ArmRefusal } from './answer.ts';
import type { Setup } from './call.ts';

/** Signs what a URL gives access to. In a simulation the key is no secret; the signature shows that the URL was handed out. */
const signatureOf = (path: string, expiry: string): string => createHmac('sha256', 'simulated storage account').update(`${path}\n${expiry}`).digest('base64');

const azure = 'https://management.azure.com';

/**
 * The signed URL of a machine's serial log, as Azure's own storage has it; on a server of ours, on that server.
 * @param expires milliseconds of the world.
 */
export function serialLogUrl({ endpoint }: Pick<Setup, 'endpoint'>, vmId: string, name: string, expires: number): string {
  const path = `/${vmId}/${name}.${vmId}.serialconsole.log`;
  const expiry = new Date(expires).toISOString().replace(/\.\d+Z$/, 'Z');
  const url = new URL(endpoint === azure ? `https://md-practice.z20.blob.storage.azure.net:443${path}` : `${endpoint}/serial-logs${path}`);
  for (const [key, value] of [
    ['sv', '2018-03-28'],
    ['sr', 'b'],
    ['sig', signatureOf(path, expiry)],
    ['se', expiry],
    ['sp', 'r'],
  ] as const)
    url.searchParams.set(key, value);
  return url.href;
}

/**
 * The machine whose log a URL gives access to.
 * @throws ArmRefusal 403 for one that was not handed out or has expired.
 */
export function machineOfLogUrl(text: string, now: number): string {
  const url = new URL(text);
  const path = url.pathname.replace(/^\/serial-logs(?=\/)/, '');
  const expiry = url.searchParams.get('se') ?? '';
  const vmId = path.split('/')[1];
  if (vmId === undefined || url.searchParams.get('sig') !== signatureOf(path, expiry) || !(Date.parse(expiry) >= now)) {
    throw new ArmRefusal(
      403,
      'AuthenticationFailed',
      'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    );
  }
  return vmId;
}
