import { describe, expect, test } from 'vitest';
import { mapping, routingWith } from './gateway.ts';

const object = (kind: string, name: string, spec: string) =>
  `---\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: { ${spec} }\n`;
const auth = (name: string, spec: string) => object('AuthService', name, spec);
const module = (config: string) =>
  `---\nkind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: ${config} }\n`;
const reasons = (yaml: string) => routingWith(yaml).errors.map(({ reason }) => reason);

describe('AuthServices', () => {
  test.each([
    ['http', 'auth_service: auth, proto: http', false],
    ['grpc with v3', 'auth_service: auth, proto: grpc, protocol_version: v3', false],
    ['grpc without', 'auth_service: auth, proto: grpc', true],
    [
      'both body settings',
      'auth_service: auth, allow_request_body: true, include_body: { max_bytes: 5, allow_partial: true }',
      true,
    ],
  ])('%s: everything gets 500: %s', (_, spec, isBroken) => {
    expect(routingWith(auth('a', spec)).remote).toMatchObject({ authIsBroken: isBroken, auth: [{}] });
  });

  test('of one protocol are merged, of two they stop the compiler', () => {
    const one = auth('a', 'auth_service: one, proto: http');
    expect(routingWith(one + auth('b', 'auth_service: two, proto: http')).crash).toBeUndefined();
    expect(routingWith(one + auth('b', 'auth_service: two, proto: grpc, protocol_version: v3')).crash).toMatchObject({
      reason: 'auth-services-not-mergeable',
    });
    expect(routingWith(one + auth('b', 'auth_service: "https://two", proto: http')).crash).toBeDefined();
  });

  test('differing settings are an error on the later', () => {
    const yaml = auth('a', 'auth_service: one, timeout_ms: 100') + auth('b', 'auth_service: one, timeout_ms: 900');
    expect(routingWith(yaml).errors).toMatchObject([
      { on: { name: 'b' }, reason: 'auth-settings-differ', detail: 'timeout_ms' },
    ]);
  });

  test('paths in the address are dropped with an error', () => {
    expect(reasons(auth('a', 'auth_service: "https://auth:3000/path"'))).toEqual(['service-extra-parts']);
    expect(reasons(mapping('m', 'prefix: /, service: "https://s/path"'))).toEqual([]);
  });

  test('with an unknown resolver of the Module stop the compiler, except for addresses', () => {
    const yaml = (service: string) => auth('a', `auth_service: '${service}'`) + module('{ resolver: nowhere }');
    expect(routingWith(yaml('auth')).crash).toMatchObject({ reason: 'module-resolver-unknown' });
    expect(routingWith(yaml('127.0.0.1:8500')).crash).toBeUndefined();
  });
});

describe('RateLimitServices and TracingServices', () => {
  const limit = (name: string, version = 'protocol_version: v3') =>
    object('RateLimitService', name, `service: limit, ${version}`);
  const trace = (name: string, driver = 'zipkin') =>
    object('TracingService', name, `service: trace, driver: ${driver}`);

  test('one of each', () => {
    expect(routingWith(limit('a') + trace('a')).remote).toMatchObject({ rateLimit: {}, tracing: {} });
  });

  test('two are none', () => {
    const { remote, errors } = routingWith(limit('a') + limit('b') + trace('a') + trace('b'));
    expect(remote.rateLimit ?? remote.tracing).toBeUndefined();
    expect(errors.map(({ on, reason }) => `${on} ${reason}`)).toEqual([
      '-internal- remote-service-count',
      '-internal- remote-service-count',
    ]);
  });

  test('out of date is none', () => {
    const { remote, errors } = routingWith(limit('a', '') + trace('a', 'lightstep'));
    expect(remote.rateLimit ?? remote.tracing).toBeUndefined();
    expect(errors).toHaveLength(2);
  });
});

