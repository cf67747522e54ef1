import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

// Changes the code in small ways and sees whether its tests notice: `npm run mutate -- src/checks/tls`, a file, or several.
const parts = process.argv.slice(2);
if (parts.length === 0) parts.push('src/cluster');

// Stryker works on a copy of the project, in a folder of its own.
process.env.CONFORMANCE_DIR ??= resolve('../shared/conformance');

await new Stryker({
  mutate: parts.map((part) => (isFolder(part) ? `${part}/**/*.ts` : part)),
  // Not `testFiles`: with it, Stryker 10 never switches on a change of what runs while a file loads (stryker-js#6144).
  ignorePatterns: ['/bench', '/docs', '/dist', '/reports', 'test/**/*.test.ts', ...parts.flatMap(testsOf)],
}).runMutationTest();

/** The tests of a part are those that mirror it. Emissary's own answers hold the model of a cluster. */
function testsOf(part: string): readonly string[] {
  const folder = (isFolder(part) ? part : dirname(part)).replace(/^src/, 'test');
  const folders = folder.startsWith('test/cluster') ? [folder, 'test/conformance'] : [folder];
  return folders.map((one) => `!${one}/**/*.test.ts`);
}

function isFolder(part: string): boolean {
  return statSync(part).isDirectory();
}
