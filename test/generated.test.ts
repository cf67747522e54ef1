import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from '../src/generated.ts';

const root = join(import.meta.dirname, '..');
const files = generatedFiles();

it.each([...files])('%s is what the code says (npm run generate)', (path, content) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(content);
});

it('docs/checks holds no page of a check that is no more', () => {
  const pages = readdirSync(join(root, 'docs/checks')).map((page) => `docs/checks/${page}`);
  expect(pages.filter((page) => !files.has(page))).toEqual([]);
});
