import { expect, it } from 'vitest';
import { takeCluster } from '../../src/commands/cluster-option.ts';

it.each([
  ['check tls', { line: 'check tls' }],
  ['check tls --cluster us', { line: 'check tls', cluster: 'us' }],
  ['--cluster=us check   tls -n shop', { line: 'check tls -n shop', cluster: 'us' }],
  ['check —cluster us tls', { line: 'check tls', cluster: 'us' }],
  ['check --cluster', { line: 'check', cluster: '' }],
  ['check --cluster eu --cluster us', { line: 'check', cluster: 'us' }],
  ['check --clusters us', { line: 'check --clusters us' }],
  ["trace / -H 'x-say: --cluster us'", { line: "trace / -H 'x-say: --cluster us'" }],
  ['trace / -H "x: 1" --cluster us', { line: 'trace / -H "x: 1"', cluster: 'us' }],
])('%j', (typed, aimed) => {
  expect(takeCluster(typed)).toEqual(aimed);
});
