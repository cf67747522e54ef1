import { describe, expect, it } from 'vitest';
import {
  backedServices,
  backendFault,
  failingBackends,
  undeclaredPorts,
  workloadOf,
} from '../../src/cluster/backing.ts';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { mapping, pod, service, workload } from '../checks/mappings/yaml.ts';
import { NOW, snapshotOf } from '../support/check-tester.ts';

const CART = [mapping('cart'), service('cart')];

describe('backedServices', () => {
  it('gives a Service once for all its Mappings, with the most that reaches it', () => {
    const given = cluster(
      mapping('cart'),
      mapping('copy', 'prefix: /cart/, service: cart.shop, shadow: true'),
      mapping('other', 'service: other.shop'),
      service('cart'),
      service('other', 'selector: {}'),
    );
    expect(backedServices(given)).toMatchObject([
      { service: { metadata: { name: 'cart' } }, mappings: [{}, {}], traffic: 'requests' },
    ]);
  });
});

describe('backendFault', () => {
  it.each<[string, readonly string[], string | undefined]>([
    ['nothing, when a Pod is ready', [pod('cart-1')], undefined],
    ['crashing before not ready', [pod('cart-1', 'crashing'), pod('cart-2', 'unready')], 'crashing'],
    ['not ready', [pod('cart-1', 'unready')], 'not-ready'],
    ['nothing, while Pods start', [pod('cart-1', 'starting')], undefined],
    ['no replicas before no endpoints', [workload('cart', { replicas: 0 })], 'zero-replicas'],
    ['a label before no endpoints', [workload('cart', { labels: 'app: crat' })], 'selector-mismatch'],
    ['no endpoints, when nothing explains it', [], 'no-endpoints'],
  ])('is one and the nearest to the cause: %s', (_, behind, kind) => {
    const given = cluster(...CART, ...behind);
    expect(backedServices(given).map((backed) => backendFault(given, backed, NOW)?.kind)).toEqual([kind]);
  });
});

describe('failingBackends', () => {
  it('gives each workload its own Pods', () => {
    const given = cluster(
      ...CART,
      workload('cart'),
      workload('cart-canary', { labels: 'app: cart' }),
      pod('cart-1', 'crashing', { owner: 'cart' }),
      pod('cart-2', 'crashing', { owner: 'cart-canary' }),
      pod('cart-3', 'crashing'),
    );
    const failing = failingBackends(given, 'crashing', NOW);
    expect(
      failing.map(({ object, troubles }) => [
        object.metadata.name,
        troubles.map(({ evidence }) => evidence.at.metadata.name),
      ]),
    ).toEqual([
      ['cart', ['cart-1', 'cart-3']],
      ['cart-canary', ['cart-2']],
    ]);
  });
});

describe('workloadOf', () => {
  it('does not take the owner of another workload with a longer name', () => {
    const given = cluster(workload('cart'), pod('cart-1', 'ready', { owner: 'cart-canary' }));
    const [one] = given.all('Pod');
    expect(one && workloadOf(one, given.all('Deployment'))).toBeUndefined();
  });
});

describe('undeclaredPorts', () => {
  it('names what is declared instead, once', () => {
    const given = cluster(
      mapping('cart'),
      service('cart', 'ports: [{ port: 80, targetPort: web }]'),
      workload('cart'),
      pod('cart-1'),
    );
    expect(backedServices(given).flatMap(({ service: one, backends }) => undeclaredPorts(one, backends))).toMatchObject(
      [{ isNamed: true, declared: [{ name: 'http', containerPort: 8080 }], port: { targetPort: 'web' } }],
    );
  });
});

function cluster(...given: readonly string[]) {
  return indexSnapshot(snapshotOf({ given }));
}
