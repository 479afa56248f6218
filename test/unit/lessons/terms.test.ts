import { describe, expect, it } from 'vitest';
import { glossary, isNamedIn, namesOf, parseGlossary } from '../../../src/stages/glossary.ts';
import { withNames } from '../../../src/stages/lesson.ts';
import { allTexts, lessonTexts, names, prose } from './texts.ts';

const terms = glossary();

/** Words with a capital letter that are no terms of the field: names of companies and products of everyday life, months, and how a sentence may go on. */
const everyday = /^(Azure|Microsoft|Canonical|Linux|Windows|University|Ohio|State|January|July|September|November|Wi-Fi|I|OK)$/;

/** Words that a text stresses and does not introduce. */
const stressed = /^(this|a|may|yes|done|degraded|error|intended|reserved|not offered|public|A second key, made on the head|who are you\?|Deleted|)$/;

/** Terms in a text: words in capitals, and words with a capital letter where no sentence begins. */
function capitalised(body: string): string[] {
  const running = prose(body)
    .replace(/^\|.*$/gm, '')
    .replace(/^#+ .*$/gm, (heading) => `${heading}.`)
    .replace(/\{[a-z]+\}/g, '');
  const inside = [...running.matchAll(/(?<=[a-z0-9,;)'] |\()(?:\*)?([A-Z][A-Za-z0-9]+(?:-[A-Z][a-z]+)?)/g)].map(([, word = '']) => word);
  const acronyms = [...running.matchAll(/(?<![\w-])([A-Z]{2,}[A-Za-z0-9]*|[a-zA-Z]*[A-Z]{2,}[A-Za-z0-9]*)(?![\w-])/g)].map(([, word = '']) => word);
  return [...new Set([...inside, ...acronyms])]
    .map((word) => word.replace(/(?<=[A-Z]{2}|vCPU|NIC)s$/, ''))
    .filter((word) => !everyday.test(word) && !/^H\d+$/.test(word));
}

const isThere = (word: string): boolean =>
  terms.some((term) => namesOf(term).some((name) => name.split(/[ -]/).some((part) => part === word || part === word.replace(/s$/, ''))));

describe('the glossary', () => {
  it.each(lessonTexts())('has every capitalised term of $where', ({ body }) => {
    const words = capitalised(body);
    expect(words.filter((word) => !isThere(word))).toEqual([]);
  });

  it('is held against many of them', () => {
    expect(new Set(lessonTexts().flatMap(({ body }) => capitalised(body))).size).toBeGreaterThanOrEqual(15);
  });

  it('has every term that a lesson introduces by emphasis', () => {
    const introduced = lessonTexts()
      .flatMap(({ body }) => [...prose(body).matchAll(/(?<!\*)\*{1,2}([^*]+)\*{1,2}(?!\*)/g)].map(([, term = '']) => term.replace(/:$/, '')))
      // A sentence in emphasis is no term, and neither is a word that is only stressed.
      .filter((term) => !/[.?]$/.test(term) && !stressed.test(term.trim()));
    expect(introduced).toEqual(
      expect.arrayContaining(['token', 'quota', 'resource group', 'proximity placement group', 'host key', 'rank', 'slot', 'serial console']),
    );
    const known = (term: string): boolean => terms.some((one) => isNamedIn(one, term.replace(/ies$/, 'y')));
    expect([...new Set(introduced.filter((term) => !known(term)))]).toEqual([]);
  });

  // design 6: Azure's and MPI's own words, then ours.
  it.each([
    ...['resource group', 'region', 'location', 'subscription', 'tenant', 'VM size', 'SKU', 'scale set', 'instance', 'proximity placement group', 'NIC', 'NSG'],
    ...['NAT gateway', 'long-running operation', 'head node', 'node', 'rank', 'slot', 'host file'],
    ...['cluster', 'session', 'stage', 'task', 'plan', 'world', 'practice', 'drill'],
    ...['PPG', 'MPI', 'SSH', 'ARM', 'URN', 'LRO'],
  ])('has the word %s', (word) => {
    expect(terms.flatMap(namesOf)).toContain(word);
  });

  it('says each in one to three sentences, and knows no word twice', () => {
    for (const { term, text } of terms) {
      const sentences = text.replace(/`[^`]*`/g, 'code').split(/(?<=[.?!])\s+(?=[A-Z`"])/).length;
      expect(sentences, `${term}: ${text}`).toBeLessThanOrEqual(3);
      expect(text, term).toMatch(/[.?!]$/);
    }
    const all = terms.flatMap(namesOf).map((name) => name.toLowerCase());
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });

  it("fills in this cluster's names", () => {
    for (const { term, text, yours = '' } of terms) expect(withNames(`${text} ${yours}`, names), term).not.toMatch(/\{[a-z]+\}/);
    expect(terms.filter(({ yours }) => yours !== undefined).length).toBeGreaterThan(35);
  });

  it('is in the order of the alphabet, whatever the order of its file', () => {
    expect(parseGlossary('## b\n\nB.\n\n## A\n\nA.\nGoes on.\n\nYours: x.\n').map(({ term, text, yours }) => [term, text, yours])).toEqual([
      ['A', 'A. Goes on.', 'x.'],
      ['b', 'B.', undefined],
    ]);
    expect(parseGlossary('## a\n\nA.\n\nYours (Ethernet): x.\n')[0]).toMatchObject({ yours: 'x.', road: 'ethernet' });
    expect(() => parseGlossary('## a\n\n## b\n\nB.\n')).toThrow('a has no text');
  });
});

describe('a term in a text', () => {
  const ppg = { term: 'PPG (proximity placement group)', text: '' };
  it.each([
    ['one PPG here', true],
    ['two proximity placement groups', true],
    ['Proximity placement group', true],
    ['gloclusterPPG', false],
    ['ppg', false],
  ])('%s: %s', (text, is) => {
    expect(isNamedIn(ppg, text)).toBe(is);
  });
});

describe('the derivation', () => {
  it('sees acronyms anywhere, and capitals where no sentence begins', () => {
    expect(capitalised('The NIC of Slurm and *Terraform* (Bicep). Quota is not: Azure says SSH.').sort()).toEqual([
      'Bicep',
      'NIC',
      'SSH',
      'Slurm',
      'Terraform',
    ]);
    expect(capitalised('Two vCPUs over IPv4, `DHCP` aside.').sort()).toEqual(['IPv4', 'vCPU']);
  });
  it('is not fooled by words that are nowhere explained', () => {
    expect(capitalised('One speaks XYZ here.').filter((word) => !isThere(word))).toEqual(['XYZ']);
    expect(allTexts().length).toBeGreaterThan(15);
  });
});
