/** What differs between Azure's clouds, or between them and another ARM endpoint. */
export interface CloudEndpoints {
  /** `public`, `china`, `usgov`, `practice` or the URL. */
  readonly name: string;
  /** Without a slash at the end. */
  readonly armEndpoint: string;
  /** The audience of its tokens, without `/.default`. Each cloud has its own: the SDK's default is right for the public one alone. */
  readonly audience: string;
  readonly authorityHost: string;
  readonly portal?: string;
}

const clouds: Readonly<Record<string, CloudEndpoints>> = {
  public: {
    name: 'public',
    armEndpoint: 'https://management.azure.com',
    audience: 'https://management.azure.com',
    authorityHost: 'https://login.microsoftonline.com',
    portal: 'https://portal.azure.com',
  },
  china: {
    name: 'china',
    armEndpoint: 'https://management.chinacloudapi.cn',
    audience: 'https://management.chinacloudapi.cn',
    authorityHost: 'https://login.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
  },
  usgov: {
    name: 'usgov',
    armEndpoint: 'https://management.usgovcloudapi.net',
    audience: 'https://management.usgovcloudapi.net',
    authorityHost: 'https://login.microsoftonline.us',
    portal: 'https://portal.azure.us',
  },
};

/**
 * The endpoints of a cloud by the name that `--cloud` takes. The practice cloud looks like the public one from inside, but has
 * no portal. A URL is an ARM endpoint of its own, whose origin is also the audience.
 */
export function cloudEndpoints(cloud: string): CloudEndpoints {
  const known = clouds[cloud];
  if (known) return known;
  const { portal: _, ...elsewhere } = clouds['public'] as CloudEndpoints;
  if (!URL.canParse(cloud)) return { ...elsewhere, name: cloud };
  return { ...elsewhere, name: cloud, armEndpoint: cloud.replace(/\/+$/, ''), audience: new URL(cloud).origin };
}

/**
 * Where more quota is asked for: at the portal of the cloud. The practice cloud has none, so the real one is shown; of another endpoint
 * nothing is known.
 */
export const quotaPageOf = (cloud: string): string | undefined =>
  cloud.includes('://') ? undefined : `${clouds[cloud]?.portal ?? 'https://portal.azure.com'}/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas`;

/** Whether `cloud` is one of Azure's own, where port 22 of real machines on the internet is dialled. */
export const isAzure = (cloud: string): boolean => cloud in clouds;
