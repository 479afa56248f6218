import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the wizard on in-memory services, beside the sources so that it finds assets/. Returns the file. */
export async function buildDemo(): Promise<string> {
  const outfile = join('node_modules', '.cache', 'rank0', 'wizard-demo.mjs');
  await build({
    entryPoints: ['test/support/wizard-demo.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"', __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
    plugins: [
      {
        name: 'absent',
        setup: ({ onResolve, onLoad }) => {
          // React's development tools are asked for only where DEV is set.
          onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'absent' }));
          onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export default {}' }));
        },
      },
    ],
    logLevel: 'warning',
  });
  return join(process.cwd(), outfile);
}
