import { ArmRefusal } from './answer.ts';

/** A token bucket: holds `most`, refills `perSecond`. */
interface Bucket {
  readonly most: number;
  readonly perSecond: number;
}

const perMinute = (refill: number, most: number): Bucket => ({ most, perSecond: refill / 60 });

/** Azure-facts 15.3. The names are those of the headers. */
const buckets = {
  reads: { most: 250, perSecond: 25 },
  writes: { most: 200, perSecond: 10 },
  deletes: { most: 200, perSecond: 10 },
  PutVMSubscriptionMaximum: perMinute(500, 1500),
  PutVMResource: perMinute(4, 12),
  DeleteVMSubscriptionMaximum: perMinute(500, 1500),
  DeleteVMResource: perMinute(4, 12),
  UpdateVMSubscriptionMaximum: perMinute(500, 1500),
  UpdateVMResource: perMinute(4, 12),
  LowCostGetSubscriptionMaximum: perMinute(8000, 24_000),
  LowCostGetResource: perMinute(12, 36),
  HighCostGetSubscriptionMaximum: perMinute(300, 900),
  GetOperationSubscriptionMaximum: perMinute(5000, 15_000),
  GetOperationResource: perMinute(15, 45),
  networkWrites: { most: 1000, perSecond: 1000 / 300 },
  networkReads: { most: 10_000, perSecond: 10_000 / 300 },
} satisfies Record<string, Bucket>;

type BucketName = keyof typeof buckets;

export interface Throttle {
  /**
   * Counts a request against the limits of the service.
   * @returns the headers that say what is left. @throws ArmRefusal 429 with Retry-After where one is used up.
   */
  count(method: string, path: string, now: number): Record<string, string>;
}

/** The limits of one program's principal in one subscription. */
export function throttle(): Throttle {
  const levels = new Map<string, { tokens: number; time: number }>();
  const level = (name: BucketName, key: string, now: number): { tokens: number; time: number } => {
    const { most, perSecond } = buckets[name];
    const before = levels.get(`${name} ${key}`) ?? { tokens: most, time: now };
    const after = { tokens: Math.min(most, before.tokens + (Math.max(0, now - before.time) / 1000) * perSecond), time: now };
    levels.set(`${name} ${key}`, after);
    return after;
  };
  return {
    count: (method, path, now) => {
      const wanted = bucketsOf(method, path.toLowerCase()).map(({ name, key }) => ({ name, ...{ level: level(name, key, now) } }));
      const empty = wanted.find((one) => one.level.tokens < 1);
      if (empty) throw refusal(empty.name, Math.max(1, Math.ceil((1 - empty.level.tokens) / buckets[empty.name].perSecond)));
      for (const one of wanted) one.level.tokens -= 1;
      return headersOf(wanted.map(({ name, level: { tokens } }) => ({ name, left: Math.floor(tokens) })));
    },
  };
}

function bucketsOf(method: string, path: string): { name: BucketName; key: string }[] {
  const reading = method === 'GET' || method === 'HEAD';
  const own: BucketName = reading ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
  const all = (...names: readonly BucketName[]) => [own, ...names].map((name) => ({ name, key: name.endsWith('Resource') ? path : '' }));
  if (path.includes('/providers/microsoft.network')) return all(reading ? 'networkReads' : 'networkWrites');
  if (/\/microsoft\.compute\/locations\/[^/]+\/(disk)?operations\//.test(path)) return all('GetOperationSubscriptionMaximum', 'GetOperationResource');
  if (/\/microsoft\.compute\/(virtualmachines|disks|proximityplacementgroups)$/.test(path)) return all('HighCostGetSubscriptionMaximum');
  if (!/\/microsoft\.compute\/virtualmachines\//.test(path)) return all();
  if (reading) return all('LowCostGetSubscriptionMaximum', 'LowCostGetResource');
  if (method === 'PUT') return all('PutVMSubscriptionMaximum', 'PutVMResource');
  if (method === 'DELETE' || path.endsWith('/deallocate')) return all('DeleteVMSubscriptionMaximum', 'DeleteVMResource');
  return path.endsWith('/retrievebootdiagnosticsdata')
    ? all('LowCostGetSubscriptionMaximum', 'LowCostGetResource')
    : all('UpdateVMSubscriptionMaximum', 'UpdateVMResource');
}

function headersOf(left: readonly { name: BucketName; left: number }[]): Record<string, string> {
  const headers: Record<string, string> = {};
  const compute: string[] = [];
  for (const one of left) {
    if (one.name === 'reads' || one.name === 'writes' || one.name === 'deletes')
      headers[`x-ms-ratelimit-remaining-subscription-${one.name}`] = String(one.left);
    else if (!one.name.startsWith('network')) compute.push(`Microsoft.Compute/${one.name};${one.left}`);
  }
  if (compute.length > 0) headers['x-ms-ratelimit-remaining-resource'] = compute.join(',');
  return headers;
}

function refusal(name: BucketName, retryAfter: number): ArmRefusal {
  if (name === 'reads' || name === 'writes' || name === 'deletes') {
    return new ArmRefusal(
      429,
      'SubscriptionRequestsThrottled',
      `Number of '${name}' requests for the subscription exceeded the limit. Please try again after '${retryAfter}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`,
      { retryAfter },
    );
  }
  return new ArmRefusal(
    429,
    'TooManyRequests',
    `The server rejected the request because too many requests have been received for this subscription (${name}). Retry after ${retryAfter} seconds.`,
    { retryAfter },
  );
}
