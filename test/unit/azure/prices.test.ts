import { describe, expect, it } from 'vitest';
import { addressServices, callerAddress } from '../../../src/azure/caller-address.ts';
import { clusterPrice } from '../../../src/azure/prices.ts';
import { retailPrices } from '../../../src/azure/retail-prices.ts';
import { shippedPrices } from '../../../src/azure/shipped-prices.ts';

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
const size = { size: 'Standard_D2s_v5' } as const;
const filterOf = (url: string) => new URL(url).searchParams.get('$filter') ?? '';

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
    expect(await prices.quote(size, 'westeurope')).toEqual({ dollars: 0.096, source: 'prices.azure.com, 2026-11-24' });
    const first = new URL(asked[0] as string);
    expect(first.origin + first.pathname).toBe('https://prices.azure.com/api/retail/prices');
    expect(filterOf(asked[0] as string)).toBe(
      "serviceName eq 'Virtual Machines' and armRegionName eq 'westeurope' and armSkuName eq 'Standard_D2s_v5' and priceType eq 'Consumption'",
    );
    expect(first.searchParams.get('api-version')).toBe('2023-01-01-preview');
    expect(asked[1]).toBe('https://prices.azure.com/next');
  });

  it('is asked once a size and region, and once a part', async () => {
    let asked = 0;
    const prices = retailPrices(async () => {
      asked += 1;
      return page([item({})]);
    }, day);
    await Promise.all([prices.quote(size, 'b'), prices.quote(size, 'b'), prices.quote({ part: 'address' }, 'b'), prices.quote({ part: 'address' }, 'b')]);
    expect(asked).toBe(2);
  });

  it.each([
    ['does not answer', () => Promise.reject(new Error('ENOTFOUND'))],
    ['answers nonsense', async () => '<html>'],
    ['does not have it', async () => page([])],
  ])('gives way to the shipped table where it %s, and says so', async (_, get) => {
    const prices = retailPrices(get as () => Promise<string>, day);
    for (const what of [size, { part: 'disk' }] as const) {
      const told = await prices.quote(what, 'eastus');
      expect(told).toEqual(await shippedPrices().quote(what, 'eastus'));
      expect(told?.source).toContain('2026-06-18');
    }
  });

  it('is not asked again after it did not answer, so that nobody waits for it twice', async () => {
    let asked = 0;
    const prices = retailPrices(() => {
      asked += 1;
      return Promise.reject(new Error('down'));
    }, day);
    await prices.quote(size, 'eastus');
    await prices.quote({ size: 'Standard_D2as_v6' }, 'eastus');
    await prices.quote({ part: 'address' }, 'eastus');
    expect(asked).toBe(1);
  });
});

describe('a part beside the machines', () => {
  const part = (more: object) => item({ armRegionName: 'westeurope', tierMinimumUnits: 0, effectiveStartDate: '2024-01-01T00:00:00Z', ...more });
  const disk = { productName: 'Standard SSD Managed Disks', skuName: 'E4 LRS', meterName: 'E4 LRS Disk', unitOfMeasure: '1/Month' };

  it('is its own meter alone, in force today and of the first tier', async () => {
    const asked: string[] = [];
    const prices = retailPrices(async (url) => {
      asked.push(url);
      return page([
        part({ ...disk, meterName: 'E4 LRS Disk Mount', retailPrice: 0.1 }),
        part({ ...disk, retailPrice: 2.4 }),
        part({ ...disk, retailPrice: 2.64, effectiveStartDate: '2025-06-01T00:00:00Z' }),
        part({ ...disk, retailPrice: 9, effectiveStartDate: '2027-01-01T00:00:00Z' }),
        part({ ...disk, retailPrice: 1, tierMinimumUnits: 51_200, effectiveStartDate: '2026-01-01T00:00:00Z' }),
      ]);
    }, day);
    expect(await prices.quote({ part: 'disk' }, 'westeurope')).toEqual({ dollars: 2.64, source: 'prices.azure.com, 2026-11-24' });
    expect(filterOf(asked[0] as string)).toBe(
      "serviceName eq 'Storage' and armRegionName eq 'westeurope' and skuName eq 'E4 LRS' and meterName eq 'E4 LRS Disk' and priceType eq 'Consumption'",
    );
  });

  it('that the list has once for all regions is asked for there, too, and that of the region wins', async () => {
    const rule = { productName: 'Load Balancer', skuName: 'Standard', meterName: 'Standard Included LB Rules and Outbound Rules' };
    const told = (items: object[]) => retailPrices(async () => page(items), day).quote({ part: 'load-balancer' }, 'westeurope');
    const everywhere = part({ ...rule, armRegionName: 'Global', retailPrice: 0.025 });
    expect((await told([everywhere]))?.dollars).toBe(0.025);
    expect((await told([everywhere, part({ ...rule, retailPrice: 0.03 })]))?.dollars).toBe(0.03);
    let filter = '';
    await retailPrices(async (url) => {
      filter = filterOf(url);
      return page([]);
    }, day).quote({ part: 'nat-gateway' }, 'westeurope');
    expect(filter).toContain("(armRegionName eq 'westeurope' or armRegionName eq 'Global')");
  });

  it('whose name in the list is not certain is not asked for, and its price is the shipped one', async () => {
    let asked = 0;
    const prices = retailPrices(async () => {
      asked += 1;
      return page([]);
    }, day);
    expect(await prices.quote({ part: 'blob-premium' }, 'eastus')).toMatchObject({ dollars: 0.15, source: expect.stringContaining('2026-11-25') });
    expect(asked).toBe(0);
  });
});

