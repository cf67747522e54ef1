import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/cluster/cluster.ts';
import { parseObjects } from '../../src/sources/file.ts';
import { overlay } from '../../src/sources/overlay.ts';

const objectsOf = (yaml: string) => parseObjects(yaml, 'test').objects;

function snapshotOf(yaml: string, namespaces?: readonly string[]): Snapshot {
  const objects = objectsOf(yaml);
  return {
    clusterName: 'prod',
    takenAt: new Date(0),
    objects,
    gaps: [{ kind: 'Secret', reason: 'forbidden' }],
    problems: [],
    ...(namespaces && { namespaces }),
  };
}

const CART = 'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { prefix: /cart/, service: cart }\n';
const FRONT = 'kind: Mapping\nmetadata: { name: front, namespace: shop }\nspec: { prefix: /, service: front }\n';

describe('a change laid over a snapshot', () => {
  it('replaces, adds, and leaves the rest', () => {
    const changed = objectsOf(`${CART.replace('/cart/', '/basket/')}---\n${CART.replaceAll('cart', 'orders')}`);
    const { snapshot, laid } = overlay(snapshotOf(`${CART}---\n${FRONT}`), changed);
    expect(laid).toEqual([
      { object: { kind: 'Mapping', namespace: 'shop', name: 'cart' }, kind: 'replaced' },
      { object: { kind: 'Mapping', namespace: 'shop', name: 'orders' }, kind: 'added' },
    ]);
    const prefixes = snapshot.objects.map((object) => object.kind === 'Mapping' && object.spec.prefix);
    expect(prefixes.toSorted()).toEqual(['/', '/basket/', '/orders/']);
  });

  it('keeps what only the cluster says: status and age', () => {
    const before = `
kind: Deployment
metadata: { name: d, namespace: shop, creationTimestamp: "2025-01-01T00:00:00Z", uid: u1 }
spec: { replicas: 1 }
status: { readyReplicas: 1 }
`;
    const changed = objectsOf('kind: Deployment\nmetadata: { name: d, namespace: shop }\nspec: { replicas: 3 }\n');
    expect(overlay(snapshotOf(before), changed).snapshot.objects).toMatchObject([
      {
        metadata: { creationTimestamp: '2025-01-01T00:00:00Z', uid: 'u1' },
        spec: { replicas: 3 },
        status: { readyReplicas: 1 },
      },
    ]);
  });

  it('takes the objects of an annotation away with it', () => {
    const service = (annotation: string) => `
kind: Service
metadata: { name: s, namespace: shop${annotation} }
spec: { ports: [{ port: 80 }] }
`;
    const mapping = '{ apiVersion: getambassador.io/v2, kind: Mapping, name: m, prefix: / }';
    const annotated = service(`, annotations: { getambassador.io/config: "${mapping}" }`);
    const names = (snapshot: Snapshot) => snapshot.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const before = snapshotOf(annotated);
    expect(names(before)).toEqual(['Service s', 'Mapping m']);
    expect(names(overlay(before, objectsOf(service(''))).snapshot)).toEqual(['Service s']);
    expect(names(overlay(before, objectsOf(annotated.replace('name: m', 'name: n'))).snapshot)).toEqual([
      'Service s',
      'Mapping n',
    ]);
  });

  it('leaves unknown what was unknown', () => {
    const { snapshot } = overlay(snapshotOf(CART, ['shop']), objectsOf(CART.replace('shop', 'billing')));
    expect(snapshot.gaps).toEqual([{ kind: 'Secret', reason: 'forbidden' }]);
    expect(snapshot.namespaces).toEqual(['billing', 'shop']);
  });
});
