import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 22) throw new Error(`tests run on Node 22 or later, not ${process.versions.node}`);

interface Habits {
  /** Longest time of a test, in seconds. */
  readonly seconds: number;
  /** Several files at the same time. */
  readonly parallel?: boolean;
  /** Its tests run the bundle, so it is built first. */
  readonly bundle?: boolean;
}

const lane = (name: string, { seconds, parallel = false, bundle = true }: Habits) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout: seconds * 1000,
    maxConcurrency: 2,
    hookTimeout: seconds * 1000,
    fileParallelism: parallel,
    globalSetup: bundle ? ['test/support/build-bundle.ts'] : [],
  },
});

export default defineConfig({
  test: {
    projects: [
      lane('unit', { seconds: 30, parallel: true, bundle: false }),
      lane('contract', { seconds: 120, parallel: true }),
      lane('terminal', { seconds: 120 }),
      lane('lab', { seconds: 240 }),
      lane('faults', { seconds: 600 }),
    ],
  },
});
