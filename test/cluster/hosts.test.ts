import { describe, expect, test } from 'vitest';
import { routingOf } from '../../src/cluster/routing.ts';
import { clusterWithGaps, GATEWAY, routingIn, routingWith } from './gateway.ts';

// Values only have to be there: that they are no PEM is Envoy's business, not Emissary's.
const secret = (
  name: string,
  keys: readonly string[] = ['tls.crt', 'tls.key'],
  type = 'kubernetes.io/tls',
  namespace = 'emissary',
) =>
  `---\nkind: Secret\nmetadata: { name: ${name}, namespace: ${namespace} }\ntype: ${type}\ndata: { ${keys.map((key) => `${key}: YQ==`).join(', ')} }\n`;
const host = (name: string, spec: string, namespace = 'emissary') =>
  `---\nkind: Host\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { hostname: ${name}.test, ${spec} }\n`;
const context = (name: string, spec: string, namespace = 'emissary') =>
  `---\nkind: TLSContext\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const MODULE = '---\nkind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: {} }\n';

const hostIn = (yaml: string, name = 'a') => routingWith(yaml).hosts.find((found) => found.name === name);
const contextIn = (yaml: string, name: string) => routingWith(yaml).contexts.find((found) => found.name === name);

describe('the Secret of a Host', () => {
  test.each([
    ['of type kubernetes.io/tls', secret('s'), true],
    ['Opaque', secret('s', ['tls.crt', 'tls.key'], 'Opaque'), true],
    ['of Istio', secret('s', ['cert-chain.pem', 'key.pem'], 'istio.io/key-and-cert'), true],
    ['of another type', secret('s', ['tls.crt', 'tls.key'], 'kubernetes.io/dockerconfigjson'), false],
    ['with a key alone', secret('s', ['tls.key']), false],
    ['with ca.crt alone', secret('s', ['ca.crt']), false],
    ['in another namespace', secret('s', undefined, undefined, 'shop'), false],
    ['missing', '', false],
  ])('%s', (_, yaml, isUsable) => {
    const found = hostIn(host('a', 'tlsSecret: { name: s }') + yaml);
    expect(found).toMatchObject({ active: isUsable, tlsValid: isUsable });
    expect(found?.inactiveReason).toBe(isUsable ? undefined : 'secret-unusable');
  });

  test('in another namespace that is named', () => {
    const yaml = host('a', 'tlsSecret: { name: s, namespace: shop }') + secret('s', undefined, undefined, 'shop');
    expect(hostIn(yaml)).toMatchObject({ tlsValid: true });
    expect(hostIn(yaml + MODULE)).toMatchObject({ tlsValid: true });
  });

  test('without private key: the Host stays, in clear', () => {
    const routing = routingWith(host('a', 'tlsSecret: { name: s }') + secret('s', ['tls.crt']));
    expect(routing.hosts.find(({ name }) => name === 'a')).toMatchObject({ active: true, tlsValid: false });
    expect(routing.errors).toMatchObject([{ on: { kind: 'Host', name: 'a' }, reason: 'private-key-not-found' }]);
  });

  test('that cannot be read is taken to be well', () => {
    const [routing] = routingOf(clusterWithGaps(GATEWAY + host('a', 'tlsSecret: { name: s }'), 'Secret'));
    expect(routing?.hosts.find(({ name }) => name === 'a')).toMatchObject({ active: true, tlsValid: true });
  });

  test('whose name has a dot can be served in place of another', () => {
    const yaml =
      host('a', 'tlsSecret: { name: cert.safe }') +
      secret('cert.safe') +
      host('b', 'tlsSecret: { name: cert }', 'safe') +
      secret('cert', undefined, undefined, 'safe');
    expect(hostIn(yaml, 'b')?.context?.secret?.ref).toMatchObject({ namespace: 'emissary', name: 'cert.safe' });
  });
});

describe('the TLSContext of a Host', () => {
  const named = (spec: string, more = 'tlsSecret: { name: s }, tlsContext: { name: c }') =>
    host('a', more) + secret('s') + secret('other') + context('c', spec);

  test.each([
    ['that fits', 'hosts: [a.test], secret: s', undefined, undefined],
    ['that lists the Host’s name', 'hosts: [a], secret: s', undefined, undefined],
    ['without hosts', 'secret: s', undefined, undefined],
    ['without secret', 'hosts: [a.test]', undefined, undefined],
    ['for other hosts: an error, and it serves', 'hosts: ["*.test"], secret: s', undefined, 'host-hosts-mismatch'],
    ['with another Secret', 'hosts: [a.test], secret: other', 'secret-mismatch', 'host-secret-mismatch'],
  ])('%s', (_, spec, fault, reason) => {
    const routing = routingWith(named(spec));
    expect(routing.hosts.find(({ name }) => name === 'a')).toMatchObject({ active: fault === undefined });
    expect(routing.hosts.find(({ name }) => name === 'a')?.inactiveReason).toBe(fault);
    expect(routing.errors.map((error) => error.reason)).toEqual(reason ? [reason] : []);
  });

  test('that is not there ends the Host; without tlsSecret nobody looks for it', () => {
    expect(hostIn(host('a', 'tlsSecret: { name: s }, tlsContext: { name: gone }') + secret('s'))).toMatchObject({
      inactiveReason: 'context-unknown',
    });
    expect(hostIn(host('a', 'tlsContext: { name: gone }'))).toMatchObject({ active: true, tlsValid: false });
  });

  test('beside inline settings ends it too, and so do versions there are none of', () => {
    const inline = (tls: string) => host('a', `tlsSecret: { name: s }, tls: ${tls}`) + secret('s');
    expect(
      hostIn(named('secret: s', 'tlsSecret: { name: s }, tlsContext: { name: c }, tls: { sni: x }')),
    ).toMatchObject({
      inactiveReason: 'context-and-tls',
    });
    expect(hostIn(inline('{ min_tls_version: "1.2" }'))).toMatchObject({ inactiveReason: 'tls-version' });
    expect(hostIn(inline('{ min_tls_version: v1.2 }'))).toMatchObject({ tlsValid: true });
    expect(hostIn(inline('{ cert_chain_file: x, private_key_file: y }'))).toMatchObject({
      inactiveReason: 'tls-invalid',
    });
  });

  test('with an unknown CA terminates nothing', () => {
    const yaml = host('a', 'tlsSecret: { name: s }, tls: { ca_secret: gone }') + secret('s');
    expect(hostIn(yaml)).toMatchObject({ active: true, tlsValid: false });
    expect(hostIn(yaml.replace('gone', 'ca') + secret('ca', ['tls.crt']))).toMatchObject({ tlsValid: true });
  });
});

describe('a TLSContext by itself', () => {
  test.each([
    ['secret: s', true, true],
    ['secret: gone', false, false],
    ['secret: gone, alpn_protocols: h2', true, false],
    ['min_tls_version: v1.2', true, false],
    ['cert_chain_file: x', false, false],
    ['secret: s, cert_chain_file: x, private_key_file: y', false, false],
    ['cert_chain_file: x, private_key_file: y', false, false],
    ['ca_secret: s', false, false],
    ['secret: s, ca_secret: gone', false, false],
    ['secret: s, crl_secret: gone', false, false],
    ['hosts: [x.test]', false, false],
  ])('%s: active %s, usable %s', (spec, isActive, isUsable) => {
    expect(contextIn(context('c', spec) + secret('s'), 'c')).toMatchObject({ isActive, isUsable });
  });

  test('files can be there when the gateway mounts a volume', () => {
    const yaml = `${GATEWAY.replace('      containers:', '      volumes: [{ name: certs, secret: { secretName: certs } }]\n      containers:')}${context('c', 'cert_chain_file: x, private_key_file: y')}`;
    expect(routingIn(yaml).contexts).toMatchObject([{ isUsable: true }]);
  });

  test('splits Secret names at the last dot, unless a Module does not say so', () => {
    const yaml = context('c', 'secret: s.shop') + secret('s', undefined, undefined, 'shop');
    expect(contextIn(yaml, 'c')).toMatchObject({ isUsable: true });
    expect(contextIn(yaml + MODULE, 'c')).toMatchObject({ isUsable: false });
    expect(contextIn(yaml.replace('s.shop', 's.shop, secret_namespacing: true') + MODULE, 'c')).toMatchObject({
      isUsable: true,
    });
    expect(contextIn(yaml.replace('s.shop', 's.shop, secret_namespacing: false'), 'c')).toMatchObject({
      isUsable: false,
    });
  });

  test('is known by its bare name in the first namespace, by its full name in others', () => {
    const names = routingWith(context('c', 'secret: s', 'shop') + context('c', 'secret: s', 'auth')).contexts;
    expect(names.map(({ name, namespace }) => `${name} ${namespace}`)).toEqual(['c auth', 'c.shop shop']);
  });
});

describe('the default Host', () => {
  const bare = GATEWAY.slice(0, GATEWAY.indexOf('---\nkind: Host'));

  test('stands in when there is none: in clear', () => {
    expect(routingIn(bare).hosts).toMatchObject([
      { name: 'default-host', hostname: '*', insecureAction: 'Route', tlsValid: false },
    ]);
    expect(routingIn(bare).hosts[0]?.host).toBeUndefined();
  });

  test('or with the fallback certificate', () => {
    const yaml = bare + secret('fallback-self-signed-cert');
    expect(routingIn(yaml).hosts).toMatchObject([{ insecureAction: 'Redirect', tlsValid: true }]);
    expect(routingOf(clusterWithGaps(bare, 'Secret'))[0]?.hosts).toMatchObject([{ tlsValid: false }]);
  });

  test('also when the only one is broken', () => {
    const { hosts } = routingIn(bare + host('a', 'tlsSecret: { name: gone }'));
    expect(hosts.map(({ name, active }) => `${name} ${active}`)).toEqual(['a false', 'default-host true']);
  });
});

describe('which Listeners serve a Host', () => {
  const served = (name: string, yaml: string) =>
    routingWith(yaml)
      .hosts.find((found) => found.name === name)
      ?.servedBy.map(({ listener, tls }) => `${listener.name}:${tls ? 'tls' : 'clear'}`);
  const listener = (name: string, port: number, more: string) =>
    `---\nkind: Listener\nmetadata: { name: ${name}, namespace: emissary }\nspec: { port: ${port}, hostBinding: { namespace: { from: ALL } }, ${more} }\n`;
  const tls = (name: string) => host(name, 'tlsSecret: { name: s }');

  test('an HTTPS Listener takes it with and without TLS', () => {
    const yaml = listener('tls', 8443, 'protocol: HTTPS, securityModel: SECURE') + tls('a') + secret('s');
    expect(served('a', yaml)).toEqual(['tls:tls', 'tls:clear', 'web:clear']);
  });

  test('INSECURE takes no Host that rejects clear traffic', () => {
    expect(served('a', host('a', 'requestPolicy: { insecure: { action: Reject } }'))).toEqual([]);
  });

  test('of two with one hostname the later, in clear', () => {
    const twin = '---\nkind: Host\nmetadata: { name: twin, namespace: shop }\nspec: { hostname: shop.test }\n';
    expect([served('shop', twin), served('twin', twin)]).toEqual([[], ['web:clear']]);
  });

  test('of two with one server name the first keeps TLS', () => {
    const yaml =
      listener('tls', 8443, 'protocol: HTTPS, securityModel: SECURE') +
      secret('s') +
      tls('a') +
      tls('b').replace('b.test', 'a.test:8443');
    expect(served('a', yaml)).toContain('tls:tls');
    expect(served('b', yaml)).not.toContain('tls:tls');
    expect(routingWith(yaml).errors).toMatchObject([{ on: { name: 'b' }, reason: 'host-context-conflict' }]);
  });
});
