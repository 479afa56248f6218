import { execFileSync } from 'node:child_process';

/** Builds the bundle once a run: what people get is what the tests run. RANK0_BUNDLE_BUILT=1 says that it is built already. */
export default function buildBundle(): void {
  if (process.env['RANK0_BUNDLE_BUILT'] === '1') return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  process.env['RANK0_BUNDLE_BUILT'] = '1';
}
