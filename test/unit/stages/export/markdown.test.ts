import { describe, expect, it } from 'vitest';
import { htmlOf } from '../../../../src/stages/export/html.ts';
import { markdownOf } from '../../../../src/stages/export/markdown.ts';
import { block, cell, code, lower, plain, prose, table } from '../../../../src/stages/export/markdown-text.ts';
import { storyOf } from '../../../../src/stages/export/story.ts';
import { measured } from '../../../support/measurements.ts';
import { built } from '../../../support/told-session.ts';

const story = (told: ReturnType<typeof built>) => storyOf(told.remembered(), told.events, { madeBy: 'rank0 0.1.0', name: (value) => value });
const notebook = (told: ReturnType<typeof built>): string => markdownOf(story(told));

describe('the notebook', () => {
  it('numbers stages and then what was done later, and says that all of it is simulated', () => {
    const told = built();
    told.task('your-cluster', 'stop/glocluster0', { node: 'glocluster0', commands: ['az vm deallocate --name glocluster0'] });
    told.ended('ready');
    const text = notebook(told);
    expect(text.match(/^## .*$/gm)).toEqual([
      '## Contents',
      '## 1. Sign in',
      '## 2. Plan',
      '## 3. Resource group',
      '## 4. Nodes',
      '## 5. Log in',
      '## 6. Hello MPI',
      '## 7. All nodes stopped',
      '## What it costs',
      '## The nodes',
      '## How it ends',
    ]);
    expect(text).toContain('> **Simulated.**');
    expect(text).toMatch(/stopped\n\n.*\n\n\*\d\d:\d\d:\d\d to .*\*\n\n```sh\nrank0 stop glocluster\n```\n\n### stop/);
    expect(text).toMatch(/Running they cost 0\.40 \$ an hour, stopped 0\.02 \$/);
  });

  it('tells lines once for nodes that differ in their number alone, and what all of them said once', () => {
    const told = built();
    for (const index of [0, 1])
      told.task('your-cluster', `start/glocluster${index}`, {
        node: `glocluster${index}`,
        commands: [`az vm start --name glocluster${index}`],
        message: 'running',
      });
    const text = notebook(told);
    expect(text).toContain('### start/glocluster0, and the same for glocluster1');
    expect(text).toContain('glocluster0 and glocluster1: running');
  });

  it('tells nothing twice: not why, and looks that changed nothing are counted', () => {
    const told = built();
    const stop = { node: 'glocluster0', commands: ['az vm deallocate'], explain: 'It costs no more.' };
    told.task('your-cluster', 'stop/glocluster0', stop);
    told.ended('ready');
    told.task('your-cluster', 'start/glocluster0', { node: 'glocluster0', commands: ['az vm start'] });
    told.task('log-in', 'login/glocluster0', { node: 'glocluster0', state: 'unchanged', message: 'glocluster0' });
    told.task('log-in', 'login/glocluster1', { node: 'glocluster1', state: 'unchanged', message: 'glocluster1' });
    told.ended('ready');
    told.task('your-cluster', 'stop/glocluster0', stop);
    const text = notebook(told);
    expect(text.split('It costs no more.')).toHaveLength(2);
    expect(text.split('### login/glocluster0')).toHaveLength(2);
    expect(text).toContain('2 more things were looked at again, and are as before.');
  });

  it('tells what failed first, with what it meant and what was proposed', () => {
    const told = built();
    const error = { code: 'AllocationFailed', message: 'no room', means: 'Azure has no room.', next: [{ label: 'Later', command: 'rank0 start glocluster' }] };
    told.task('your-cluster', 'start/glocluster0', { state: 'failed', message: 'no room', error });
    told.ended('failed');
    expect(notebook(told)).toMatch(
      /> \*\*It failed\*\*, .* UTC, `AllocationFailed`: no room\n>\n> Azure has no room\.\n>\n> What was proposed: Later: `rank0 start glocluster`\.\n\nFailed/,
    );
    told.task('your-cluster', 'start/glocluster0', { message: 'running' });
    told.ended('ready');
    expect(notebook(told)).toMatch(/It failed at first[\s\S]*\n\nDone/);
  });

  it('draws each benchmark where it was measured, and the second one as a table and not program by program', () => {
    const told = built();
    for (const _ of [1, 2]) {
      told.task('benchmark', 'benchmark/latency', { commands: ['mpirun osu_latency'], message: '8 bytes  28 µs' });
      told.measured(measured({ count: 2 }));
      told.task('benchmark', 'benchmark/pairs', { commands: ['mpirun osu_latency'], message: 'pairs' });
      told.ended('ready');
    }
    const [, first = '', second = ''] = notebook(told).split(/## \d+\. The network measured.*/);
    expect(first.match(/data:image\/svg/g)).toHaveLength(1);
    expect(first).toContain('### benchmark/latency');
    expect(first).not.toContain('| message |');
    expect(second).not.toContain('### benchmark/latency');
    expect(second).toContain('2 programs of the benchmark ran as before');
    expect(second).toMatch(/\| message \| latency, µs \|/);
    expect(second).toContain('The grey line is the benchmark before this one.');
  });

  it('ends where the cluster did: no line that deletes what is gone, and what it cost in all', () => {
    const told = built();
    told.task('your-cluster', 'down/glocluster-rg', { commands: ['az group delete --name glocluster-rg'] });
    told.ended('deleted');
    const text = notebook(told);
    expect(text).not.toContain('## How it ends');
    expect(text).toContain('## What it cost\n');
    expect(text).toContain('It is deleted, and costs nothing any more.');
    expect(text).toContain('| now | deleted; nothing is left |');
  });
});

describe('the page', () => {
  it('is whole HTML with the same headings, and asks nobody for anything', () => {
    const told = built();
    const html = htmlOf(story(told));
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html.match(/<h2[ >]/g)?.length).toBe(notebook(told).match(/^## /gm)?.length);
    const ids = [...html.matchAll(/<h\d id="([^"]*)"/g)].map(([, id]) => id);
    const links = [...html.matchAll(/href="#([^"]*)"/g)].map(([, to]) => to);
    expect(links).toHaveLength(6);
    expect(links.filter((to) => !ids.includes(to))).toEqual([]);
    expect(html).not.toMatch(/<script|<link|@import|url\(|<iframe|src="(?!data:)|srcset/);
  });

  it('shows what a machine printed as text: no tag of it is one', () => {
    const told = built();
    told.task('your-cluster', 'start/glocluster0', { message: '</pre><script>alert(1)</script><img src=x onerror=alert(1)>' });
    told.task('your-cluster', 'start/<b>x</b>', {
      state: 'failed',
      error: { code: '<i>', message: '<script>alert(2)</script>', means: '<img src=http://x>', next: [] },
    });
    const html = htmlOf(story(told));
    expect(html).not.toMatch(/<script|<img src=[^"]|<b>x/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});

describe('text as Markdown', () => {
  it('shows signs as they are, and code between grave accents in our own sentences', () => {
    expect(plain('a_b *c* <d> [e] `f`')).toBe('a_b \\*c\\* \\<d\\> \\[e\\] \\`f\\`');
    expect(prose('run `rank0 down *` and *then* <x>')).toBe('run `rank0 down *` and \\*then\\* \\<x\\>');
    expect(cell('a | b\nc')).toBe('a \\| b c');
  });

  it('fences what has fences, and quotes code with grave accents in it', () => {
    expect(block('text', 'a\n```\nb')).toBe('````text\na\n```\nb\n````');
    expect(code('a `b`')).toBe('`` a `b` ``');
  });

  it('lowers headings, and not the comments of fenced lines', () => {
    expect(lower('## a\n```\n# b\n```\n# c', 2)).toBe('#### a\n```\n# b\n```\n### c');
  });

  it('makes tables whose columns of figures are flush right', () => {
    expect(table(['name', 'count:'], [['a', '1']])).toBe('| name | count |\n| --- | ---: |\n| a | 1 |');
  });
});
