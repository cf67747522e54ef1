import { describe, expect, test } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import { installationsOf } from '../../src/cluster/installations.ts';
import { remoteUpstreamOf, upstreamOf } from '../../src/cluster/upstream.ts';
import { clusterOf, objectsIn } from './clusters.ts';
import { clusterWithGaps, GATEWAY } from './gateway.ts';

const NAMESPACES = ['emissary', 'shop', 'other']
  .map((name) => `---\nkind: Namespace\nmetadata: { name: ${name} }\n`)
  .join('');
const mapping = (spec: string, namespace = 'shop', kind = 'Mapping') =>
  `---\nkind: ${kind}\nmetadata: { name: m, namespace: ${namespace} }\nspec: { hostname: shop.test, prefix: /, port: 1, ${spec} }\n`;
const module = (config: string) =>
  `---\nkind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: ${config} }\n`;

function upstream(yaml: string) {
  const cluster = clusterOf(...objectsIn(`${GATEWAY}${NAMESPACES}${yaml}`));
  const [installation] = installationsOf(cluster);
  const [mapping] = [...cluster.all('Mapping'), ...cluster.all('TCPMapping')];
  return installation && mapping && upstreamOf(cluster, installation, mapping);
}

describe('where a Mapping sends traffic', () => {
  test.each([
    ['cart', 'service', 'cart', 'shop', 80, true],
    ['cart:8080', 'service', 'cart', 'shop', 8080, false],
    ['https://cart', 'service', 'cart', 'shop', 443, true],
    ['cart.other', 'service', 'cart', 'other', 80, true],
    ['cart.other.svc.cluster.local:81', 'service', 'cart', 'other', 81, false],
    ['cart.other.svc', 'service', 'cart', 'other', 80, true],
    ['cart.test', 'external', 'cart.test', '', 80, true],
    ['api.partner.test', 'external', 'api.partner.test', '', 80, true],
    ['10.1.2.3', 'external', '10.1.2.3', '', 80, true],
    ['[fd00::5]:81', 'external', 'fd00::5', '', 81, false],
    ['localhost:5000', 'local', 'localhost', '', 5000, false],
    ['127.0.0.1:8500', 'local', '127.0.0.1', '', 8500, false],
    ['s.', 'external', 's.', '', 80, true],
    // A malformed one stays as it is, so it is looked up beside the gateway.
    ['cart:http', 'service', 'cart', 'emissary', 80, true],
    ['http://', 'external', 'unknown', '', 80, true],
  ])('%s', (service, kind, name, namespace, port, isDefaultPort) => {
    expect(upstream(mapping(`service: '${service}'`))).toMatchObject({ kind, name, namespace, port, isDefaultPort });
  });

  test('in the gateway’s own namespace nothing is added', () => {
    expect(upstream(mapping('service: cart', 'emissary'))).toMatchObject({
      qualified: 'cart',
      service: 'cart',
      name: 'cart',
      namespace: 'emissary',
    });
  });

  test('nor when the Module says so', () => {
    const found = upstream(
      mapping('service: cart') + module('{ use_ambassador_namespace_for_service_resolution: true }'),
    );
    expect(found).toMatchObject({ qualified: 'cart', namespace: 'emissary' });
  });

  test('nowhere, for a redirect; a shadow that says it redirects is a shadow', () => {
    expect(upstream(mapping('service: cart, host_redirect: true'))).toBeUndefined();
    expect(upstream(mapping('service: cart, host_redirect: true, shadow: true'))).toMatchObject({ name: 'cart' });
    expect(upstream(mapping('service: cart, host_redirect: false'))).toMatchObject({ name: 'cart' });
  });

  test('a TCPMapping likewise', () => {
    expect(upstream(mapping("service: 'https://cart:7000'", 'shop', 'TCPMapping'))).toMatchObject({
      name: 'cart',
      namespace: 'shop',
      port: 7000,
      tls: true,
    });
  });
});