describe('LogServices', () => {
  const log = (name: string, more: string) =>
    object('LogService', name, `service: log, protocol_version: v3, driver: http, ${more}`);

  test('the first that is well is the only one', () => {
    const { remote, errors } = routingWith(log('a', 'driver_config: { x: 1 }') + log('b', 'driver_config: { x: 1 }'));
    expect(remote.log).toMatchObject({ service: { metadata: { name: 'a' } } });
    expect(errors).toMatchObject([{ on: '-global-', reason: 'duplicate', about: { name: 'b' } }]);
  });

  test('without driver_config it stops the compiler', () => {
    expect(routingWith(log('a', '')).crash).toMatchObject({ reason: 'log-service-without-driver-config' });
  });

  test('extra headers need the HTTP driver', () => {
    const tcp = log('a', 'driver_config: { additional_log_headers: [{ header_name: x }] }').replace('http,', 'tcp,');
    expect(routingWith(tcp).remote.log).toBeUndefined();
  });
});

describe('the Module', () => {
  test.each([
    ['{ load_balancer: { policy: ring_hash } }', 'module-invalid', 'load_balancer'],
    ['{ circuit_breakers: [{ priority: urgent }] }', 'module-invalid', 'circuit_breakers'],
    ['{ envoy_log_type: xml }', 'module-invalid', 'envoy_log_type'],
    ['{ envoy_log_type: json, envoy_log_format: text }', 'module-invalid', 'envoy_log_format'],
    ['{ forward_client_cert_details: MAYBE }', 'module-invalid', 'forward_client_cert_details'],
    ['{ set_current_client_cert_details: { name: true } }', 'module-invalid', 'set_current_client_cert_details'],
  ])('%s', (config, reason, detail) => {
    expect(routingWith(module(config)).errors[0]).toMatchObject({ on: { kind: 'Module' }, reason, detail });
  });

  test.each([
    '{ load_balancer: { policy: round_robin } }',
    '{ envoy_log_type: json, envoy_log_format: { a: b } }',
    '{ wieght: 5 }',
  ])('%s is well', (config) => expect(reasons(module(config))).toEqual([]));

  test.each(['{ resolver: "" }', '{ ip_allow: [text] }', '{ readiness_probe: true }'])(
    '%s stops the compiler',
    (config) => {
      expect(routingWith(module(config)).crash).toMatchObject({ reason: 'module-invalid' });
    },
  );

  test('of several the first by namespace counts', () => {
    const { module: used } = routingWith(module('{ resolver: endpoint }') + module('{}').replace('emissary', 'aaa'));
    expect(used).toMatchObject({
      module: { metadata: { namespace: 'aaa' } },
      ignored: [{}],
      resolver: 'kubernetes-service',
    });
  });

  test('reads what it says safely', () => {
    const { module: used } = routingWith(
      module('{ resolver: [1], regex_max_size: big, defaults: 5, diagnostics: { enabled: false } }'),
    );
    expect(used).toMatchObject({ resolver: 'kubernetes-service', regexMaxSize: 200, diagnosticsEnabled: false });
  });
});

describe('ports that the endpoint resolver does not find', () => {
  const service = '---\nkind: Service\nmetadata: { name: s, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n';
  const endpoints =
    '---\nkind: Endpoints\nmetadata: { name: s, namespace: shop }\nsubsets: [{ addresses: [{ ip: 10.0.0.1 }], ports: [{ port: 8080 }] }]\n';
  const to = (port: number) => mapping('m', `prefix: /, service: "s:${port}", resolver: endpoint`);

  test('are an error on the Service', () => {
    expect(routingWith(to(81) + service + endpoints).errors).toMatchObject([
      { on: { kind: 'Service', name: 's' }, reason: 'port-without-endpoints', detail: '81' },
    ]);
    expect(reasons(to(80) + service + endpoints)).toEqual([]);
    expect(reasons(to(81) + service)).toEqual([]);
  });
});
