import { describe, expect, test } from 'vitest';
import { GATEWAY, routingIn, routingWith } from './gateway.ts';

const listener = (name: string, spec: string, namespace = 'emissary') =>
  `---\nkind: Listener\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const ALL = 'hostBinding: { namespace: { from: ALL } }';
const tcp = (name: string, spec: string) =>
  `---\nkind: TCPMapping\nmetadata: { name: ${name}, namespace: shop }\nspec: { ${spec} }\n`;
const found = (yaml: string, name: string) => routingWith(yaml).listeners.find((item) => item.name === name);

describe('what a Listener says', () => {
  test.each([
    ['protocol: HTTP', 'HTTP TCP', true],
    ['protocol: HTTPS', 'TLS HTTP TCP', true],
    ['protocol: HTTPPROXY', 'PROXY HTTP TCP', true],
    ['protocol: HTTPSPROXY', 'TLS PROXY HTTP TCP', true],
    ['protocol: TCP', 'TCP', false],
    ['protocol: TLS', 'TLS TCP', false],
    ['protocolStack: [TLS, HTTP, UDP]', 'TLS HTTP UDP', false],
    ['protocolStack: [HTTP, TCP], protocol: TLS', 'HTTP TCP', true],
  ])('%s is %s; takes Hosts: %s', (spec, stack, emitted) => {
    const item = found(listener('x', `port: 9000, securityModel: XFP, ${ALL}, ${spec}`), 'x');
    expect(item).toMatchObject({ stack: stack.split(' '), emitted });
    expect(item?.fault).toBeUndefined();
  });

  test.each([
    [`port: 9000, securityModel: XFP, ${ALL}`, 'listener-protocol-missing'],
    [`port: 9000, securityModel: XFP, ${ALL}, protocol: UDP`, 'listener-protocol-invalid'],
    [`port: 9000, securityModel: XFP, ${ALL}, protocolStack: [TCP, HTTP]`, 'listener-stack-invalid'],
    [`port: 9000, securityModel: XFP, ${ALL}, protocolStack: [UDP]`, 'listener-stack-invalid'],
    [`port: 9000, ${ALL}, protocol: HTTP`, 'listener-security-model-missing'],
    ['port: 9000, securityModel: XFP, protocol: HTTP', 'listener-binding-missing'],
    [
      'port: 9000, securityModel: XFP, protocol: HTTP, hostBinding: { selector: { matchExpressions: [{ key: a, operator: Exists }] } }',
      'listener-binding-unsupported',
    ],
  ])('%s is refused', (spec, reason) => {
    const routing = routingWith(listener('x', spec));
    expect(routing.listeners.find(({ name }) => name === 'x')).toMatchObject({ emitted: false, fault: 'invalid' });
    expect(routing.errors).toMatchObject([{ reason, on: { name: 'x' } }]);
  });

  test('of two on one port the first by name and namespace counts', () => {
    const routing = routingWith(listener('alpha', `port: 8080, securityModel: XFP, protocol: HTTP, ${ALL}`, 'zeta'));
    expect(routing.listeners.map(({ name, fault }) => `${name} ${fault}`)).toEqual([
      'alpha undefined',
      'web duplicate',
    ]);
    expect(routing.errors).toMatchObject([{ on: '-global-', reason: 'listener-duplicate', about: { name: 'web' } }]);
  });

  test('UDP and TCP share a port', () => {
    const quic = listener('quic', `port: 8080, securityModel: SECURE, protocolStack: [TLS, HTTP, UDP], ${ALL}`);
    expect(found(quic, 'quic')).toMatchObject({ emitted: false });
    expect(found(quic, 'quic')?.fault).toBeUndefined();
  });
});

describe('which Hosts a Listener takes', () => {
  const serves = (binding: string, namespace = 'emissary') => {
    const yaml =
      listener('x', `port: 9000, securityModel: XFP, protocol: HTTP, hostBinding: ${binding}`, namespace) +
      '---\nkind: Host\nmetadata: { name: a, namespace: shop, labels: { tier: web, team: one } }\nspec: { hostname: a.test }\n';
    return routingWith(yaml)
      .hosts.filter(({ servedBy }) => servedBy.some((place) => place.listener.name === 'x'))
      .map(({ name }) => name);
  };

  test.each([
    ['{ namespace: { from: ALL } }', ['a', 'shop']],
    ['{ namespace: { from: SELF } }', ['shop']],
    ['{ namespace: { from: SELECTOR } }', ['shop']],
    ['{ selector: { matchLabels: { tier: web } } }', []],
    ['{ namespace: { from: ALL }, selector: { matchLabels: { tier: web } } }', ['a']],
    ['{ namespace: { from: ALL }, selector: { matchLabels: { tier: web, team: two } } }', []],
  ])('%s', (binding, names) => {
    expect(serves(binding)).toEqual(names);
  });

  test('nobody: it is not emitted, with an error', () => {
    const routing = routingWith(
      listener(
        'x',
        'port: 9000, securityModel: XFP, protocol: HTTP, hostBinding: { namespace: { from: SELF } }',
        'empty',
      ),
    );
    expect(routing.listeners.find(({ name }) => name === 'x')).toMatchObject({ emitted: false });
    expect(routing.errors).toMatchObject([{ on: { name: 'x' }, reason: 'listener-without-hosts' }]);
  });
});

describe('TCPMappings', () => {
  const secret =
    '---\nkind: Secret\nmetadata: { name: s, namespace: emissary }\ntype: kubernetes.io/tls\ndata: { tls.crt: YQ==, tls.key: YQ== }\n';
  const tlsHost =
    '---\nkind: Host\nmetadata: { name: wild, namespace: emissary }\nspec: { hostname: "*.test", tlsSecret: { name: s } }\n';

  test('get a Listener of their own where there is none', () => {
    const routing = routingWith(tcp('t', 'port: 5000, service: db:5432'));
    expect(routing.listeners.at(-1)).toMatchObject({ name: 'listener-0.0.0.0-5000', emitted: true, stack: ['TCP'] });
    expect(routing.tcpGroups).toMatchObject([{ port: 5000, servedBy: [{ tls: false }] }]);
  });

  test('with a host find their certificate in a Host by glob, else nowhere', () => {
    const yaml = tcp('t', 'port: 5000, host: db.test, service: db:5432');
    expect(routingWith(yaml + tlsHost + secret).tcpGroups).toMatchObject([{ servedBy: [{ tls: true }] }]);
    const without = routingWith(yaml);
    expect(without.tcpGroups).toMatchObject([{ servedBy: [] }]);
    expect(without.errors).toMatchObject([{ on: { name: 't' }, reason: 'tcp-context-missing' }]);
  });

  test('of one port, host and address are one group, and totals are plain weights', () => {
    const yaml = tcp('a', 'port: 5000, service: one, weight: 50') + tcp('b', 'port: 5000, service: two, weight: 50');
    const [group] = routingWith(yaml).tcpGroups;
    expect(group?.members.map(({ share }) => Math.round(share))).toEqual([33, 67]);
  });

  test('of one port with another address conflict', () => {
    const yaml = tcp('a', 'port: 5000, service: one') + tcp('b', 'port: 5000, address: 0.0.0.0, service: two');
    const routing = routingWith(yaml);
    expect(routing.tcpGroups.map(({ servedBy }) => servedBy.length)).toEqual([1, 0]);
    expect(routing.errors).toMatchObject([{ on: { name: 'a' }, reason: 'tcp-conflict' }]);
  });

  test('have to agree on tls and circuit breakers', () => {
    const routing = routingWith(tcp('a', 'port: 5000, service: one') + tcp('b', 'port: 5000, service: two, tls: x'));
    expect(routing.dropped).toMatchObject([
      { mapping: { metadata: { name: 'b' } }, reason: 'member-mismatch', field: 'tls' },
    ]);
  });

  test('on a server name take it from a Host', () => {
    const yaml = `${listener('tls', `port: 8443, protocol: HTTPS, securityModel: SECURE, ${ALL}`)}${tlsHost}${secret}${tcp('t', 'port: 8443, host: "*.test", service: db:1')}`;
    const routing = routingWith(yaml);
    expect(routing.errors).toMatchObject([{ on: { name: 'wild' }, reason: 'host-tcp-conflict' }]);
    expect(routing.hosts.find(({ name }) => name === 'wild')?.servedBy.some(({ tls }) => tls)).toBe(false);
  });
});

test('without a Listener nothing is served, and nobody says so', () => {
  const yaml = GATEWAY.replace(/---\nkind: Listener[\s\S]*?(?=---\nkind: Host)/, '');
  const routing = routingIn(yaml);
  expect(routing).toMatchObject({ listeners: [], errors: [], hosts: [{ servedBy: [] }] });
});