describe('by which resolver', () => {
  test.each([
    ['', 'service', 'kubernetes-service'],
    ['resolver: endpoint', 'endpoint', 'endpoint'],
    ['resolver: kubernetes-endpoint', 'endpoint', 'kubernetes-endpoint'],
    ['resolver: consul', 'consul', 'consul'],
    ['resolver: Endpoint', 'unknown', 'Endpoint'],
  ])('%s', (field, resolver, resolverName) => {
    expect(upstream(mapping(`service: cart, ${field}`))).toMatchObject({ resolver, resolverName });
  });

  test('endpoints are looked up by two labels, whatever they are', () => {
    expect(upstream(mapping('service: api.partner.test, resolver: endpoint'))).toMatchObject({
      kind: 'service',
      name: 'api',
      namespace: 'partner',
    });
  });

  test('Consul names get no namespace', () => {
    expect(upstream(mapping('service: cart, resolver: consul'))).toMatchObject({ qualified: 'cart', kind: 'external' });
  });

  test('the Module’s, when the Mapping names none', () => {
    expect(upstream(mapping('service: cart') + module('{ resolver: endpoint }'))).toMatchObject({
      resolver: 'endpoint',
    });
  });

  test('a defined resolver goes by the other default name too', () => {
    const defined =
      '---\nkind: ConsulResolver\nmetadata: { name: consul, namespace: emissary }\nspec: { datacenter: dc9 }\n';
    expect(upstream(mapping('service: cart, resolver: consul-endpoint') + defined)).toMatchObject({
      resolver: 'consul',
    });
  });

  test('one without datacenter is none', () => {
    const defined = '---\nkind: ConsulResolver\nmetadata: { name: mine, namespace: emissary }\nspec: {}\n';
    expect(upstream(mapping('service: cart, resolver: mine') + defined)).toMatchObject({ resolver: 'unknown' });
  });
});

describe('with TLS', () => {
  const context = (more: string) =>
    `---\nkind: TLSContext\nmetadata: { name: up, namespace: shop }\nspec: { ${more} }\n`;
  const secret =
    '---\nkind: Secret\nmetadata: { name: up, namespace: shop }\ntype: kubernetes.io/tls\ndata: { tls.crt: YQ==, tls.key: YQ== }\n';

  test('a context that can be used', () => {
    expect(upstream(mapping('service: cart, tls: up') + context('secret: up') + secret)).toMatchObject({
      tls: true,
      port: 443,
    });
    expect(upstream(mapping("service: 'http://cart', tls: up") + context('secret: up') + secret)).toMatchObject({
      tls: true,
    });
  });

  test('without its Secret traffic goes in clear', () => {
    const found = upstream(mapping('service: cart, tls: up') + context('secret: up'));
    expect(found).toMatchObject({ tls: false, port: 80, unknownContext: 'up' });
  });

  test('where Secrets cannot be read it is taken to be well', () => {
    const cluster = clusterWithGaps(`${GATEWAY}${mapping('service: cart, tls: up')}${context('secret: up')}`, 'Secret');
    const [installation] = installationsOf(cluster);
    const [found] = cluster.all('Mapping');
    expect(installation && found && upstreamOf(cluster, installation, found)).toMatchObject({ tls: true });
  });
});

describe('when namespaces cannot be read', () => {
  const cluster = (yaml: string) =>
    indexSnapshot({
      clusterName: 'test',
      takenAt: new Date(0),
      objects: objectsIn(`${GATEWAY}${yaml}`),
      gaps: [{ kind: 'Namespace', reason: 'forbidden' }],
      problems: [],
    });
  const kindOf = (yaml: string) => {
    const found = cluster(yaml);
    const [installation] = installationsOf(found);
    const [mapping] = found.all('Mapping');
    return installation && mapping && upstreamOf(found, installation, mapping)?.kind;
  };

  test('anything that is there shows that a namespace exists', () => {
    expect(kindOf(mapping('service: cart.shop'))).toBe('service');
    expect(
      kindOf(
        `${mapping('service: cart.other')}---\nkind: Service\nmetadata: { name: x, namespace: other }\nspec: {}\n`,
      ),
    ).toBe('service');
    expect(kindOf(mapping('service: cart.other'))).toBe('external');
  });
});

describe('an AuthService and the like', () => {
  const ask = (service: string, more: { readonly tls?: string; readonly namespace?: string } = {}, yaml = '') => {
    const cluster = clusterOf(...objectsIn(`${GATEWAY}${NAMESPACES}${yaml}`));
    const [installation] = installationsOf(cluster);
    return installation && remoteUpstreamOf(cluster, installation, service, more);
  };

  test('is looked up beside the gateway', () => {
    expect(ask('auth:3000', { namespace: 'shop' })).toMatchObject({ name: 'auth', namespace: 'emissary', port: 3000 });
    expect(ask('auth.shop')).toMatchObject({ name: 'auth', namespace: 'shop', isDefaultPort: true });
  });

  test('except by endpoints', () => {
    const found = ask('auth', { namespace: 'shop' }, module('{ resolver: endpoint }'));
    expect(found).toMatchObject({ name: 'auth', namespace: 'shop', resolver: 'endpoint' });
  });

  test('a text that cannot be parsed is fatal', () => {
    expect(ask('[auth')).toMatchObject({ isFatal: true, qualified: 'unknown' });
    expect(ask('auth', { tls: 'nowhere' })).toMatchObject({ tls: false, unknownContext: 'nowhere' });
  });
});
