import { expect, it } from 'vitest';
import { sentValue } from '../../src/cluster/route-match.ts';

it('a header is what was sent, not what every object has by itself', () => {
  expect(sentValue({ headers: { 'x-a': '1' } }, 'x-a')).toBe('1');
  expect(sentValue({ headers: {} }, 'constructor')).toBeUndefined();
  expect(sentValue({ headers: {} }, '__proto__')).toBeUndefined();
});
