import { describe, expect, it } from 'vitest';
import { addressServices, callerAddress } from '../../../src/azure/caller-address.ts';
import { clusterPrice, retailPrices, shippedPrices } from '../../../src/azure/prices.ts';

const item = (more: object) => ({
  retailPrice: 0.1,
  productName: 'Virtual Machines DSv5 Series',
  skuName: 'D2s v5',
  meterName: 'D2s v5',
  type: 'Consumption',
  unitOfMeasure: '1 Hour',
  armSkuName: 'Standard_D2s_v5',
  ...more,
});
const page = (items: object[], next: string | null = null) => JSON.stringify({ BillingCurrency: 'USD', Items: items, NextPageLink: next, Count: items.length });
const day = () => new Date('2026-11-24T10:00:00Z');

describe('the price list', () => {
  it('is asked for Linux by the hour in that region, and every page of it read', async () => {
    const asked: string[] = [];
    const prices = retailPrices(async (url) => {
      asked.push(url);
      if (asked.length === 1)
        return page(
          [item({ retailPrice: 0.188, productName: 'Virtual Machines DSv5 Series Windows' }), item({ retailPrice: 0.02, skuName: 'D2s v5 Spot' })],
          'https://prices.azure.com/next',
        );
      return page([
        item({ retailPrice: 0.096 }),
        item({ retailPrice: 0.03, meterName: 'D2s v5 Low Priority' }),
        item({ retailPrice: 500, type: 'Reservation' }),
        item({ retailPrice: 0, skuName: 'free' }),
      ]);
    }, day);
    expect(await prices.hourly('Standard_D2s_v5', 'westeurope')).toBe(0.096);
    const first = new URL(asked[0] as string);
    expect(first.origin + first.pathname).toBe('https://prices.azure.com/api/retail/prices');
    expect(first.searchParams.get('$filter')).toBe(
      "serviceName eq 'Virtual Machines' and armRegionName eq 'westeurope' and armSkuName eq 'Standard_D2s_v5' and priceType eq 'Consumption'",
    );
    expect(first.searchParams.get('api-version')).toBe('2023-01-01-preview');
    expect(asked[1]).toBe('https://prices.azure.com/next');
    expect(prices.source).toBe('prices.azure.com, 2026-11-24');
  });

  it('is asked once a size and region', async () => {
    let asked = 0;
    const prices = retailPrices(async () => {
      asked += 1;
      return page([item({})]);
    }, day);
    await Promise.all([prices.hourly('A', 'b'), prices.hourly('A', 'b')]);
    expect(asked).toBe(1);
  });

  it.each([
    ['does not answer', () => Promise.reject(new Error('ENOTFOUND'))],
    ['answers nonsense', async () => '<html>'],
    ['does not have the size', async () => page([])],
  ])('gives way to the shipped table where it %s, and says so', async (_, get) => {
    const prices = retailPrices(get as () => Promise<string>, day);
    expect(await prices.hourly('Standard_D2s_v5', 'eastus')).toBe(0.096);
    expect(prices.source).toBe(shippedPrices().source);
    expect(prices.source).toContain('2026-06-18');
  });

  it('is not asked again after it did not answer, so that nobody waits for it twice', async () => {
    let asked = 0;
    const prices = retailPrices(() => {
      asked += 1;
      return Promise.reject(new Error('down'));
    }, day);
    await prices.hourly('Standard_D2s_v5', 'eastus');
    await prices.hourly('Standard_D2as_v6', 'eastus');
    expect(asked).toBe(1);
  });

  it('does not make up a price', async () => {
    expect(await shippedPrices().hourly('Standard_Nothing', 'eastus')).toBeUndefined();
    const price = await clusterPrice(shippedPrices(), { size: 'Standard_Nothing', location: 'eastus', count: 2 });
    expect(price.parts[0]).toMatchObject({ what: 'Standard_Nothing (price not known)', perHour: 0 });
  });

  it('adds machines, disks and addresses', async () => {
    const price = await clusterPrice(shippedPrices(), { size: 'Standard_D2s_v5', location: 'eastus', count: 4 });
    expect(price.parts.map(({ count }) => count)).toEqual([4, 4, 4]);
    expect(price.perHour).toBeCloseTo(4 * (0.096 + 2.4 / 730 + 0.005), 3);
  });

  it('knows a few sizes elsewhere by their own price', async () => {
    expect(await shippedPrices().hourly('Standard_HB120rs_v3', 'westeurope')).toBe(4.68);
  });
});

describe('the caller’s address', () => {
  const ask = (first: string | Error, second: string | Error) =>
    callerAddress(async (url) => {
      const answer = url === addressServices[0] ? first : second;
      if (answer instanceof Error) throw answer;
      return answer;
    })();

  it('is what two independent services agree on', async () => {
    expect(await ask('20.25.28.201', '20.25.28.201\n')).toBe('20.25.28.201');
  });

  it.each([
    ['they differ', '20.25.28.201', '20.25.28.202'],
    ['one fails', '20.25.28.201', new Error('down')],
    ['both fail', new Error('down'), new Error('down')],
    ['they answer IPv6', '2001:db8::1', '2001:db8::1'],
    ['they answer a page', '<html>hello</html>', '<html>hello</html>'],
    ['it is no address of the internet', '192.168.1.7', '192.168.1.7'],
  ] as const)('is not known where %s', async (_, first, second) => {
    expect(await ask(first, second)).toBeUndefined();
  });

  it('asks over HTTPS, and hosts that have IPv4 alone', () => {
    expect(addressServices.every((url) => /^https:\/\/(api4|ipv4)\./.test(url))).toBe(true);
    expect(new Set(addressServices.map((url) => new URL(url).host.split('.').slice(-2).join('.'))).size).toBe(2);
  });
});
