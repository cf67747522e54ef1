import { expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { isUsedByEdgeStack } from '../../src/cluster/edge-stack.ts';
import type { Filter } from '../../src/cluster/objects.ts';
import { gateway } from '../checks/gateway/given.ts';
import { snapshotOf } from '../support/check-tester.ts';

const FILTER: Filter = { kind: 'Filter', metadata: { name: 'f', namespace: 'shop' }, spec: {} };
const AES = 'docker.io/datawire/aes:3.9.0';

it.each([
  ['Edge Stack', [gateway({ image: AES })], true],
  [
    'Edge Stack that reads its own namespace',
    [gateway({ image: AES, env: { AMBASSADOR_SINGLE_NAMESPACE: 'y' } })],
    false,
  ],
  ['Emissary', [gateway()], false],
  ['Emissary beside Edge Stack', [gateway(), gateway({ name: 'aes', namespace: 'aes', image: AES })], true],
  ['no gateway that was found', [], true],
])('a Filter and %s: %s', (_, given, expected) => {
  expect(isUsedByEdgeStack(indexSnapshot(snapshotOf({ given })), FILTER)).toBe(expected);
});
