import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';

const root = join(import.meta.dirname, '../..');

it.each(checks.map(({ name, code, area }) => [name, code, area] as const))(
  '%s has its file, its test and its page',
  (name, code, area) => {
    expect(readFileSync(join(root, `src/checks/${area}/${name}.ts`), 'utf8')).toContain(`code: '${code}'`);
    expect(readFileSync(join(root, `test/checks/${area}/${name}.test.ts`), 'utf8')).toContain('testCheck(');
    expect(existsSync(join(root, `docs/checks/${name}.md`))).toBe(true);
  },
);

it('no code and no name is used twice', () => {
  for (const names of [checks.map(({ code }) => code), checks.map(({ name }) => name)]) {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});
