import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectsIn } from './clusters.ts';
import { GATEWAY, mapping, routingFrom, routingWith } from './gateway.ts';

const groupsOf = (yaml: string) =>
  routingWith(yaml).groups.map(({ members, shadows, redirect }) => ({
    members: members.map(({ mapping: { metadata } }) => metadata.name),
    ...(shadows.length > 0 && { shadows: shadows.map(({ mapping: { metadata } }) => metadata.name) }),
    ...(redirect && { redirect: redirect.metadata.name }),
  }));
const membersOf = (yaml: string) => groupsOf(yaml).map(({ members }) => members.join(' '));
const droppedFrom = (yaml: string) =>
  routingWith(yaml).dropped.map(({ mapping: { metadata }, reason, by, field }) =>
    [metadata.name, reason, by?.metadata.name, field].filter(Boolean).join(' '),
  );

describe('which Mappings are one group', () => {
  const first = mapping('a', 'prefix: /x/, service: s');

  test.each([
    ['the same conditions', 'prefix: /x/, service: other', ['a b']],
    ['another prefix', 'prefix: /x, service: s', ['a', 'b']],
    ['a method', 'prefix: /x/, service: s, method: GET', ['b', 'a']],
    ['a header', 'prefix: /x/, service: s, headers: { x-a: b }', ['b', 'a']],
    ['a query parameter', 'prefix: /x/, service: s, query_parameters: { a: b }', ['b', 'a']],
    ['a precedence', 'prefix: /x/, service: s, precedence: 1', ['b', 'a']],
    ['precedence 0', 'prefix: /x/, service: s, precedence: 0', ['a b']],
    ['a negative precedence', 'prefix: /x/, service: s, precedence: -1', ['a', 'b']],
    ['another rewrite', 'prefix: /x/, service: s, rewrite: /y/', ['a b']],
    ['another letter case of the prefix', 'prefix: /X/, service: s', ['a', 'b']],
    ['letter case ignored', 'prefix: /x/, service: s, case_sensitive: false', ['a b']],
  ])('%s', (_, spec, groups) => {
    expect(membersOf(first + mapping('b', spec))).toEqual(groups);
  });

  test('namespaces do not matter, nor where the hostname is written', () => {
    const other =
      "---\nkind: Mapping\nmetadata: { name: a, namespace: zoo }\nspec: { headers: { ':authority': shop.test }, prefix: /x/, service: s }\n";
    expect(membersOf(first + other)).toEqual(['a a']);
  });

  test('conditions are joined without anything between them', () => {
    const yaml =
      mapping('a', "prefix: /x/, service: s, query_parameters: { v: '21' }") +
      mapping('b', "prefix: /x/, service: s, query_parameters: { v: '2' }, precedence: 1");
    const [group] = routingWith(yaml).groups;
    expect(group?.members).toHaveLength(2);
    expect(group?.query).toEqual([{ name: 'v', value: '2', regex: false }]);
  });
});

describe('labels', () => {
  const HOST =
    '---\nkind: Host\nmetadata: { name: picky, namespace: emissary }\nspec: { hostname: "*", mappingSelector: { matchLabels: { tier: web } }, requestPolicy: { insecure: { action: Route } } }\n';
  const bare = (name: string, labels: string) =>
    `---\nkind: Mapping\nmetadata: { name: ${name}, namespace: shop, labels: ${labels} }\nspec: { prefix: /x/, service: s }\n`;

  test('that a Host asks for tell Mappings without hostname apart, others do not', () => {
    const yaml =
      bare('a', '{ tier: web, other: one }') + bare('b', '{ tier: web, other: two }') + bare('c', '{ tier: api }');
    expect(membersOf(HOST + yaml)).toEqual(['c', 'a b']);
    expect(membersOf(yaml)).toEqual(['a b c']);
  });

  test('decide which Hosts a Mapping without hostname enters', () => {
    const hosts = routingWith(HOST + bare('a', '{ tier: web }') + bare('b', '{ tier: api }')).groups.map((group) =>
      group.hosts.map(({ name }) => name),
    );
    expect(hosts).toEqual([[], ['picky']]);
  });
});

