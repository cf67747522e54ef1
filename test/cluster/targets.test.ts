import { describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { parseServiceAddress } from '../../src/cluster/service-address.ts';
import { directedMappings, matchPort, serviceText, targetsOf } from '../../src/cluster/targets.ts';
import { mapping, namespaces, service, tcpMapping, workload } from '../checks/mappings/yaml.ts';
import { snapshotOf } from '../support/check-tester.ts';

describe('targetsOf', () => {
  it('gives each Mapping and TCPMapping once, with its Service', () => {
    const targets = targetsOf(cluster(mapping('cart'), tcpMapping('queue', 'service: cart.shop'), service('cart')));
    expect(targets.map((target) => [target.mapping.metadata.name, target.service?.metadata.name])).toEqual([
      ['cart', 'cart'],
      ['queue', 'cart'],
    ]);
  });

  it.each([
    ['a redirect', mapping('cart', 'service: cart, host_redirect: true')],
    ['a name outside', mapping('cart', 'service: api.example.com')],
    ['the gateway itself', mapping('cart', 'service: "localhost:8500"')],
    ['Consul', mapping('cart', 'service: cart, resolver: consul')],
    ['a resolver that does not exist', mapping('cart', 'service: cart, resolver: nothing')],
    ['an address nobody can read', mapping('cart', 'service: "cart:web"')],
    ['a name that an endpoint resolver cuts off', mapping('cart', 'service: a.shop.example.com, resolver: endpoint')],
  ])('leaves out %s', (_, yaml) => {
    const given = cluster(yaml, service('cart'));
    expect(targetsOf(given)).toEqual([]);
    expect(directedMappings(given)).toHaveLength(1);
  });

  it('takes a misspelled namespace for one, where it is known that there is none', () => {
    const misspelled = [mapping('cart', 'service: cart.shpo'), service('cart')];
    expect(targetsOf(cluster(...misspelled))).toEqual([]);
    expect(targetsOf(cluster(...misspelled, namespaces('shop')))).toMatchObject([
      { upstream: { kind: 'service', name: 'cart', namespace: 'shpo' } },
    ]);
  });

  it('says what of the traffic reaches a Mapping', () => {
    const shared = 'prefix: /cart/, service: cart.shop';
    const targets = targetsOf(
      cluster(
        mapping('cart'),
        mapping('next', `${shared}, weight: 0`),
        mapping('copy', `${shared}, shadow: true`),
        mapping('lone', 'service: cart.shop, weight: 0'),
        mapping('refused', 'service: cart.shop, outlier_detection: x'),
        service('cart'),
      ),
    );
    expect(Object.fromEntries(targets.map((target) => [target.mapping.metadata.name, target.traffic]))).toEqual({
      cart: 'requests',
      next: 'none',
      copy: 'copies',
      lone: 'requests',
      refused: 'none',
    });
  });
});

describe('matchPort', () => {
  it.each([
    ['cart:80', '', 'matches'],
    ['cart:8080', '', 'target-port'],
    ['cart:9000', '', 'missing'],
    ['cart:9000', 'type: ExternalName, externalName: example.com', 'unknown'],
    ['cart:9000', 'ports: []', 'unknown'],
    ['cart:8080', 'clusterIP: None', 'matches'],
    ['cart:80', 'clusterIP: None', 'missing'],
    ['cart:80', 'clusterIP: None, selector: { app: nobody }', 'unknown'],
    ['cart:80', 'clusterIP: None, ports: [{ port: 80, targetPort: other }]', 'unknown'],
    ['cart:8080', 'clusterIP: None, ports: [{ port: 80, targetPort: http }]', 'matches'],
  ])('%s, and a Service with "%s": %s', (text, spec, kind) => {
    const given = cluster(mapping('cart', `service: "${text}"`), service('cart', spec), workload('cart'));
    expect(targetsOf(given).map((target) => matchPort(target).kind)).toEqual([kind]);
  });

  it.each([
    ['cart:80', 'matches'],
    ['cart:8080', 'target-port'],
    ['cart:9000', 'missing'],
  ])('%s, with an endpoint resolver: %s', (text, kind) => {
    const given = cluster(mapping('cart', `service: "${text}", resolver: endpoint`), service('cart'));
    expect(targetsOf(given).map((target) => matchPort(target).kind)).toEqual([kind]);
  });
});

describe('serviceText', () => {
  it('keeps what is not changed', () => {
    const address = parseServiceAddress('https://crat.shop:8443/path');
    expect(serviceText(address, { host: 'cart.shop' })).toBe('https://cart.shop:8443');
    expect(serviceText(address, { port: 80 })).toBe('https://crat.shop:80');
    expect(serviceText(parseServiceAddress('crat'), { host: 'cart' })).toBe('cart');
  });
});

function cluster(...given: readonly string[]) {
  return indexSnapshot(snapshotOf({ given }));
}
