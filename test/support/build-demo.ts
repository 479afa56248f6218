import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the wizard on in-memory services. Returns the file. */
export const buildDemo = (): Promise<string> => bundled('test/support/wizard-demo.ts', 'wizard-demo');

/** Bundles a program of the tests that has screens in it, where it finds assets/. Returns the file. */
export async function bundled(entry: string, name: string): Promise<string> {
  const outfile = join('node_modules', '.cache', 'rank0', `${name}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
    plugins: [
      {
        name: 'absent',
        setup: ({ onResolve, onLoad }) => {
          // React's development tools are asked for only where DEV is set.
          onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'absent' }));
          // As in scripts/build.mjs: natives that their users do without.
          onResolve({ filter: /^(cpu-features|node-liblzma|@mongodb-js\/zstd|sql\.js|quickjs-emscripten)$|sshcrypto\.node$/ }, ({ path }) => ({
            path,
            namespace: 'missing',
          }));
          onLoad({ filter: /.*/, namespace: 'missing' }, ({ path }) => ({
            contents: `throw Object.assign(new Error(${JSON.stringify(path)}), { code: 'MODULE_NOT_FOUND' });`,
          }));
          onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export default {}' }));
        },
      },
    ],
    logLevel: 'warning',
  });
  return join(process.cwd(), outfile);
}