describe('who is not let into a group', () => {
  const second = (fields: string) =>
    mapping('a', 'prefix: /x/, service: s') + mapping('b', `prefix: /x/, service: s, ${fields}`);

  test.each([
    ['prefix_exact: false', 'prefix_exact'],
    ['bypass_auth: true', 'bypass_auth'],
    ['connect_timeout_ms: 9', 'connect_timeout_ms'],
    ['circuit_breakers: [{ max_connections: 5 }]', 'circuit_breakers'],
    ['keepalive: { time: 1 }', 'keepalive'],
    ['labels: { ambassador: [] }', 'labels'],
  ])('a later one with %s', (fields, field) => {
    expect(droppedFrom(second(fields))).toEqual([`b member-mismatch a ${field}`]);
  });

  test.each(['timeout_ms: 5', 'grpc: true', 'host_rewrite: x', 'priority: high'])('but %s may differ', (fields) => {
    expect(droppedFrom(second(fields))).toEqual([]);
  });

  test('what only the first one has is not missed, except circuit breakers', () => {
    const yaml = (fields: string) =>
      mapping('a', `prefix: /x/, service: s, ${fields}`) + mapping('b', 'prefix: /x/, service: s');
    expect(droppedFrom(yaml('bypass_auth: true'))).toEqual([]);
    expect(droppedFrom(yaml('circuit_breakers: [{ max_connections: 5 }]'))).toEqual([
      'b member-mismatch a circuit_breakers',
    ]);
  });

  test('a namesake up to the first dot, without a word', () => {
    const yaml = mapping('api.v1', 'prefix: /x/, service: s') + mapping('api.v2', 'prefix: /x/, service: s');
    const routing = routingWith(yaml);
    expect(routing.dropped).toMatchObject([
      { reason: 'same-name-before-dot', mapping: { metadata: { name: 'api.v2' } } },
    ]);
    expect(routing.errors).toEqual([]);
  });

  test('a second shadow, a redirect after a member, a member after a redirect', () => {
    const redirect = 'prefix: /x/, service: new.test, host_redirect: true';
    const shadow = 'prefix: /x/, service: s, shadow: true';
    const plain = 'prefix: /x/, service: s';
    expect(droppedFrom(mapping('a', shadow) + mapping('b', shadow))).toEqual(['b second-shadow a']);
    expect(droppedFrom(mapping('a', plain) + mapping('b', redirect))).toEqual(['b redirect-after-members a']);
    expect(droppedFrom(mapping('a', redirect) + mapping('b', plain))).toEqual(['b member-after-redirect a']);
    expect(droppedFrom(mapping('a', redirect) + mapping('b', redirect))).toEqual(['b second-redirect a']);
    expect(groupsOf(mapping('a', plain) + mapping('b', shadow))).toEqual([{ members: ['a'], shadows: ['b'] }]);
  });
});

describe('who is refused whatever the others say', () => {
  test.each([
    ['resolver: nowhere', 'resolver-unknown', 'resolver'],
    ['load_balancer: { policy: round_robin }', 'load-balancer-needs-endpoints', 'load_balancer'],
    ['resolver: endpoint, load_balancer: { policy: ring_hash }', 'load-balancer-invalid', 'load_balancer'],
    ['resolver: endpoint, load_balancer: { policy: round_robin, header: x }', 'load-balancer-invalid', 'load_balancer'],
    ['resolver: consul, service: s.shop', 'consul-dots', 'service'],
    ['circuit_breakers: [{ priority: urgent }]', 'circuit-breakers-invalid', 'circuit_breakers'],
    ['retry_policy: { retry_on: never }', 'retry-policy-invalid', 'retry_policy.retry_on'],
    ['outlier_detection: { x: 1 }', 'outlier-detection', 'outlier_detection'],
    ['error_response_overrides: [{ on_status_code: 404 }]', 'error-response-overrides', 'error_response_overrides'],
  ])('%s', (fields, reason, field) => {
    const service = fields.includes('service:') ? '' : ', service: s';
    expect(droppedFrom(mapping('a', `prefix: /x/, ${fields}${service}`))).toEqual([`a ${reason} ${field}`]);
  });

  test.each([
    'resolver: endpoint, load_balancer: { policy: round_robin }',
    'resolver: endpoint, load_balancer: { policy: maglev, source_ip: false }',
    'resolver: endpoint, load_balancer: { policy: ring_hash, cookie: { name: c } }',
    'circuit_breakers: [{ priority: HIGH, max_requests: 5 }]',
    'retry_policy: { retry_on: 5xx }',
  ])('but not %s', (fields) => {
    expect(droppedFrom(mapping('a', `prefix: /x/, service: s, ${fields}`))).toEqual([]);
  });

  test('a star in host or :authority; in hostname it is a glob', () => {
    const host = (field: string) =>
      `---\nkind: Mapping\nmetadata: { name: a }\nspec: { ${field}, prefix: /x/, service: s }\n`;
    expect(droppedFrom(host("host: '*.test'"))).toEqual(['a glob-in-host host']);
    expect(droppedFrom(host("headers: { ':Authority': '*' }"))).toEqual(['a glob-in-host host']);
    expect(droppedFrom(host("hostname: '*.test'"))).toEqual([]);
  });
});

