import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchRequest, type Request } from '../../src/cluster/match.ts';
import { domainFor } from '../../src/cluster/match-tables.ts';
import { isRegex, matchesWhole, replaceAll } from '../../src/cluster/regex.ts';
import { cleanPath, queryValue } from '../../src/cluster/request-path.ts';
import { mapping, routingWith } from './gateway.ts';

const GET: Request = { tls: false, host: 'shop.test', method: 'GET', path: '/' };

/** What becomes of a request, in a few words. */
function answer(yaml: string, request: Partial<Request>): string {
  const outcome = matchRequest(routingWith(yaml), { ...GET, ...request });
  if (outcome.kind !== 'routed') return outcome.kind;
  const takers = outcome.takers.map((taker) =>
    taker.to === 'member'
      ? `${taker.member.mapping.metadata.name} ${taker.share} ${taker.path}`
      : `${taker.to} ${taker.share} ${taker.location}`,
  );
  return [...takers, ...(outcome.unserved > 0 ? [`nobody ${outcome.unserved}`] : [])].join(', ');
}

describe('conditions of a route', () => {
  const of = (spec: string, request: Partial<Request>) =>
    answer(mapping('m', `service: s, rewrite: "", ${spec}`), { path: '/x', ...request }).startsWith('m ');

  test.each<[string, string, Partial<Request>, boolean]>([
    ['a prefix is text', 'prefix: /one', { path: '/onerous' }, true],
    ['a prefix with a slash', 'prefix: /one/', { path: '/one' }, false],
    ['letter case', 'prefix: /one', { path: '/ONE' }, false],
    ['letter case ignored', 'prefix: /one, case_sensitive: false', { path: '/ONE' }, true],
    ['an exact path', 'prefix: /one, prefix_exact: true', { path: '/one/' }, false],
    ['a regex takes the whole path', 'prefix: "/[a-z]+", prefix_regex: true', { path: '/one/two' }, false],
    ['and not the query', 'prefix: "/[a-z]+", prefix_regex: true', { path: '/one', query: 'a=b' }, true],
    [
      'letter case counts for regexes',
      'prefix: "/one", prefix_regex: true, case_sensitive: false',
      { path: '/ONE' },
      false,
    ],
    ['a method', 'prefix: /, method: POST', {}, false],
    ['a method by regex', 'prefix: /, method: "GET|POST", method_regex: true', {}, true],
    ['a header', 'prefix: /, headers: { X-A: b }', { headers: { 'x-a': 'b' } }, true],
    ['its value by letter', 'prefix: /, headers: { X-A: b }', { headers: { 'x-a': 'B' } }, false],
    ['a header by regex', 'prefix: /, regex_headers: { X-A: "b.*" }', { headers: { 'X-a': 'bcd' } }, true],
    ['a query parameter', 'prefix: /, query_parameters: { a: b }', { query: 'x=1&a=b' }, true],
    ['the first of several', 'prefix: /, query_parameters: { a: b }', { query: 'a=c&a=b' }, false],
    ['the hostname as it is written', 'prefix: /, hostname: shop.test', { host: 'SHOP.test' }, false],
    ['a port in the Host header', 'prefix: /', { host: 'shop.test:80' }, false],
    ['a regex that does not compile', 'prefix: "/(", prefix_regex: true', { path: '/(' }, false],
  ])('%s', (_, spec, request, isTaken) => {
    expect(of(spec, request)).toBe(isTaken);
  });
});

describe('who takes how much', () => {
  test('shares of a group, then the next route that matches', () => {
    const yaml =
      mapping('a', 'prefix: /pool/, service: a, weight: 20') +
      mapping('b', 'prefix: /pool/, service: b, weight: 45') +
      mapping('rest', 'prefix: /, service: r');
    expect(answer(yaml, { path: '/pool/x' })).toBe('a 20 /x, b 45 /x, rest 35 /pool/x');
  });

  test('or nobody', () => {
    const yaml =
      mapping('a', 'prefix: /pool/, service: a, weight: 20') + mapping('b', 'prefix: /pool/, service: b, weight: 45');
    expect(answer(yaml, { path: '/pool/x' })).toBe('a 20 /x, b 45 /x, nobody 35');
  });

  test('never more than 100 per cent', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(weights, (list) => {
        const yaml = list
          .map((weight, index) => mapping(`m${index}`, `prefix: /, service: s, weight: ${weight}`))
          .join('');
        const outcome = matchRequest(routingWith(yaml), GET);
        const sum =
          outcome.kind === 'routed' ? outcome.takers.reduce((all, { share }) => all + share, 0) + outcome.unserved : 0;
        return sum === 100;
      }),
      { numRuns: 30 },
    );
  });
});

