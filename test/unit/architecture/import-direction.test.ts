import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { biome, folders, mayImport, packages } from '../../../scripts/import-rules.mjs';

/** A planted import, and whether the house allows it. */
interface Planted {
  readonly folder: string;
  readonly line: string;
  readonly allowed: boolean;
}

const ours: Planted[] = folders.flatMap((folder) =>
  folders
    .filter((other) => other !== folder)
    .map((other) => ({ folder, line: `import { x } from '../${other}/x.ts';`, allowed: mayImport[folder]?.includes(other) ?? false })),
);

const theirs: Planted[] = Object.entries(packages).flatMap(([name, allowed]) => {
  const example = { '@azure': '@azure/identity', 'ink-*': 'ink-spinner' }[name] ?? name;
  return folders.map((folder) => ({ folder, line: `import * as x from '${example}';`, allowed: allowed.includes(folder) }));
});

const barredInScreens: Planted[] = ['node:fs', 'node:fs/promises', 'node:net', 'node:child_process'].flatMap((name) => [
  { folder: 'screens', line: `import * as x from '${name}';`, allowed: false },
  { folder: 'state', line: `import * as x from '${name}';`, allowed: true },
]);

const zod: Planted[] = folders.flatMap((folder) => [
  { folder, line: "import { z as x } from 'zod';", allowed: false },
  { folder, line: "import * as x from 'zod';", allowed: true },
]);

/** Other ways to write the same import, engine → azure. */
const otherForms: Planted[] = [
  "import type { x } from '../azure/x.ts';",
  "export { x } from '../azure/x.ts';",
  "import '../azure/x.ts';",
  "export const x = await import('../azure/x.ts');",
  "import { x } from '../engine/../azure/x.ts';",
  "import * as x from '@azure/core-rest-pipeline/internal';",
].map((line) => ({ folder: 'engine', line, allowed: false }));

const planted = [...ours, ...theirs, ...barredInScreens, ...zod, ...otherForms];
const refusal = 'lint/style/noRestrictedImports';

describe('direction of imports', () => {
  let root: string;
  let refused: Set<string>;
  const fileOf = (index: number): string => `src/${planted[index]?.folder}/deeper/planted-${index}.ts`;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'rank0-imports-'));
    cpSync('biome.json', join(root, 'biome.json'));
    planted.forEach(({ line }, index) => {
      const file = join(root, fileOf(index));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${line.replaceAll("'../", "'../../")}\n`);
    });
    const { stdout, stderr } = spawnSync(
      join(process.cwd(), 'node_modules/.bin/biome'),
      ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none', '.'],
      { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 },
    );
    const { diagnostics } = JSON.parse(stdout || `{"diagnostics":"${stderr}"}`) as { diagnostics: { category: string; location: { path: string } }[] };
    refused = new Set(diagnostics.filter(({ category }) => category === refusal).map(({ location }) => location.path));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(planted.map((plant, index) => ({ ...plant, index })))('src/$folder: $line allowed: $allowed', ({ index, allowed }) => {
    expect(!refused.has(fileOf(index))).toBe(allowed);
  });

  it('is the direction that biome.json holds', () => {
    expect(JSON.parse(readFileSync('biome.json', 'utf8'))).toEqual(biome);
  });
});

describe('the other rules the house relies on', () => {
  it.each([
    ['lint/nursery/noFloatingPromises', { 'a.ts': 'async function f(): Promise<void> {}\nf();\n' }],
    ['lint/nursery/noMisusedPromises', { 'a.ts': "async function f(): Promise<boolean> {\n  return true;\n}\nif (f()) console.log('x');\n" }],
    [
      'lint/suspicious/noImportCycles',
      { 'a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n", 'b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n" },
    ],
  ] as [string, Record<string, string>][])('%s fires', (rule, files) => {
    const root = mkdtempSync(join(tmpdir(), 'rank0-rules-'));
    try {
      cpSync('biome.json', join(root, 'biome.json'));
      mkdirSync(join(root, 'src/state'), { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'src/state', name), text);
      const { status, stdout, stderr } = spawnSync(join(process.cwd(), 'node_modules/.bin/biome'), ['lint', '.'], { cwd: root, encoding: 'utf8' });
      expect(stdout + stderr).toContain(rule);
      expect(status).toBe(1);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
