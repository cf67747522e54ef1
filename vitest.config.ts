import { defineConfig } from 'vitest/config';

/** Tests of pure code: they share what is loaded, which takes a quarter of the time. */
const PURE = ['checks', 'cluster', 'conformance', 'engine', 'healthy'].map((folder) => `test/${folder}/**/*.test.ts`);
const TIMES = { testTimeout: 20_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'pure', include: PURE, isolate: false, ...TIMES } },
      { test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: PURE, ...TIMES } },
    ],
  },
});
