// Mutation testing; test/README.md says how to run and read it. `scripts/mutate.ts` adds what to change and the tests to run.
/** @type {import('@stryker-mutator/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A busy machine is only slow. A change that loops without end is found by how often its code runs.
  timeoutMS: 20_000,
  appendPlugins: ['./scripts/mutate-ignore.ts'],
  ignorers: ['words-for-people'],
  // TypeScript 7 has no API that Stryker could read this file with, and its copy of the project needs no change in it.
  tsconfigFile: 'none',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  thresholds: { high: 90, low: 80, break: null },
};
