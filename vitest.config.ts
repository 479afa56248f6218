import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 22) throw new Error(`tests run on Node 22 or later, not ${process.versions.node}`);

const lane = (name: string, seconds: number, parallel = true) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    fileParallelism: parallel,
  },
});

export default defineConfig({
  test: {
    globalSetup: ['test/support/build-bundle.ts'],
    projects: [lane('unit', 30), lane('contract', 120), lane('terminal', 120, false), lane('lab', 240, false), lane('faults', 600, false)],
  },
});
