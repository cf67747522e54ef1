import { expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { convertedKinds, definitionOf, isStoredOld, watchedKinds } from '../../src/cluster/gateway-crds.ts';
import { snapshotOf } from '../support/check-tester.ts';

const crd = (name: string, spec: string) =>
  `kind: CustomResourceDefinition\nmetadata: { name: ${name} }\nspec: { group: getambassador.io, ${spec} }`;
const cluster = (...given: readonly string[]) => indexSnapshot(snapshotOf({ given }));
const V2 = '{ name: v2, served: true, storage: true }';

it('knows nothing of definitions where there are none', () => {
  expect(watchedKinds(cluster())).toEqual([]);
});

it('tells which kinds are defined, and which are served as they are read', () => {
  const kinds = watchedKinds(
    cluster(
      crd('mappings.getambassador.io', `versions: [${V2}]`),
      crd('hosts.getambassador.io', `versions: [${V2}, { name: v3alpha1, served: true }]`),
    ),
  );
  expect(kinds.find(({ kind }) => kind === 'Mapping')?.servesV3).toBe(false);
  expect(kinds.find(({ kind }) => kind === 'Host')?.servesV3).toBe(true);
  expect(kinds.find(({ kind }) => kind === 'Listener')?.crd).toBeUndefined();
  expect(definitionOf('TLSContext')).toBe('tlscontexts.getambassador.io');
});

it('tells which objects go through the webhook, and whether they always do', () => {
  const [old, current] = convertedKinds(
    cluster(
      crd('a.getambassador.io', `conversion: { strategy: Webhook }, versions: [${V2}]`),
      crd('b.getambassador.io', 'conversion: { strategy: Webhook }, versions: [{ name: v3alpha1, storage: true }]'),
      crd('c.getambassador.io', 'conversion: { strategy: None }'),
    ),
  );
  expect(old && isStoredOld(old)).toBe(true);
  expect(current && isStoredOld(current)).toBe(false);
});
