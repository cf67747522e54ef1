import { describe, expect, it } from 'vitest';
import { gatewayFor, requestTo } from '../../src/cluster/asked-request.ts';
import { routingOf } from '../../src/cluster/routing.ts';
import { type Trace, traceRequest } from '../../src/cluster/trace.ts';
import { parseRequest } from '../../src/commands/typed-request.ts';
import { verdictOf } from '../../src/commands/verdict.ts';
import { clusterOf, objectsIn } from './clusters.ts';
import { clusterWithGaps, GATEWAY, mapping } from './gateway.ts';
import { shop } from './shop.ts';

/** Traces `[METHOD] URL` through a cluster. */
function trace(typed: string, yaml?: string): Trace {
  const cluster = clusterOf(...(yaml === undefined ? shop() : objectsIn(`${GATEWAY}\n---\n${yaml}`)));
  const asked = parseRequest(typed.split(' '));
  if ('reason' in asked) throw new Error(asked.reason);
  const routing = gatewayFor(routingOf(cluster), asked);
  if (!routing) throw new Error('no gateway');
  return traceRequest(cluster, routing, requestTo(routing, asked), cluster.takenAt);
}

function only({ hops }: Trace): Trace['hops'][number] {
  const [hop, ...more] = hops;
  if (!hop || more.length > 0) throw new Error(`${hops.length} hops`);
  return hop;
}

const losses = ({ tried }: Trace['hops'][number]) =>
  Object.fromEntries(tried.routes.map(({ matches, lost }) => [matches.path, lost?.kind]));

