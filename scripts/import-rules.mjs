// Writes biome.json: the house's one direction of imports, one override a folder (overlapping overrides do not merge).
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

export const folders = ['cli', 'screens', 'stages', 'azure', 'remote', 'engine', 'state', 'terminal', 'practice'];
export const mayImport = {
  cli: ['screens', 'stages', 'azure', 'remote', 'engine', 'state', 'terminal', 'practice'],
  screens: ['stages', 'engine', 'state', 'terminal'],
  stages: ['azure', 'remote', 'engine', 'state'],
  azure: ['engine', 'state'],
  remote: ['engine', 'state'],
  engine: ['state'],
  state: [],
  terminal: [],
  practice: ['engine', 'state'],
};
export const packages = {
  '@azure': ['azure'],
  ssh2: ['remote', 'practice'],
  'just-bash': ['practice'],
  conf: ['state'],
  ink: ['screens', 'cli'],
  'ink-*': ['screens'],
  react: ['screens', 'cli'],
};
const outside = ['node:fs', 'node:fs/promises', 'node:net', 'node:child_process', 'node:http', 'node:https'];
const zodPath = { zod: { importNames: ['z'], message: "import * as z from 'zod': the named export drags in all locales" } };

export const biome = {
  $schema: './node_modules/@biomejs/biome/configuration_schema.json',
  files: { includes: ['**', '!**/dist', '!**/node_modules', '!package-lock.json', '!**/*.md', '!docs/pictures', '!test/data', '!bench/results.json'] },
  formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 160 },
  javascript: { formatter: { quoteStyle: 'single', trailingCommas: 'all' } },
  assist: { actions: { source: { organizeImports: 'off' } } },
  linter: {
    rules: {
      preset: 'recommended',
      suspicious: { noImportCycles: 'error', noControlCharactersInRegex: 'off', noConfusingVoidType: 'off' },
      complexity: { useLiteralKeys: 'off' },
      nursery: { noFloatingPromises: 'error', noMisusedPromises: 'error' },
    },
  },
  overrides: folders.map((folder) => {
    const barred = folders.filter((other) => other !== folder && !mayImport[folder].includes(other));
    const notHere = Object.entries(packages)
      .filter(([, allowed]) => !allowed.includes(folder))
      .flatMap(([name]) => [name, `${name}/**`]);
    const patterns = [
      ...(barred.length > 0
        ? [
            {
              group: barred.map((other) => `**/${other}/**`),
              message: `src/${folder} may import of ours: ${mayImport[folder].join(', ') || 'nothing'} (docs/architecture.md)`,
            },
          ]
        : []),
      { group: [...notHere, ...(folder === 'screens' ? outside : [])], message: `not a package for src/${folder}` },
    ];
    return { includes: [`src/${folder}/**`], linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns, paths: zodPath } } } } } };
  }),
};

if (process.argv[1] === import.meta.filename) {
  writeFileSync('biome.json', `${JSON.stringify(biome, null, 2)}\n`);
  execFileSync('node_modules/.bin/biome', ['format', '--write', 'biome.json'], { stdio: 'ignore' });
}