describe('what stops the compiler', () => {
  test.each([
    ["prefix: /x/, service: '[fd00::5'", 'service-unparsable'],
    ["prefix: /x/, service: '[', host_redirect: true", 'service-unparsable'],
    ["prefix: '', service: s", 'mapping-without-prefix'],
    ["prefix: /x/, service: ''", 'mapping-without-service'],
  ])('%s', (fields, reason) => {
    expect(routingWith(mapping('a', fields)).crash).toMatchObject({ reason, on: { metadata: { name: 'a' } } });
  });

  test('a bad port does not', () => {
    expect(routingWith(mapping('a', 'prefix: /x/, service: "s:http"')).crash).toBeUndefined();
  });
});

describe('order', () => {
  const order = (...specs: readonly string[]) =>
    membersOf(specs.map((spec, index) => mapping(`m${index}`, `service: s, ${spec}`)).join('')).join(' ');

  test.each([
    ['longer prefixes first', ['prefix: /a/', 'prefix: /abc/', 'prefix: /ab/'], 'm1 m2 m0'],
    ['by characters, not bytes', ['prefix: /éé', 'prefix: /abc'], 'm1 m0'],
    ['equally long ones by text, the last first', ['prefix: /a/', 'prefix: /c/', 'prefix: /b/'], 'm1 m2 m0'],
    ['a regex by the length of its text', ['prefix: /long-path/', 'prefix: "/.*", prefix_regex: true'], 'm0 m1'],
    ['longer headers before shorter', ['prefix: /, headers: { a: b }', 'prefix: /, headers: { a: bc }'], 'm1 m0'],
    ['headers before query', ['prefix: /, query_parameters: { a: bbbbbb }', 'prefix: /, headers: { a: b }'], 'm1 m0'],
    ['precedence before all', ['prefix: /a-long-one/', 'prefix: /, precedence: 1'], 'm1 m0'],
  ])('%s', (_, specs, expected) => {
    expect(order(...specs)).toBe(expected);
  });

  test('of objects in the input changes nothing', () => {
    const yaml = [
      GATEWAY,
      mapping('a', 'prefix: /x/, service: s, weight: 20'),
      mapping('b', 'prefix: /x/, service: t'),
      mapping('c', 'prefix: /x/, service: u, bypass_auth: true'),
      mapping('d.1', 'prefix: /y/, service: s'),
      mapping('d.2', 'prefix: /y/, service: s'),
      mapping('e', 'prefix: /z/, service: new.test, host_redirect: true'),
      '---\nkind: Host\nmetadata: { name: twin, namespace: shop }\nspec: { hostname: shop.test }\n',
      '---\nkind: Listener\nmetadata: { name: again, namespace: shop }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }\n',
    ].join('\n');
    const objects = objectsIn(yaml);
    const told = (list: typeof objects) => {
      const { groups, dropped, hosts, errors } = routingFrom(list);
      return JSON.stringify([
        groups.map(({ id, members, hosts: attached }) => [
          id,
          members.map(({ mapping: { metadata }, share }) => [metadata.name, share]),
          attached.length,
        ]),
        dropped.map(({ mapping: { metadata }, reason }) => [metadata.name, reason]),
        hosts.map(({ name, servedBy }) => [name, servedBy.map(({ listener }) => listener.name)]),
        errors,
      ]);
    };
    const expected = told(objects);
    fc.assert(
      fc.property(fc.shuffledSubarray([...objects], { minLength: objects.length }), (list) => told(list) === expected),
    );
  });
});

describe('traits of a group', () => {
  test('the last member’s regex rewrite, or its absence, holds for all', () => {
    const regex = "regex_rewrite: { pattern: '/x/', substitution: '/y/' }";
    const a = (fields: string) => mapping('a', `prefix: /x/, service: s${fields}`);
    const b = (fields: string) => mapping('b', `prefix: /x/, service: s${fields}`);
    expect(routingWith(a(`, ${regex}`) + b('')).groups[0]?.regexRewrite).toBeUndefined();
    expect(routingWith(a('') + b(`, ${regex}`)).groups[0]?.regexRewrite).toMatchObject({ pattern: '/x/' });
  });

  test('a left-over host_regex beside hostname attaches a Mapping to every Host', () => {
    const other = '---\nkind: Host\nmetadata: { name: other, namespace: emissary }\nspec: { hostname: other.test }\n';
    const [group] = routingWith(other + mapping('a', 'prefix: /x/, service: s, host_regex: true')).groups;
    expect(group?.hosts.map(({ name }) => name)).toEqual(['other', 'shop']);
    expect(group?.hostRegex).toBe(false);
  });
});