describe('the way of a request', () => {
  it('goes from Listener and Host through auth to the Pods, with shares and rewrites', () => {
    const traced = trace('GET https://shop.example.com/api/v2/users?page=2#top');
    const hop = only(traced);
    expect(hop).toMatchObject({
      by: 'client',
      url: 'https://shop.example.com/api/v2/users?page=2',
      status: 200,
      listener: { namespace: 'emissary', name: 'https', port: 8443 },
      host: { namespace: 'shop', name: 'shop', hostname: 'shop.example.com' },
      certificate: { names: ['shop.example.com'], secret: { kind: 'Secret', namespace: 'shop', name: 'shop-tls' } },
      auth: { answer: 'asked', path: '/api/v2/users?page=2', services: [{ upstream: { ready: 2, total: 2 } }] },
      unserved: 0,
    });
    expect(hop.takers).toMatchObject([
      { mapping: { name: 'users-canary' }, share: 30, path: '/v2/users?page=2', upstream: { ready: 0, total: 1 } },
      { mapping: { name: 'users' }, share: 70, path: '/v2/users?page=2', upstream: { ready: 2, total: 2 } },
    ]);
    expect(losses(hop)).toEqual({ '/api/v2/users': 'method', '/api/v2/': undefined, '/api/v1/': 'prefix' });
    expect(hop.tried.others).toBe(3);
    expect(verdictOf(traced)).toEqual({ kind: 'partly', failing: 30 });
  });

  it('says which Pods do not serve, and why', () => {
    const traced = trace('https://shop.example.com/checkout/pay');
    expect(only(traced).takers).toMatchObject([
      {
        auth: 'bypassed',
        upstream: { ready: 0, total: 1 },
        troubles: [{ pod: { name: 'checkout-0' }, text: expect.stringContaining('missing env DB_URL') }],
      },
    ]);
    expect(verdictOf(traced).kind).toBe('failing');
  });

  it('knows a Service that does not exist', () => {
    expect(only(trace('https://shop.example.com/cart/1')).takers).toMatchObject([
      { upstream: { ref: { namespace: 'shop', name: 'crat' }, exists: false } },
    ]);
  });

  it('knows a namespace that nobody has from a name outside, and no Pods by intention from none', () => {
    const yaml = `
kind: Namespace
metadata: { name: shop }
---
kind: Namespace
metadata: { name: emissary }
---
kind: Service
metadata: { name: cart, namespace: shop, annotations: { autoscaling.keda.sh/paused: "false" } }
spec: { selector: { app: cart }, ports: [{ port: 80 }] }
${mapping('typo', 'prefix: /typo/, service: cart.shpo')}
${mapping('outside', 'prefix: /outside/, service: example.com')}
${mapping('cart', 'prefix: /cart/, service: cart')}`;
    const state = (path: string) => only(trace(`http://shop.test${path}`, yaml)).takers[0]?.upstream;
    expect(state('/typo/')).toMatchObject({ kind: 'service', exists: false, host: 'cart.shpo' });
    expect(state('/outside/')).toMatchObject({ kind: 'external' });
    expect(state('/cart/')).toMatchObject({ ready: 0, total: 0, scalesToZero: true });
    expect(verdictOf(trace('http://shop.test/cart/', yaml)).kind).toBe('served');
  });

  it('follows a redirect to https', () => {
    const traced = trace('http://shop.example.com/api/v1/x');
    expect(traced.end).toBe('served');
    expect(traced.hops).toMatchObject([
      { tls: false, status: 301, takers: [{ to: 'https', location: 'https://shop.example.com/api/v1/x' }] },
      { by: 'redirect', tls: true, takers: [{ to: 'upstream', mapping: { name: 'old-api' } }] },
    ]);
  });

  it('ends where a redirect leaves the gateway', () => {
    const traced = trace('https://shop.example.com/old/x?y=1');
    expect(traced.end).toBe('elsewhere');
    expect(only(traced).takers).toMatchObject([
      { to: 'redirect', code: 301, location: 'https://www.example.org/new/x?y=1', auth: 'bypassed' },
    ]);
  });

  it('goes round once through a gateway that is its own upstream', () => {
    const gateway = `
kind: Service
metadata: { name: emissary, namespace: emissary }
spec: { selector: { app: emissary }, ports: [{ port: 80, targetPort: 8080 }] }
`;
    const traced = trace(
      'http://shop.test/a/x',
      `${gateway}${mapping('a', 'prefix: /a/, rewrite: /a/, service: emissary.emissary')}`,
    );
    expect(traced).toMatchObject({ end: 'loop', isGrowing: false });
    expect(traced.hops[0]?.takers).toMatchObject([{ isGateway: true }]);
    expect(traced.hops.length).toBeLessThan(4);
  });

  it.each([
    ['http://other.test/', 'no-host'],
    ['http://shop.test/', 'no-route'],
    ['BREW http://shop.test/a/', 'refused'],
  ])('%s ends with %s', (typed, outcome) => {
    const traced = trace(typed, mapping('a', 'prefix: /a/, service: a'));
    expect(traced.end).toBe('unserved');
    expect(only(traced).outcome).toBe(outcome);
    expect(verdictOf(traced).kind).toBe('unserved');
  });

  it('ends where the Service of the gateway has no such port', () => {
    expect(only(trace('http://shop.example.com:81/api/v1/')).outcome).toBe('no-listener');
  });

  it('takes the scheme that the gateway speaks when none is typed', () => {
    expect(trace('shop.example.com/api/v1/').hops[0]?.url).toBe('https://shop.example.com/api/v1/');
    expect(trace('shop.test/a/', mapping('a', 'prefix: /a/, service: a')).hops[0]?.url).toBe('http://shop.test/a/');
  });

  it('names why later routes that match get nothing', () => {
    const hop = only(
      trace(
        'http://shop.test/a/b',
        mapping('wide', 'prefix: /, precedence: 5, service: a') +
          mapping('exact', 'prefix: /a/b, prefix_exact: true, service: a') +
          mapping('late', 'prefix: /, service: a') +
          mapping('other', 'prefix: /a/c, service: a'),
      ),
    );
    expect(hop.tried.routes.map(({ mappings, lost }) => [mappings[0]?.name, lost])).toEqual([
      ['wide', undefined],
      ['other', { kind: 'prefix' }],
      ['exact', { kind: 'later', by: 'precedence' }],
      ['late', { kind: 'later', by: 'precedence' }],
    ]);
  });

  it('lists of very many routes those that have something to do with the path', () => {
    const many = Array.from({ length: 300 }, (_, index) => mapping(`m${index}`, `prefix: /m${index}/, service: a`));
    const { tried } = only(trace('http://shop.test/m7/x', many.join('')));
    expect(tried.routes.map(({ matches }) => matches.path)).toEqual(['/m7/']);
    expect(tried.others).toBe(299);
  });

  it('says who is let in at all', () => {
    const yaml = `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ip_allow: [{ peer: 10.0.0.0/8 }, { remote: "2001:db8::/32" }, { peer: nonsense }] } }
${mapping('a', 'prefix: /a/, service: a')}`;
    expect(trace('http://shop.test/a/', yaml).gateway.clients).toEqual({
      action: 'allow',
      ranges: [
        { of: 'peer', range: '10.0.0.0/8' },
        { of: 'remote', range: '2001:db8::/32' },
      ],
    });
  });

  it('names the Ingress that a route was written as', () => {
    const ingress = `
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { rules: [{ host: shop.test, http: { paths: [{ path: /web, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }] } }] }
`;
    expect(only(trace('http://shop.test/web', ingress)).takers).toMatchObject([
      { writtenIn: { kind: 'Ingress', namespace: 'shop', name: 'web' } },
    ]);
  });

  it('goes through the gateway that has the name, of several', () => {
    const second = GATEWAY.replaceAll('emissary }', 'second }')
      .replace('env: [', 'env: [{ name: AMBASSADOR_ID, value: second }, ')
      .replaceAll('spec: { port', 'spec: { ambassador_id: [second], port')
      .replaceAll('spec: { hostname: shop.test', 'spec: { ambassador_id: [second], hostname: blog.test');
    const blog = mapping('blog', 'prefix: /, ambassador_id: [second], service: a').replace('shop.test', 'blog.test');
    const yaml = `${GATEWAY}---${second}${blog}${mapping('shop', 'prefix: /, service: a')}`;
    const routings = routingOf(clusterOf(...objectsIn(yaml)));
    const takes = (url: string) => {
      const asked = parseRequest([url]);
      return 'reason' in asked ? undefined : gatewayFor(routings, asked)?.installation.id;
    };
    expect(routings).toHaveLength(2);
    expect(takes('http://blog.test/')).toBe('second');
    expect(takes('http://shop.test/')).toBe('default');
  });

  it('is plain data', () => {
    const traced = trace('http://shop.example.com/Checkout/pay');
    expect(structuredClone(traced)).toEqual(traced);
    expect(JSON.parse(JSON.stringify(traced))).toEqual(traced);
  });
});

