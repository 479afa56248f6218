import type { Azure } from './azure.ts';
import { askAzureIfThere } from './errors.ts';
import type { ListedResource } from './live.ts';
import { sourceOf } from './ssh-rule.ts';

/** The last part of an ARM id: a name. */
export const lastOf = (id: string | undefined): string | undefined => id?.split('/').at(-1);
/** Those of a type and a name. */
export const named = (listed: readonly ListedResource[], type: string, name: string): ListedResource[] =>
  listed.filter((one) => one.type.toLowerCase() === `microsoft.${type}`.toLowerCase() && one.name.toLowerCase() === name.toLowerCase());
/** An image as `publisher:offer:sku:version`. */
export const urn = (image: { publisher?: string; offer?: string; sku?: string; version?: string; id?: string } | undefined): string =>
  [image?.publisher, image?.offer, image?.sku, image?.version ?? 'latest'].join(':');
/** The resource group in an ARM id, in small letters. */
export const groupOf = (id: string | undefined): string => /\/resourceGroups\/([^/]+)/i.exec(id ?? '')?.[1]?.toLowerCase() ?? '';

/** What is not as `az` makes it; `expect` notes one more where it differs. */
export function oddities() {
  const odd: string[] = [];
  const expect = (what: string, is: string | undefined, wanted: string): void => {
    if (is?.toLowerCase() !== wanted.toLowerCase()) odd.push(`${what} is ${is ?? 'missing'}, not ${wanted}`);
  };
  return { odd, expect };
}

/** `gloclusterVNET/subnets/gloclusterSubnet`. */
export const subnetOf = (id: string | undefined): string | undefined => id?.split('/').slice(-3).join('/');

/** Who may reach port 22 by the security group of that name; undefined where nobody may. */
export async function securityGroupOf(azure: Azure, resourceGroup: string, name: string, signal: AbortSignal): Promise<string | undefined> {
  const found = await askAzureIfThere(`security group ${name}`, signal, () =>
    azure.network.networkSecurityGroups.get(resourceGroup, name, { abortSignal: signal }),
  );
  return sourceOf(found);
}