describe('where a request is sent', () => {
  test.each([
    ['prefix: /x/, service: s', '/x/y', 'm 100 /y'],
    ['prefix: /x, service: s', '/x/y', 'm 100 //y'],
    ['prefix: /x/, service: s, rewrite: /z/', '/x/y', 'm 100 /z/y'],
    ['prefix: /x/, service: s, rewrite: ""', '/x/y', 'm 100 /x/y'],
    ['prefix: "/x/.*", prefix_regex: true, service: s', '/x/y', 'm 100 /'],
    [
      String.raw`prefix: /x/, service: s, regex_rewrite: { pattern: '/x/(\d+)', substitution: '/n\1$' }`,
      '/x/12/z',
      'm 100 /n12$/z',
    ],
    ['prefix: /x/, service: new.test, host_redirect: true', '/x/y', 'redirect 100 http://new.test/x/y'],
    [
      'prefix: /x/, service: new, host_redirect: true, path_redirect: /moved',
      '/x/y',
      'redirect 100 http://new.shop/moved',
    ],
    [
      'prefix: /x/, service: new.test, host_redirect: true, prefix_redirect: /z/',
      '/x/y',
      'redirect 100 http://new.test/z/y',
    ],
  ])('%s', (spec, path, expected) => {
    expect(answer(mapping('m', spec), { path })).toBe(expected);
  });

  test('queries are kept', () => {
    expect(answer(mapping('m', 'prefix: /x/, service: s'), { path: '/x/y', query: 'a=b' })).toBe('m 100 /y?a=b');
  });
});

describe('Hosts and Listeners', () => {
  const listener = (model: string, more = '') =>
    `---\nkind: Listener\nmetadata: { name: tls, namespace: emissary }\nspec: { port: 8443, protocol: HTTPS, securityModel: ${model}, hostBinding: { namespace: { from: ALL } }${more} }\n`;
  const host = (action: string) =>
    `---\nkind: Host\nmetadata: { name: safe, namespace: emissary }\nspec: { hostname: safe.test, tlsSecret: { name: s }, requestPolicy: { insecure: { action: ${action} } } }\n`;
  const secret =
    '---\nkind: Secret\nmetadata: { name: s, namespace: emissary }\ntype: kubernetes.io/tls\ndata: { tls.crt: YQ==, tls.key: YQ== }\n';
  const all =
    '---\nkind: Mapping\nmetadata: { name: all, namespace: shop }\nspec: { hostname: "*", prefix: /, service: s }\n';
  const ask = (model: string, action: string, request: Partial<Request>, more = '') =>
    answer(listener(model, more) + host(action) + secret + all, { host: 'safe.test', listenerPort: 8443, ...request });

  test.each<[string, string, Partial<Request>, string]>([
    ['XFP', 'Redirect', { tls: true }, 'all 100 /'],
    ['XFP', 'Redirect', { tls: false }, 'https 100 https://safe.test/'],
    ['XFP', 'Route', { tls: false }, 'all 100 /'],
    ['XFP', 'Reject', { tls: false }, 'nobody 100'],
    ['SECURE', 'Reject', { tls: false }, 'all 100 /'],
    ['INSECURE', 'Redirect', { tls: true }, 'https 100 https://safe.test/'],
    ['XFP', 'Redirect', { tls: true, serverName: 'other.test' }, 'tls-refused'],
    ['XFP', 'Redirect', { listenerPort: 9000 }, 'no-listener'],
    ['XFP', 'Redirect', { tls: true, host: 'other.test', serverName: 'safe.test' }, 'no-host'],
  ])('%s and %s: %j', (model, action, request, expected) => {
    expect(ask(model, action, request)).toBe(expected);
  });

  test('a client is not believed about the protocol, a proxy in front is', () => {
    const said = { tls: false, headers: { 'X-Forwarded-Proto': 'https' } };
    expect(ask('XFP', 'Redirect', said)).toBe('https 100 https://safe.test/');
    expect(ask('XFP', 'Redirect', said, ', l7Depth: 1')).toBe('all 100 /');
  });

  test('the ACME path stays open', () => {
    const acme =
      '---\nkind: Mapping\nmetadata: { name: acme, namespace: shop }\nspec: { hostname: "*", prefix: /.well-known/acme-challenge/, service: s }\n';
    const yaml = listener('XFP') + host('Reject') + secret + all + acme;
    const request = { host: 'safe.test', listenerPort: 8443, path: '/.well-known/acme-challenge/x' };
    expect(answer(yaml, request)).toBe('acme 100 /x, nobody 0'.replace(', nobody 0', ''));
  });

  test('a client certificate is asked for', () => {
    const strict = host('Route').replace('tlsSecret', 'tls: { ca_secret: ca, cert_required: true }, tlsSecret');
    const yaml = listener('XFP') + strict + secret + secret.replace('name: s', 'name: ca') + all;
    const request = { host: 'safe.test', listenerPort: 8443, tls: true };
    expect(answer(yaml, request)).toBe('tls-refused');
    expect(answer(yaml, { ...request, hasClientCertificate: true })).toBe('all 100 /');
  });

  test('a broken AuthService answers everything with 500', () => {
    const auth =
      '---\nkind: AuthService\nmetadata: { name: a, namespace: shop }\nspec: { auth_service: auth, proto: grpc }\n';
    expect(answer(all + auth, {})).toBe('auth-broken');
  });
});