describe('the nearest route, when nothing takes a request', () => {
  const near = (typed: string, yaml: string) => {
    const hop = trace(typed, yaml).hops.at(-1);
    return hop?.nearest && { ...hop.nearest, mappings: hop.nearest.mappings.map(({ name }) => name) };
  };

  it.each([
    ['the letter case', 'http://shop.test/Checkout/pay', ['letter-case'], 'http://shop.test/checkout/pay'],
    ['the slash at the end', 'http://shop.test/checkout', ['trailing-slash'], 'http://shop.test/checkout/'],
    ['both', 'http://shop.test/Checkout', ['letter-case', 'trailing-slash'], 'http://shop.test/checkout/'],
    ['a typing mistake', 'http://shop.test/chekout/pay', ['typo'], 'http://shop.test/checkout/pay'],
    ['a typing mistake in the host', 'http://shpo.test/checkout/pay', ['hostname'], 'http://shop.test/checkout/pay'],
    ['a port in the host', 'http://shop.test:8080/checkout/', ['hostname'], 'http://shop.test/checkout/'],
  ])('%s', (_, typed, kinds, meant) => {
    expect(near(typed, mapping('checkout', 'prefix: /checkout/, service: a'))).toMatchObject({
      mappings: ['checkout'],
      differences: kinds.map((kind) => ({ kind })),
      meant: { url: meant, takers: [{ mapping: { name: 'checkout' } }] },
    });
  });

  it.each([
    ['the method', 'POST http://shop.test/a/', 'method: GET', { kind: 'method', wanted: 'GET' }],
    ['a header', 'http://shop.test/a/', 'headers: { x-v: "2" }', { kind: 'header', name: 'x-v', wanted: '2' }],
    [
      'a parameter',
      'http://shop.test/a/?v=1',
      'query_parameters: { v: "2" }',
      { kind: 'query', name: 'v', found: '1' },
    ],
    ['an exact path', 'http://shop.test/a/b', 'prefix_exact: true', { kind: 'exact' }],
  ])('%s', (_, typed, spec, difference) => {
    expect(near(typed, mapping('a', `prefix: /a/, ${spec}, service: a`))).toMatchObject({ differences: [difference] });
  });

  it.each([
    ['a query', 'http://shop.test/search?q=1', 'prefix: "/search?q=", service: a', '/search'],
    [
      'a query in a regex',
      'http://shop.test/search/a?q=1',
      String.raw`prefix: "/search/.+\\?q=.*", prefix_regex: true, service: a`,
      '/search/.+',
    ],
    ['a fragment', 'http://shop.test/app/', 'prefix: "/app/#/", service: a', '/app/'],
    ['letters that clients escape', 'http://shop.test/caf%C3%A9', 'prefix: /café, service: a', '/caf%C3%A9'],
    ['a query, for another path', 'http://shop.test/find?q=1', 'prefix: "/search?q=", service: a', undefined],
  ])('is one that nothing can match: %s', (_, typed, spec, right) => {
    expect(near(typed, mapping('a', spec))?.differences).toEqual(right && [{ kind: 'unmatchable', right }]);
  });

  it('is none where another route serves it: then it was tried', () => {
    const yaml = mapping('all', 'prefix: /, service: a') + mapping('a', 'prefix: "/search?q=", service: a');
    expect(losses(only(trace('http://shop.test/search?q=1', yaml)))).toEqual({
      '/search?q=': 'unmatchable',
      '/': undefined,
    });
  });

  it('is one that no Host takes, or that Emissary leaves out', () => {
    const lost =
      '---\nkind: Mapping\nmetadata: { name: lost, namespace: shop }\nspec: { prefix: /lost/, service: a }\n';
    expect(near('http://shop.test/lost/x', lost)?.differences).toEqual([{ kind: 'unattached' }]);
    const dropped = mapping('dropped', 'prefix: /gone/, outlier_detection: {}, service: a');
    expect(near('http://shop.test/gone/x', dropped)?.differences).toEqual([
      { kind: 'dropped', reason: 'outlier-detection', field: 'outlier_detection' },
    ]);
  });

  it('may hang on a Host that Emissary leaves out', () => {
    const down = `
kind: Host
metadata: { name: down, namespace: shop }
spec: { hostname: down.test, tlsSecret: { name: gone } }
---
kind: Mapping
metadata: { name: down, namespace: shop }
spec: { hostname: down.test, prefix: /, service: a }
`;
    expect(near('http://down.test/x', down)?.differences).toEqual([
      { kind: 'host-down', host: { kind: 'Host', namespace: 'shop', name: 'down' }, reason: 'secret-unusable' },
    ]);
  });

  it('may hang on a wider Host, of which a more specific one takes the name', () => {
    const wide = `
kind: Host
metadata: { name: wide, namespace: shop }
spec: { hostname: "*.test", requestPolicy: { insecure: { action: Route } } }
---
kind: Mapping
metadata: { name: wide, namespace: shop }
spec: { hostname: "*.test", prefix: /wide/, service: a }
---
kind: Host
metadata: { name: deep, namespace: shop }
spec: { hostname: deep.test, mappingSelector: { matchLabels: { deep: "1" } }, requestPolicy: { insecure: { action: Route } } }
`;
    expect(near('http://deep.test/wide/', wide)?.differences).toMatchObject([
      { kind: 'other-host', wanted: '*.test', host: { name: 'wide' } },
    ]);
  });

  it('is none when nothing is near', () => {
    expect(near('http://shop.test/invoices/7', mapping('a', 'prefix: /checkout/, service: a'))).toBeUndefined();
    expect(near('http://elsewhere.example/', mapping('a', 'prefix: /, service: a'))).toBeUndefined();
  });
});

