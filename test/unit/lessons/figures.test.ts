import { describe, expect, it } from 'vitest';
import prices from '../../../assets/prices.json' with { type: 'json' };
import { networkPlan, resourceNames, tagsOf } from '../../../src/azure/blueprint.ts';
import { meaningOf } from '../../../src/azure/error-meanings.ts';
import { allowSsh } from '../../../src/azure/ssh-rule.ts';
import { sizeOf } from '../../../src/practice/arm/catalog.ts';
import { quotaRows } from '../../../src/practice/quota.ts';
import type { WorldState } from '../../../src/practice/state.ts';
import { ubuntuMpi } from '../../../src/remote/mpi-stack.ts';
import { expectedBandwidth, leastOverEthernet, mostOverInfiniband, nearAndAccelerated, oldHowTo } from '../../../src/stages/figures/expected.ts';
import { digits } from '../../../src/stages/figures/readings.ts';
import { standardChoices } from '../../../src/stages/choices.ts';
import { allTexts, codeIn, glossaryText, lessonTexts, prose, type ProductText } from './texts.ts';

const text = (where: string): string => allTexts().find((one) => one.where === where)?.body ?? '';

const quota = (name: string): number | undefined =>
  quotaRows({ resources: {}, limits: {} } as unknown as WorldState, 'eastus', {}).find((row) => row.name === name)?.limit;

const hours = 8;
const nodes = 4;
const machines = prices.regions.eastus.Standard_D2s_v5 * nodes * hours;
/** A month of Azure's price lists has 730 hours. */
const withDisksAndAddresses = machines + ((prices.disk.perMonth / 730) * nodes + prices.address.perHour * nodes) * hours;

/** Numbers in texts that code has too, with the words around them. */
const fromCode: readonly (readonly [where: string, words: RegExp, value: unknown])[] = [
  ['lessons/plan.md', /you \*may\* have (\d+) vCPUs/, quota('cores')],
  ['lessons/plan.md', /you \*may\* have (\d+) vCPUs/, quota('standardDSv5Family')],
  ['lessons/plan.md', /port (\d+) works/, allowSsh('x').destinationPortRange],
  ['lessons/plan.md', /ends on (\d{4}-\d\d-\d\d)/, sizeOf('Standard_DS1_v2')?.retires?.replace(/(\d+)\/(\d+)\/(\d+)/, '$3-$1-$2')],
  ['lessons/nodes.md', /network `([\d./]+)` with one subnet/, networkPlan.networkPrefix],
  ['lessons/nodes.md', /Port (\d+) is open/, allowSsh('x').destinationPortRange],
  ['lessons/benchmark.md', /in one placement group (\d+ to \d+) microseconds are as expected/, `${nearAndAccelerated.low} to ${nearAndAccelerated.high}`],
  ['lessons/benchmark.md', /gave (\d+ to \d+) microseconds/, `${oldHowTo.low} to ${oldHowTo.high}`],
  ['lessons/benchmark.md', /under (\d+) microseconds no message crossed/, leastOverEthernet],
  ['lessons/benchmark.md', /more than (\d+) microseconds there/, mostOverInfiniband],
  [
    'lessons/benchmark.md',
    /are ([\d,]+) MB\/s at most/,
    digits(expectedBandwidth({ size: 'Standard_D2s_v5', network: 'ethernet', acceleratedNetworking: true })?.high ?? 0),
  ],
  ['lessons/cluster-ssh.md', /from="([\d./]+)"/, networkPlan.subnetPrefix],
  ['lessons/your-cluster.md', /(Four) Standard_D2s_v5 at/, nodes === standardChoices.count ? 'Four' : 'another number'],
  ['lessons/your-cluster.md', /Four (\S+) at/, standardChoices.size],
  ['lessons/your-cluster.md', /at ([\d.]+) \$ an hour/, prices.regions.eastus.Standard_D2s_v5],
  ['lessons/your-cluster.md', /are ([\d.]+) \$ in eight hours/, machines.toFixed(2)],
  ['lessons/your-cluster.md', /about ([\d.]+) \$\./, withDisksAndAddresses.toFixed(2)],
  ['glossary.md', /`\{cluster\}Subnet`, `([\d./]+)`/, networkPlan.subnetPrefix],
  ['glossary.md', /`\{cluster\}VNET`, `([\d./]+)`/, networkPlan.networkPrefix],
  ['glossary.md', /the subnet is `([\d./]+)`/, networkPlan.subnetPrefix],
  ['glossary.md', /listens on port (\d+)/, allowSsh('x').destinationPortRange],
  ['glossary.md', /family D, (\d+) vCPUs/, sizeOf('Standard_D2s_v5')?.vCPUs],
];

/** Numbers that say what a thing is: no source can be wrong about them. */
const byDefinition: Readonly<Record<string, RegExp>> = {
  // Bits: 2 to the power of 32 minus the length of the prefix; a byte of an address.
  'glossary.md': /is (256) of them|from (0) to (255)|in an MPI program, from (0) on|Yours: (0) to \{highest\}/g,
  // Ranks of the four that run.
  'lessons/hello-mpi.md': /rank (3)|number (3)|Rank (2) before rank (0)/g,
  // 27 to 31 in the facts, rounded; and what is between that and the 60 to 500 there.
  'lessons/nodes.md': /about (30) microseconds|some (30) to (470) microseconds/g,
  // SSH's own; and the node that is asked about.
  'lessons/prune.md': /port (22)|node (3) now/g,
  // SSH's own.
  'lessons/log-in.md': /[Pp]ort (22)/g,
};

