import { describe, expect, it } from 'vitest';
import { chooseNodes } from '../../../src/stages/choose-nodes.ts';

const nodes = Array.from({ length: 12 }, (_, index) => ({ name: `glo${index}`, role: index === 0 ? ('head' as const) : ('node' as const) }));
const chosen = (text: string): string[] => chooseNodes(text, 'glo', nodes).map(({ name }) => name);

describe('nodes that somebody means', () => {
  it('are those of a set as clush writes it, in the order of the nodes', () => {
    expect(chosen('glo[1-3]')).toEqual(['glo1', 'glo2', 'glo3']);
    expect(chosen('glo10, glo2')).toEqual(['glo2', 'glo10']);
    expect(chosen('glo[0-10/5]')).toEqual(['glo0', 'glo5', 'glo10']);
  });

  it('are numbers of this cluster, or the head', () => {
    expect(chosen('0-2,11')).toEqual(['glo0', 'glo1', 'glo2', 'glo11']);
    expect(chosen('head')).toEqual(['glo0']);
  });

  it.each(['', '@all', '*', 'all', '  '])('are all of them for %j', (text) => expect(chosen(text)).toHaveLength(12));

  it('are what is left of it behind a !', () => {
    expect(chosen('@all!glo[1-10]')).toEqual(['glo0', 'glo11']);
    expect(chosen('!head')).toHaveLength(11);
    expect(chosen('0-3!1!3')).toEqual(['glo0', 'glo2']);
  });

  it.each([
    ['glo99', /called glo99/],
    ['glo[1-99]', /called glo\[12-99\]/],
    ['glo[3-1]', /counts nothing/],
    ['glo[1-', /open or closed once too often/],
    ['glo[]', /no range/],
    ['glo[a-b]', /no range/],
    ['glo[1-99999]', /more than 1000/],
    ['glo1!glo1', /leaves no node/],
  ])('are refused where %s makes no sense', (text, words) => expect(() => chosen(text)).toThrow(words));
});
