import { expect, it } from 'vitest';
import { checks } from '../src/checks/index.ts';
import { checkPage } from '../src/docs.ts';

it.each(checks.map((check) => [check.name, check] as const))('the page of %s says why and what to do', (_, check) => {
  const page = checkPage(check);
  expect(page).not.toMatch(/^(> )?\{\w+\}\.?$/m);
});