/** Numbers that stand by themselves: not those in a name (rank0, ed25519, IPv4, Dsv2), and no numbers of the how-to's commands. */
function numbersIn(body: string): { readonly number: string; readonly at: number }[] {
  return [...body.matchAll(/(?<![\w.{-])\d+(?:[.,:-]\d+)*(?![\w}])/g)].map((found) => ({ number: found[0], at: found.index }));
}

/** Numbers of a text that neither its facts nor code nor a definition account for. */
function unaccounted({ where, front, body }: ProductText): string[] {
  const running = prose(body.replace(/^\d+\. /gm, ''));
  const wordsAround = (at: number): string => running.slice(Math.max(0, at - 40), at + 25).replace(/\s+/g, ' ');
  const inFacts = new Set(numbersIn(front.replace(/-(?=\d+ microseconds)/g, ' to ')).map(({ number }) => number));
  const yearsInFacts = new Set([...front.matchAll(/\b20\d\d\b/g)].map(([year]) => year));
  const known = new Set(
    [...fromCode.filter(([place]) => place === where).map(([, words]) => words), ...(byDefinition[where] ? [byDefinition[where]] : [])].flatMap((words) =>
      [...body.matchAll(new RegExp(words.source, 'g'))].flatMap((found) => found.slice(1).filter((one) => one !== undefined)),
    ),
  );
  return numbersIn(running)
    .filter(({ number }) => !inFacts.has(number) && !yearsInFacts.has(number) && !known.has(number))
    .map(({ number, at }) => `${where}: ${number} in "${wordsAround(at)}"`);
}

describe('numbers in texts', () => {
  it.each(fromCode)('%s: %s is what the code has', (where, words, value) => {
    expect(value).toBeDefined();
    const found = words.exec(text(where));
    expect(found, `${where} has no words like ${words}`).not.toBeNull();
    expect(found?.[1]).toBe(String(value));
  });

  it.each([...lessonTexts(), glossaryText()])('$where: each has a source in its facts, a constant, or is so by definition', (one) => {
    expect(unaccounted(one)).toEqual([]);
  });

  it('without a source are found', () => {
    const one = {
      where: 'x',
      front: 'facts:\n  - "27-31 microseconds (measured); retired 2028-05-01"',
      body: 'In rank0 27 to 31 microseconds, but 77 of `12` (H4).\n\n1. One since 2028.',
    };
    expect(unaccounted(one)).toEqual(['x: 77 in "In rank0 27 to 31 microseconds, but 77 of (H4). One since "']);
  });
});

describe('names in texts', () => {
  it("are those of the cluster's resources", () => {
    const { nodes: _, ...others } = resourceNames('{cluster}', 1);
    const all: readonly string[] = [...Object.values(others), ...resourceNames('{cluster}', 4).nodes.flatMap((node) => Object.values(node))].filter(
      (name) => typeof name === 'string',
    );
    const used = allTexts().flatMap(({ where, body }) =>
      codeIn(body).flatMap((code) => (/^\{cluster\}[A-Z0-9]\w*$/.test(code) ? [[where, code] as const] : [])),
    );
    expect(used.length).toBeGreaterThan(5);
    for (const [where, name] of used) expect(all, where).toContain(name);
  });

  it('of tags and of the rule are those that are made', () => {
    const tags = Object.entries(tagsOf('{cluster}', 'x')).map(([name, value]) => `${name}=${value}`);
    for (const tag of allTexts()
      .flatMap(({ body }) => codeIn(body))
      .filter((code) => /^(createdBy|rank0-[a-z]+)=/.test(code)))
      expect(tags).toContain(tag);
    for (const rule of allTexts()
      .flatMap(({ body }) => codeIn(body))
      .filter((code) => /^default-allow/.test(code)))
      expect(rule).toBe(networkPlan.rule);
  });

  it('of packages are those that the nodes get', () => {
    expect(text('lessons/nodes.md')).toMatch(/installs clustershell and Open MPI/);
    for (const name of allTexts()
      .flatMap(({ body }) => codeIn(body))
      .filter((code) => /^(lib)?openmpi-|^clustershell$/.test(code)))
      expect(ubuntuMpi.packages).toContain(name);
  });

  it("of Azure's errors are known to the catalogue of errors", () => {
    const codes = allTexts().flatMap(({ where, body }) =>
      codeIn(body).flatMap((code) => (/^([A-Z][a-z]+){2,}$/.test(code) && code !== 'IsDefault' ? [[where, code] as const] : [])),
    );
    expect(codes.map(([, code]) => code)).toEqual(expect.arrayContaining(['AllocationFailed', 'MissingSubscriptionRegistration', 'ScopeLocked']));
    for (const [where, code] of codes) expect(meaningOf({ code, message: '', details: [] }, 'x'), `${where}: ${code}`).toBeDefined();
  });
});