describe('the price of a cluster', () => {
  const d2s = { size: 'Standard_D2s_v5', location: 'eastus', count: 4 };

  it('is not made up', async () => {
    expect(await shippedPrices().quote({ size: 'Standard_Nothing' }, 'eastus')).toBeUndefined();
    const price = await clusterPrice(shippedPrices(), { size: 'Standard_Nothing', location: 'eastus', count: 2 });
    expect(price.parts[0]).toMatchObject({ what: 'Standard_Nothing (price not known)', perHour: 0 });
  });

  it('adds machines, disks and addresses', async () => {
    const price = await clusterPrice(shippedPrices(), d2s);
    expect(price.parts.map(({ kind, count }) => [kind, count])).toEqual([
      ['machine', 4],
      ['disk', 4],
      ['address', 4],
    ]);
    expect(price.perHour).toBeCloseTo(4 * (0.096 + 2.4 / 730 + 0.005), 3);
    expect(price.source).toBe('list prices of eastus of 2026-06-18, shipped with rank0');
  });

  it('says of each part who told its price, and of all of it what is from elsewhere', async () => {
    const prices = retailPrices(async (url) => page(filterOf(url).includes('Virtual Machines') ? [item({})] : []), day);
    const price = await clusterPrice(prices, { ...d2s, sharedFiles: 'blob' });
    expect(price.parts.map(({ source }) => source?.slice(0, 16))).toEqual(['prices.azure.com', 'list prices of e', 'list prices of e', 'about, East US, ']);
    expect(price.source).toBe(
      'list prices of eastus of 2026-06-18, shipped with rank0; Standard_D2s_v5: prices.azure.com, 2026-11-24; storage account: about, East US, 2026-11-25, from https://azure.microsoft.com/pricing/details/storage/data-lake/',
    );
  });

  it('has a load balancer where there is one: nothing without a rule, its hour with one', async () => {
    const set = { ...d2s, size: 'Standard_HB120rs_v3', network: 'infiniband' } as const;
    const balancer = async (balancerRules?: number) =>
      (await clusterPrice(shippedPrices(), { ...set, ...(balancerRules === undefined ? {} : { balancerRules }) })).parts.find(
        ({ kind }) => kind === 'load-balancer',
      );
    expect(await balancer()).toEqual({ kind: 'load-balancer', what: 'load balancer without a rule', perHour: 0, count: 1 });
    expect(await balancer(1)).toMatchObject({ what: 'load balancer, its rule, without what goes through', perHour: 0.025, count: 1 });
    expect((await clusterPrice(shippedPrices(), d2s)).parts.some(({ kind }) => kind === 'load-balancer')).toBe(false);
  });

  it('has disks of the size that the image needs', async () => {
    const price = await clusterPrice(shippedPrices(), { ...d2s, network: 'infiniband' });
    expect(price.parts[1]).toMatchObject({ what: 'OS disk, Standard SSD E6, 64 GiB', perHour: 0.0066 });
  });

  it('knows a few sizes elsewhere by their own price, and says of which region it is', async () => {
    expect(await shippedPrices().quote({ size: 'Standard_HB120rs_v3' }, 'westeurope')).toEqual({
      dollars: 4.68,
      source: 'list prices of westeurope of 2026-06-18, shipped with rank0',
    });
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
