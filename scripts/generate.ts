import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generatedFiles } from '../src/generated.ts';

// Writes every generated file, and removes the pages of checks that are no more.
const root = join(import.meta.dirname, '..');
const files = generatedFiles();
for (const [path, content] of files) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}
for (const page of await readdir(join(root, 'docs/checks'))) {
  if (!files.has(`docs/checks/${page}`)) await rm(join(root, 'docs/checks', page));
}
console.log(`${files.size} files written`);
