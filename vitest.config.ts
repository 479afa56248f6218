import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 22) throw new Error(`tests run on Node 22 or later, not ${process.versions.node}`);

/** The runner's own choice is one fewer, which on a machine of two leaves one idle. */
const cores = Math.min(4, availableParallelism());

/** What measures the network of the nodes: beside other files it would measure those. */
const measured = 'test/lab/benchmark.test.ts';

interface Habits {
  /** Longest time of a test, in seconds. */
  readonly seconds: number;
  /** So many files at the same time; one after the other where it is left out. */
  readonly parallel?: number;
  /** Tests of one file that run at the same time, where they say that they may. */
  readonly atOnce?: number;
  /** Where its files are, where that is not the folder of its name; and those of them that are none of its. */
  readonly include?: string;
  readonly exclude?: string;
  /** Its tests run the bundle, so it is built first, and what its files have in common is made once. */
  readonly bundle?: boolean;
}

const lane = (name: string, { seconds, parallel = 1, atOnce = 2, bundle = true, include = `test/${name}/**/*.test.{ts,tsx}`, exclude }: Habits) => ({
  test: {
    name,
    include: [include],
    ...(exclude === undefined ? {} : { exclude: [exclude] }),
    testTimeout: seconds * 1000,
    maxConcurrency: atOnce,
    hookTimeout: seconds * 1000,
    fileParallelism: parallel > 1,
    maxWorkers: parallel,
    globalSetup: bundle ? ['test/support/build-bundle.ts', 'test/support/grounds.ts'] : [],
  },
});

export default defineConfig({
  test: {
    projects: [
      lane('unit', { seconds: 60, parallel: cores, bundle: false }),
      lane('contract', { seconds: 120, parallel: cores }),
      lane('terminal', { seconds: 120, parallel: cores + 1 }),
      // Nearly all of it is waiting for time-outs.
      lane('lab', { seconds: 240, parallel: cores + 1, atOnce: 4, exclude: measured }),
      lane('lab-alone', { seconds: 240, include: measured }),
      lane('faults', { seconds: 600 }),
    ],
  },
});
