// Bundles src/cli/main.ts into dist/: what people get, and what the terminal, SSH and HTTPS tests run.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

// Natives and tools that their users do without: ssh2 and just-bash take their "not installed" paths.
const absent = /^(cpu-features|node-liblzma|@mongodb-js\/zstd|sql\.js|quickjs-emscripten|react-devtools-core)$|sshcrypto\.node$/;

const { metafile } = await build({
  entryPoints: { main: 'src/cli/main.ts' },
  outdir: 'dist',
  metafile: true,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  splitting: true,
  minify: true,
  // ssh2's server asks for the name of a constructor.
  keepNames: true,
  chunkNames: 'chunks/[name]-[hash]',
  define: {
    'process.env.NODE_ENV': '"production"',
    // ssh2 reads __dirname while loading.
    __dirname: 'import.meta.dirname',
    __filename: 'import.meta.filename',
    RANK0_VERSION: JSON.stringify(version),
  },
  banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  logLevel: 'warning',
  plugins: [
    {
      name: 'absent',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: absent }, ({ path }) => ({ path, namespace: 'absent' }));
        // conf's writer has it catch every signal and send it once more, past our own handlers: a SIGTERM would end the program
        // in the middle of leaving. What it tidies up (temporary files) is swept when a cluster is opened.
        onResolve({ filter: /^when-exit$/ }, ({ path }) => ({ path, namespace: 'quiet' }));
        onLoad({ filter: /.*/, namespace: 'quiet' }, () => ({ contents: 'export default () => () => {};', loader: 'js' }));
        onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
          contents: `throw Object.assign(new Error(${JSON.stringify(`Cannot find module '${path}'`)}), { code: 'MODULE_NOT_FOUND' });`,
          loader: 'js',
        }));
      },
    },
  ],
});

// Chunks of earlier builds go only now: a build that fails leaves the last good bundle as it was.
const written = new Set(Object.keys(metafile.outputs).map((path) => relative('', path)));
for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const path = relative('', join(entry.parentPath, entry.name));
  if (entry.isFile() && !written.has(path)) rmSync(path, { force: true });
}
