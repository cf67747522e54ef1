import { routeNrInLogs } from '../../../src/checks/routing/route-nr-in-logs.ts';
import { testCheck } from '../../support/check-tester.ts';
import { access, GATEWAY, log, series } from '../gateway/logs.ts';

const LISTENER = `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;
const host = (action = 'Route') => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: ${action} } } }
`;
const mapping = (name: string, spec: string, created = '2025-12-01T00:00:00Z') => `
kind: Mapping
metadata: { name: ${name}, namespace: shop, creationTimestamp: "${created}" }
spec: { hostname: shop.test, service: ${name}, ${spec} }
`;
const SHOP = [...GATEWAY, LISTENER, host(), mapping('checkout', 'prefix: /checkout/')];
const LOST = { code: 404, flags: 'NR' };

/** Requests for a path that no route took, over five minutes. */
const lost = (path: string, count = 10, more: Parameters<typeof access>[1] = {}) =>
  series(count, 0, 300 / count).map((at) => access(at, { ...LOST, path, ...more }));

testCheck(routeNrInLogs, {
  clean: {
    'all is served': { given: [...SHOP, log(series(50, 0, 5).map((at) => access(at, { path: '/checkout/pay' })))] },
    'nine requests': { given: [...SHOP, log(lost('/Checkout/pay', 9))] },
    'less than one in a hundred': {
      given: [
        ...SHOP,
        log([...lost('/Checkout/pay', 15), ...series(1500, 0, 0.2).map((at) => access(at, { path: '/checkout/pay' }))]),
      ],
    },
    'a burst of 29 seconds': {
      given: [...SHOP, log(series(30, 0, 1).map((at) => access(at, { ...LOST, path: '/Checkout/' })))],
    },
    scanners: {
      given: [
        ...SHOP,
        log([
          ...lost('/wp-login.php', 80),
          ...lost('/.env', 80),
          ...lost('/.git/config', 80),
          ...lost('/checkout.php', 80),
          ...lost('/cgi-bin/luci', 80),
        ]),
      ],
    },
    'robots and health checkers': {
      given: [
        ...SHOP,
        log([
          ...lost('/Checkout/', 40, { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' }),
          ...lost('/health', 80, { agent: 'ELB-HealthChecker/2.0' }),
          ...lost('/health', 80, { agent: 'kube-probe/1.31' }),
        ]),
      ],
    },
    'requests for an address instead of a name': {
      given: [...SHOP, log(lost('/Checkout/', 80, { host: '203.0.113.9' }))],
    },
    'what is no request': { given: [...SHOP, log(lost('-', 80, { method: '-', host: '-' }))] },
    'hostnames that are no others’ business': {
      given: [...SHOP, log(lost('/login', 80, { host: 'bank.example.org' }))],
    },
    'paths that there are, for hostnames that are others’ business': {
      given: [...SHOP, log(lost('/checkout/pay', 80, { host: 'bank.example.org' }))],
    },
    'a Host that only one of two Listeners has': {
      given: [
        ...SHOP,
        `
kind: Listener
metadata: { name: internal, namespace: emissary }
spec: { port: 9090, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL }, selector: { matchLabels: { for: us } } } }
---
kind: Host
metadata: { name: us, namespace: shop, labels: { for: us } }
spec: { hostname: us.test, requestPolicy: { insecure: { action: Route } } }
`,
        log(lost('/checkout/a')),
      ],
    },
    'the start page, which nobody serves': { given: [...SHOP, log(lost('/', 80))] },
    'unknown paths, 49 times': { given: [...SHOP, log(lost('/api/v1/users', 49))] },
    'a Mapping that is nine minutes old': {
      given: [...SHOP, mapping('new', 'prefix: /new/', '2025-12-31T22:55:00Z'), log(lost('/new/a'))],
    },
    'a Mapping of which nobody knows how old it is': {
      given: [
        ...GATEWAY,
        LISTENER,
        host(),
        mapping('new', 'prefix: /new/').replace(/, creationTimestamp: "[^"]*"/, ''),
        log(lost('/new/a')),
      ],
    },
    'a Mapping that was served again since': {
      given: [...SHOP, log([...lost('/checkout/a'), access(301, { path: '/checkout/a' })])],
    },
    'a Mapping that was not served half an hour ago': {
      given: [...SHOP, log([...lost('/checkout/a'), access(2000, { path: '/checkout/b' })])],
    },
    'requests without TLS for a Host that rejects them': {
      given: [
        ...GATEWAY,
        LISTENER,
        host('Reject'),
        mapping('checkout', 'prefix: /checkout/'),
        log(lost('/checkout/a')),
      ],
    },
    'a format of one’s own': {
      given: [
        ...SHOP,
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { envoy_log_format: "%PROTOCOL%" } }',
        log(lost('/Checkout/pay')),
      ],
    },
  },
  found: {
    'another letter case': {
      given: [...SHOP, log(lost('/Checkout/pay'))],
      expect: [
        {
          on: 'Mapping shop/checkout',
          severity: 'warning',
          says: 'No route took 10 requests since 31 December, 23:00 UTC, such as GET shop.test/Checkout/pay: Mapping shop/checkout comes nearest, and the letter case differs.',
          mentions: ['Correct the address that clients use'],
          evidence: ['Pod emissary/emissary-ingress-1 log of app', 'Mapping shop/checkout spec.prefix'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'a burst of half a minute, a path without its slash': {
      given: [...SHOP, log(series(31, 0, 1).map((at) => access(at, { ...LOST, path: '/checkout' })))],
      expect: [{ on: 'Mapping shop/checkout', mentions: ['only the slash at the end differs'] }],
    },
    'one in a hundred': {
      given: [
        ...SHOP,
        log([...lost('/chekout/a', 15), ...series(1485, 0, 0.2).map((at) => access(at, { path: '/checkout/pay' }))]),
      ],
      expect: [{ on: 'Mapping shop/checkout', mentions: ['/chekout is written otherwise than /checkout/'] }],
    },
    'different paths below one, together': {
      given: [...SHOP, log(series(12, 0, 30).map((at) => access(at, { ...LOST, path: `/Checkout/${at}` })))],
      expect: [{ on: 'Mapping shop/checkout', mentions: ['12 requests'] }],
    },
    'another method': {
      given: [...SHOP, mapping('pay', 'prefix: /pay/, method: POST'), log(lost('/pay/now'))],
      expect: [{ on: 'Mapping shop/pay', mentions: ['it is for POST alone'] }],
    },
    'a header that is missing': {
      given: [...SHOP, mapping('beta', 'prefix: /beta/, headers: { x-beta: "1" }'), log(lost('/beta/a'))],
      expect: [{ on: 'Mapping shop/beta', mentions: ['it wants the header x-beta: 1'] }],
    },
    'a hostname that is misspelled': {
      given: [...SHOP, log(lost('/checkout/a', 10, { host: 'shpo.test' }))],
      expect: [
        {
          on: 'Mapping shop/checkout',
          mentions: ['it is for shop.test'],
          evidence: ['Mapping shop/checkout spec.hostname'],
        },
      ],
    },
    'another name in the same domain': {
      given: [...SHOP, log(lost('/checkout/a', 10, { host: 'www.shop.test' }))],
      expect: [{ on: 'Mapping shop/checkout', mentions: ['it is for shop.test'] }],
    },
    'a Mapping that no Host takes': {
      given: [
        ...SHOP,
        mapping('lost', 'prefix: /lost/').replace('hostname: shop.test', 'hostname: shop.example'),
        log(lost('/lost/a', 10, { host: 'shop.example' })),
      ],
      expect: [{ on: 'Mapping shop/lost', mentions: ['no Host takes it', 'Mend Mapping shop/lost'] }],
    },
    'a Mapping that Emissary leaves out': {
      given: [...SHOP, mapping('odd', 'prefix: /odd/, resolver: nobody'), log(lost('/odd/a'))],
      expect: [{ on: 'Mapping shop/odd', mentions: ['Emissary leaves it out'] }],
    },
    'weights that leave a part to nobody': {
      given: [
        ...SHOP,
        mapping('a', 'prefix: /w/, weight: 30'),
        mapping('b', 'prefix: /w/, weight: 30'),
        log(lost('/w/1')),
      ],
      expect: [
        {
          on: 'Mapping shop/a',
          mentions: ['leave a part to nobody', 'add up to 100'],
          evidence: ['Mapping shop/a spec.weight'],
        },
      ],
    },
    'a Mapping that the gateway does not know': {
      given: [...SHOP, log(lost('/checkout/a'))],
      expect: [
        {
          on: 'Mapping shop/checkout',
          severity: 'error',
          mentions: ['as if it did not know it', 'whether it takes up changes'],
        },
      ],
    },
    'unknown paths, 50 times': {
      given: [...SHOP, log(lost('/api/v1/users', 50))],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'info',
          mentions: ['no Mapping on Host shop/shop is near that path'],
          evidence: ['Host shop/shop spec.hostname'],
        },
      ],
    },
  },
});