describe('domainFor', () => {
  const domains = new Map(['a.x', '*.x', '*.a.x', 'a.*', '*'].map((name) => [name, name]));
  test.each([
    ['a.x', 'a.x'],
    ['b.x', '*.x'],
    ['b.a.x', '*.a.x'],
    ['a.y', 'a.*'],
    ['x', '*'],
  ])('%s is taken by %s', (name, domain) => expect(domainFor(domains, name)).toBe(domain));
});

describe('paths', () => {
  test.each([
    ['/%74wo/', '/two/'],
    ['/a/./b/../c', '/a/c'],
    ['/a/%2e%2E/b', '/b'],
    ['/..', '/'],
    ['/a/.', '/a/'],
    ['/a%2Fb', '/a%2Fb'],
    ['//a', '//a'],
    ['/a\\b', '/a/b'],
    ['/a;b', '/a;b'],
    ['/a b', undefined],
    ['/é', undefined],
    ['/%00', undefined],
    ['a', undefined],
  ])('%s is %s', (path, expected) => expect(cleanPath(path, false)).toBe(expected));

  test('slashes are merged on demand', () => expect(cleanPath('//a///b', true)).toBe('/a/b'));

  test('query values are those of the first of a name', () => {
    expect(queryValue('a=1&b&a=2', 'a')).toBe('1');
    expect(queryValue('a=1&b&a=2', 'b')).toBe('');
    expect(queryValue('a=1', 'c')).toBeUndefined();
  });
});

describe('regexes', () => {
  test('are RE2’s, and match whole texts', () => {
    expect(matchesWhole('a+', 'aa')).toBe(true);
    expect(matchesWhole('a+', 'aab')).toBe(false);
    expect([isRegex('(?i)a'), isRegex('(?=a)'), isRegex('(')]).toEqual([true, false, false]);
  });

  test('one that does not compile changes and matches nothing', () => {
    expect(replaceAll('(', 'x', 'a(')).toBe('a(');
    expect(matchesWhole('(', '(')).toBe(false);
    expect(replaceAll('a(b)?', '[\\1\\9\\\\$]', 'aXab')).toBe('[\\$]X[b\\$]');
  });
});
