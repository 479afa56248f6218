import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 22) throw new Error(`tests run on Node 22 or later, not ${process.versions.node}`);

interface Habits {
  /** Longest time of a test, in seconds. */
  readonly seconds: number;
  /** Several files at the same time: as many as there are cores but one, or this many. */
  readonly parallel?: boolean | number;
  /** Tests of one file that run at the same time, where they say that they may. */
  readonly atOnce?: number;
  /** Its tests run the bundle, so it is built first. */
  readonly bundle?: boolean;
}

const lane = (name: string, { seconds, parallel = false, atOnce = 2, bundle = true }: Habits) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout: seconds * 1000,
    maxConcurrency: atOnce,
    hookTimeout: seconds * 1000,
    fileParallelism: parallel !== false,
    ...(typeof parallel === 'number' ? { maxWorkers: parallel } : {}),
    globalSetup: bundle ? ['test/support/build-bundle.ts'] : [],
  },
});

export default defineConfig({
  test: {
    projects: [
      lane('unit', { seconds: 30, parallel: true, bundle: false }),
      lane('contract', { seconds: 120, parallel: true }),
      lane('terminal', { seconds: 120 }),
      // Nearly all of it is waiting for time-outs.
      lane('lab', { seconds: 240, parallel: 2, atOnce: 4 }),
      lane('faults', { seconds: 600 }),
    ],
  },
});
