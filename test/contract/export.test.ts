import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storySchema } from '../../src/stages/export/schema.ts';
import { childEnvironment, rank0, temporaryHome } from '../support/rank0.ts';

const { home, dispose } = temporaryHome();
const run = (...args: string[]) => rank0(args, childEnvironment(home));

beforeAll(async () => {
  const built = await run('up', '--cloud', 'practice', '--count', '3', '--benchmark', '--yes', '--json');
  expect(built.lines.at(-1)).toMatchObject({ result: 'ready' });
});
afterAll(dispose);

/** Addresses and ids that are somebody's: of the practice cloud, its nodes, the person. */
const somebodys = /203\.0\.113\.\d+|198\.51\.100\.\d+|10\.0\.0\.[4-9]\b|\/subscriptions\/[0-9a-f]{8}-/;

it('tells what ran as a notebook: every stage with why, lines, outputs, cost, and the benchmark', async () => {
  const file = join(home, 'notebook.md');
  const done = await run('export', 'glocluster', '--as', 'markdown', '--output', file, '--json');
  expect(done.lines.at(-1)).toMatchObject({ result: 'exported', as: 'markdown', simulated: true });
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('> **Simulated.**');
  const headings = text.split('\n').filter((line) => /^## \d/.test(line));
  expect(headings).toHaveLength(8);
  expect(text).toContain('az group create --name glocluster-rg');
  expect(text).toMatch(/Hello from rank \d of 3 running on glocluster2/);
  expect(text).toMatch(/It cost 0\.\d+ \$ \(simulated\)/);
  expect(text).toContain('data:image/svg+xml;base64,');
  expect(text).not.toMatch(somebodys);
  expect(text).not.toContain('PRIVATE KEY');
  // One that is there stays.
  expect(await run('export', 'glocluster', '--as', 'markdown', '--output', file)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('it exists'),
  });
});

it('tells the same as data, with addresses only where they are asked for', async () => {
  const without = await run('export', 'glocluster', '--as', 'json');
  const story = storySchema.parse(JSON.parse(without.stdout));
  expect(story).toMatchObject({ withAddresses: false, cluster: { name: 'glocluster', count: 3, simulated: true, result: 'ready' } });
  expect(without.stdout).not.toMatch(somebodys);
  expect(story.stages.map(({ id }) => id)).toEqual(['sign-in', 'plan', 'resource-group', 'nodes', 'log-in', 'cluster-ssh', 'hello-mpi', 'benchmark']);
  const open = await run('export', 'glocluster', '--as', 'json', '--with-addresses');
  expect(storySchema.parse(JSON.parse(open.stdout)).nodes[0]?.publicAddress).toMatch(/^203\.0\.113\.\d+$/);
});

it('tells it as one page that needs nothing besides itself', async () => {
  const { stdout } = await run('export', 'glocluster', '--as', 'html');
  expect(stdout).toMatch(/^<!doctype html>/);
  expect(stdout).toContain('<title>glocluster: an MPI cluster on Azure (simulated)</title>');
  expect(stdout.match(/<h2 id="\d/g)).toHaveLength(8);
  expect(stdout).toMatch(/<img src="data:image\/svg\+xml;base64,[^"]+" alt="/);
  expect(stdout).not.toMatch(/<script|<link|@import|url\(|src="(?!data:)/);
  expect(stdout).not.toMatch(somebodys);
});

it('writes whole files or none: a folder, a folder that is not there, a file over which nobody said yes', async () => {
  const folder = join(home, 'out');
  mkdirSync(folder);
  const refused = async (file: string) => (await run('export', 'glocluster', '--as', 'bash', '--output', file)).stderr;
  expect(await refused(folder)).toMatch(/it is a folder[\s\S]*Name a file in it/);
  expect(await refused(join(folder, 'none', 'x.sh'))).toMatch(/The folder in which it was to be written is not there/);
  const file = join(folder, 'x.sh');
  writeFileSync(file, 'mine');
  expect(await refused(file)).toMatch(/it exists[\s\S]*--force/);
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['mine', ['x.sh']]);
  rmSync(file);
  const written = await run('export', 'glocluster', '--as', 'bash', '--output', file, '--json');
  expect(written.lines.at(-1)).toMatchObject({ result: 'exported', as: 'bash', bytes: statSync(file).size, open: `less ${file}` });
  expect(statSync(file).mode & 0o111).toBe(0o111);
});

it('refuses what nobody built, and a form that there is not', async () => {
  expect(await run('export', 'other', '--as', 'markdown')).toMatchObject({ exitCode: 2 });
  expect(await run('export', 'glocluster', '--as', 'pdf')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('markdown, html, json, bash, csv, svg'),
  });
});

it('tells of a deleted cluster by its name: all that ran, and the deletion with its lines', { timeout: 60_000 }, async () => {
  expect((await run('down', 'glocluster', '--yes', '--json')).lines.at(-1)).toMatchObject({ result: 'deleted', left: [] });
  const gone = await run('export', 'glocluster', '--as', 'json');
  const story = storySchema.parse(JSON.parse(gone.stdout));
  expect(story.cluster.result).toBe('deleted');
  expect(story.later).toMatchObject([{ kind: 'down', command: 'rank0 down glocluster' }]);
  expect(story.later[0]?.steps.flatMap(({ tasks }) => tasks.flatMap(({ commands }) => commands)).join('\n')).toContain('az group delete --name glocluster-rg');
  expect(await run('export', 'other', '--as', 'json')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('deleted: glocluster') });
});