describe('the Filters of Edge Stack', () => {
  const filters = (typed: string, yaml: string, image = 'docker.io/datawire/aes:3.11.0') => {
    const gateway = GATEWAY.replace(/image: .*/, `image: ${image}`);
    const cluster = clusterOf(...objectsIn(`${gateway}${yaml}`));
    const asked = parseRequest(typed.split(/ (?=-H|http)|(?<=-H) /));
    if ('reason' in asked) throw new Error(asked.reason);
    const [routing] = routingOf(cluster);
    if (!routing) throw new Error('no gateway');
    const traced = traceRequest(cluster, routing, requestTo(routing, asked), cluster.takenAt);
    return { ...only(traced).filters, verdict: verdictOf(traced).kind };
  };
  const policy = (name: string, rules: string) =>
    `---\nkind: FilterPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: { rules: [${rules}] }\n`;
  const jwt = '---\nkind: Filter\nmetadata: { name: jwt, namespace: shop }\nspec: { JWT: {} }\n';
  const all = mapping('all', 'prefix: /, service: www.example.com');
  const open = mapping('open', 'prefix: /open/, service: www.example.com, bypass_auth: true');
  const shopPolicy = policy(
    'shop',
    `{ host: shop.test, path: /health, filters: null }, { host: "*.test", path: /api/*, filters: [{ name: jwt }] },
     { path: /lost/*, filters: [{ name: jwt, namespace: other }] }, { path: "*", host: "shop.*" }`,
  );
  const base = all + open + jwt + shopPolicy;

  it.each([
    ['the first rule that matches', '/api/x?a=/health', 2, [{ name: 'jwt', namespace: 'shop' }]],
    ['a rule that names none', '/health', 1, []],
    ['a rule without filters', '/else', 4, []],
    ['a Filter of another namespace', '/lost/x', 3, [{ name: 'jwt', namespace: 'other' }]],
  ])('are those of %s', (_, path, number, expected) => {
    const { answer, rules = [] } = filters(`http://shop.test${path}`, base);
    expect(answer).toBe('rule');
    expect(rules).toMatchObject([
      { policy: { name: 'shop' }, number, filters: expected.map((filter) => ({ filter })) },
    ]);
  });

  it('have a type, and may be missing: then nothing passes', () => {
    expect(filters('http://shop.test/api/x', base)).toMatchObject({
      rules: [{ filters: [{ type: 'JWT', exists: true }] }],
      verdict: 'served',
    });
    expect(filters('http://shop.test/lost/x', base)).toMatchObject({
      rules: [{ filters: [{ exists: false }] }],
      verdict: 'failing',
    });
  });

  it('are ordered by precedence, of several policies too', () => {
    const late = policy('late', '{ path: /api/*, precedence: 2, filters: [{ name: jwt }] }');
    expect(filters('http://shop.test/api/x', base + late).rules).toMatchObject([
      { policy: { name: 'late' }, number: 1 },
    ]);
  });

  it('are not certain where two policies have one precedence', () => {
    const other = policy('other', '{ path: /api/*, filters: [] }, { path: /api/x }');
    expect(filters('http://shop.test/api/x', base + other).rules).toMatchObject([
      { policy: { name: 'other' }, number: 1 },
      { policy: { name: 'shop' }, number: 2 },
    ]);
  });

  it.each([
    ['a header that is there', 'ifRequestHeader: { name: X-Token }', true],
    ['a header with another value', 'ifRequestHeader: { name: x-token, value: other }', false],
    ['a header like a regex', 'ifRequestHeader: { name: x-token, valueRegex: "^a" }', true],
    ['a header that must not be there', 'ifRequestHeader: { name: x-token, negate: true }', false],
    ['a header that is not there', 'ifRequestHeader: { name: x-other }', false],
  ])('may depend on %s', (_, condition, isMet) => {
    const yaml = all + policy('p', `{ filters: [{ name: gone, ${condition} }] }`);
    const { rules, verdict } = filters('http://shop.test/ -H x-token:abc', yaml);
    expect(rules?.[0]?.filters).toMatchObject([{ onlyIf: { isMet } }]);
    expect(verdict).toBe(isMet ? 'failing' : 'served');
  });

  it('are none where no rule is for a request, or auth is bypassed', () => {
    expect(filters('http://shop.test/x', all + policy('p', '{ host: other.test }')).answer).toBe('no-rule');
    expect(filters('http://shop.test/open/', base).answer).toBe('bypassed');
    expect(
      filters('http://shop.test/api/', mapping('a', 'prefix: /b/, service: a') + shopPolicy).answer,
    ).toBeUndefined();
  });

  it('are none where another AuthService is asked in place of Edge Stack', () => {
    const auth = (service: string) =>
      `---\nkind: AuthService\nmetadata: { name: auth, namespace: shop }\nspec: { auth_service: "${service}", proto: grpc, protocol_version: v3 }\n`;
    expect(filters('http://shop.test/api/x', base + auth('auth.shop:3000')).answer).toBe('other-auth');
    expect(filters('http://shop.test/api/x', base + auth('127.0.0.1:8500')).answer).toBe('rule');
  });

  it('are nobody’s business where the gateway is Emissary', () => {
    expect(filters('http://shop.test/api/x', base, 'ghcr.io/emissary-ingress/emissary:3.9.1').answer).toBeUndefined();
  });

  it('are those of the policies of its ambassador_id', () => {
    const elsewhere = policy('p', '{ filters: [] }').replace('spec: {', 'spec: { ambassador_id: [other],');
    expect(filters('http://shop.test/x', all + elsewhere).answer).toBe('no-rule');
  });

  it('are not known where FilterPolicies could not be read', () => {
    const gateway = GATEWAY.replace(/image: .*/, 'image: docker.io/datawire/aes:3.11.0');
    const cluster = clusterWithGaps(`${gateway}${all}`, 'FilterPolicy');
    const [routing] = routingOf(cluster);
    if (!routing) throw new Error('no gateway');
    const request = { method: 'GET', host: 'shop.test', path: '/', tls: false };
    expect(traceRequest(cluster, routing, request, cluster.takenAt).hops[0]?.filters?.answer).toBe('unknown');
  });
});
