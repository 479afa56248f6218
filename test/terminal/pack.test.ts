import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { childEnvironment } from '../support/rank0.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const whole = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; files: string[] };

describe('npm pack', () => {
  let folder: string;
  let tarball: string;
  const prefix = (): string => join(folder, 'prefix');
  const installed = (...path: string[]): string => join(prefix(), 'lib/node_modules/rank0', ...path);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rank0-pack-'));
    // Packing exchanges package.json for a moment: that happens in a copy, so that nobody stumbles over it.
    const copy = join(folder, 'checkout');
    for (const name of ['package.json', 'package-lock.json', '.npmrc', 'tsconfig.json', 'scripts', 'src', ...whole.files.filter((file) => file !== 'dist')]) {
      if (existsSync(name)) cpSync(name, join(copy, name), { recursive: true });
    }
    symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
    execFileSync('npm', ['pack', '--silent'], { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] });
    expect(JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'))).toEqual(whole);
    expect(existsSync(join(copy, '.package.json.kept'))).toBe(false);
    tarball = join(copy, `rank0-${whole.version}.tgz`);
    // No network: the package needs nothing but itself.
    execFileSync('npm', ['install', '--global', '--offline', '--no-audit', '--no-fund', '--prefix', prefix(), tarball], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('installs a command that runs', () => {
    const { stdout, status } = spawnSync(process.execPath, [join(prefix(), 'bin/rank0'), '--version'], { encoding: 'utf8' });
    expect(stdout).toBe(`${whole.version}\n`);
    expect(status).toBe(0);
  });

  it('walks the whole road in the practice cloud, from an empty folder', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(prefix(), 'bin/rank0'), 'up', '--cloud', 'practice', '--count', '2', '--yes', '--json'],
      {
        cwd: empty,
        env: childEnvironment(join(folder, 'home')),
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    expect(stderr).not.toContain('Error');
    expect(status).toBe(0);
    expect(stdout).toContain('Hello from rank 1 of 2 running on glocluster1');
    expect(JSON.parse(stdout.trim().split('\n').at(-1) as string)).toMatchObject({ result: 'ready', simulated: true });
  });

  it('brings no other package, no Node and no sources', () => {
    expect(readdirSync(join(prefix(), 'lib/node_modules'))).toEqual(['rank0']);
    expect(existsSync(installed('node_modules'))).toBe(false);
    expect(existsSync(installed('src'))).toBe(false);
    const manifest = JSON.parse(readFileSync(installed('package.json'), 'utf8')) as Record<string, unknown>;
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) expect(manifest).not.toHaveProperty(kind);
  });

  it('brings every file of the folders it promises', () => {
    // The names of chunks follow from where they were built: the package is held against its own build.
    const copy = join(folder, 'checkout');
    const files = whole.files.flatMap((name) => {
      if (!existsSync(join(copy, name))) return [];
      if (!statSync(join(copy, name)).isDirectory()) return [name];
      return readdirSync(join(copy, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(copy, join(entry.parentPath, entry.name)));
    });
    expect(files).toContain('dist/main.js');
    expect(files.filter((name) => !existsSync(installed(name)))).toEqual([]);
  });
});
