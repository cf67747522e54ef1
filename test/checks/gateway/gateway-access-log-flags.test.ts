import { gatewayAccessLogFlags } from '../../../src/checks/gateway/gateway-access-log-flags.ts';
import { testCheck } from '../../support/check-tester.ts';
import { access, accessJson, diagd, GATEWAY, log, series } from './logs.ts';

const SHOP = `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Route } } }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: "cart.shop:8080", timeout_ms: 4000 }
---
kind: Mapping
metadata: { name: pay, namespace: shop }
spec: { hostname: shop.test, prefix: /pay/, service: pay.shop }
`;
const SERVICE = `
kind: Service
metadata: { name: cart, namespace: shop }
spec: { clusterIP: 10.96.0.7, selector: { app: cart }, ports: [{ port: 8080 }] }
`;
const MODULE = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: ${config} }
`;
const WEIGHTED = `
kind: Mapping
metadata: { name: cart-new, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart-new.shop, weight: 20, timeout_ms: 4000 }
---
kind: Service
metadata: { name: cart-new, namespace: shop }
spec: { clusterIP: 10.96.0.8, selector: { app: cart-new }, ports: [{ port: 80 }] }
---
kind: Endpoints
metadata: { name: cart-new, namespace: shop }
subsets: []
`;
const HEADER = `
kind: Mapping
metadata: { name: cart-beta, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart-beta.shop, headers: { x-beta: "1" } }
`;

/** Requests of five minutes: `bad` of them, spread evenly, fail. */
const mixed = (good: number, bad: number, facts: Parameters<typeof access>[1]) => [
  ...series(good, 0, 300 / good).map((at) => access(at, { upstream: '10.96.0.7:8080' })),
  ...series(bad, 0, 300 / bad).map((at) => access(at, facts)),
];
const odd = (at: number) => access(at, { method: '-', path: '-', host: '-', code: 400, flags: 'DPE' });
const UF = { code: 503, flags: 'UF,URX', upstream: '10.96.0.7:8080' };
const UH = { code: 503, flags: 'UH' };

testCheck(gatewayAccessLogFlags, {
  clean: {
    'all is well': { given: [...GATEWAY, SHOP, log(mixed(100, 1, { code: 404 }))] },
    'a handful among thousands': { given: [...GATEWAY, SHOP, log(mixed(1800, 60, UF))] },
    'nine requests that failed': { given: [...GATEWAY, SHOP, log(series(9, 0, 30).map((at) => access(at, UF)))] },
    'less than one in twenty': { given: [...GATEWAY, SHOP, log(mixed(291, 15, UF))] },
    'a deployment: five seconds without an address': {
      given: [...GATEWAY, SHOP, log([...series(200, 0, 0.025).map((at) => access(at, UH)), access(6)])],
    },
    'a burst of 29 seconds': { given: [...GATEWAY, SHOP, log(series(30, 0, 1).map((at) => access(at, UH)))] },
    'an outage that is over': {
      given: [
        ...GATEWAY,
        SHOP,
        log([...series(60, 0, 2).map((at) => access(at, UH)), ...series(6, 130, 30).map((at) => access(at))]),
      ],
    },
    'an outage of which only the day before yesterday knows': {
      given: [
        ...GATEWAY,
        SHOP,
        log([
          ...series(60, 0, 2).map((at) => access(at - 40 * 3600, UH)),
          diagd(0, 'configuration updated (incremental) from snapshot 4 (S9 L2 G30 C19)'),
        ]),
      ],
    },
    'an outage long before the log was read': {
      given: [
        ...GATEWAY,
        SHOP,
        { ...log(series(60, 0, 2).map((at) => access(at, UH))), readAt: '2026-01-01T02:00:00Z' },
      ],
    },
    'streams that end some time after their answer began': {
      given: [
        ...GATEWAY,
        SHOP,
        log([
          ...series(40, 0, 3).map((at) => access(at, { code: 101, flags: 'UC' })),
          ...series(40, 0, 3).map((at) => access(at, { code: 200, flags: 'UR' })),
        ]),
      ],
    },
    'clients that go away, rate limits, refusals, and no route': {
      given: [
        ...GATEWAY,
        SHOP,
        log([
          ...series(40, 0, 3).map((at) => access(at, { code: 0, flags: 'DC' })),
          ...series(40, 0, 3).map((at) => access(at, { code: 429, flags: 'RL' })),
          ...series(40, 0, 3).map((at) => access(at, { code: 403, flags: 'UAEX' })),
          ...series(40, 0, 3).map((at) => access(at, { code: 404, flags: 'NR', path: '/wp-login.php' })),
        ]),
      ],
    },
    'a quarter of the answers is 500, from the upstream itself': {
      given: [...GATEWAY, SHOP, log(mixed(90, 30, { code: 500 }))],
    },
    'many 500 of the upstream and one lost connection': {
      given: [...GATEWAY, SHOP, log([...mixed(90, 30, { code: 500 }), access(10, UF)])],
    },
    'paths that no Mapping has': {
      given: [...GATEWAY, SHOP, log(mixed(10, 40, { ...UH, path: '/gone/' }))],
    },
    'the gateway’s own probes': {
      given: [...GATEWAY, SHOP, log(mixed(1, 40, { code: 503, path: '/ambassador/v0/check_ready' }))],
    },
    'a rollout of the upstream': {
      given: [
        ...GATEWAY,
        SHOP,
        SERVICE,
        `
kind: Deployment
metadata: { name: cart, namespace: shop, generation: 5 }
spec: { replicas: 3, selector: { matchLabels: { app: cart } }, template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: app }] } } }
status: { observedGeneration: 4, replicas: 3 }`,
        log(mixed(10, 40, UH)),
      ],
    },
    'a format of one’s own, in which a field may mean anything': {
      given: [...GATEWAY, SHOP, MODULE('{ envoy_log_format: "ACCESS %START_TIME%" }'), log(mixed(10, 40, UH))],
    },
    'an access log that goes to a file': {
      given: [...GATEWAY, SHOP, MODULE('{ envoy_log_path: /var/log/envoy.log }'), log(mixed(10, 40, UH))],
    },
    'the log of a Pod that is no gateway’s': { given: [...GATEWAY, SHOP, log(mixed(10, 40, UH), { pod: 'other-1' })] },
    'somebody who tries what is no HTTP': {
      given: [...GATEWAY, SHOP, log([...series(79, 0, 4).map(odd), ...series(20, 0, 4).map((at) => access(at))])],
    },
    'a few who try what is no HTTP, and nobody else': { given: [...GATEWAY, SHOP, log(series(49, 0, 4).map(odd))] },
    'the log of a sidecar': { given: [...GATEWAY, SHOP, log(mixed(10, 40, UH), { container: 'statsd' })] },
  },
  found: {
    'no address behind the only Mapping': {
      given: [...GATEWAY, SHOP, SERVICE, log(series(10, 0, 30).map((at) => access(at, UH)))],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Of 10 requests to Service shop/cart since 31 December, 23:00 UTC, 10 failed: 10 × UH (it has no address that answers).',
          mentions: [
            'Clients got 503',
            'See which Pods are ready behind cart.shop',
            'kubectl -n shop get endpoints cart',
          ],
          evidence: ['Pod emissary/emissary-ingress-1 log of app', 'Mapping shop/cart spec.service'],
          related: ['Service shop/cart', 'Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'one in twenty, which is a part': {
      given: [...GATEWAY, SHOP, log(mixed(285, 15, UF))],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          mentions: ['Of 300 requests to cart.shop', '15 × UF (no connection to it)', 'Compare port 8080'],
        },
      ],
    },
    'a burst of 30 seconds that goes on': {
      given: [...GATEWAY, SHOP, log(series(31, 0, 1).map((at) => access(at, UH)))],
      expect: [{ on: 'Mapping shop/cart', severity: 'error' }],
    },
    'an outage that ended only now': {
      given: [
        ...GATEWAY,
        SHOP,
        log([...series(60, 0, 2).map((at) => access(at, UH)), ...series(6, 120, 10).map((at) => access(at))]),
      ],
      expect: [{ on: 'Mapping shop/cart', mentions: ['Of 66 requests', '60 failed'] }],
    },
    'slower than the Mapping allows': {
      given: [...GATEWAY, SHOP, log(mixed(50, 30, { code: 504, flags: 'UT', upstream: '10.96.0.7:8080' }))],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          mentions: ['the answer took too long', 'timeout_ms of Mapping shop/cart, which gives it 4000 ms', 'got 504'],
        },
      ],
    },
    'slower than the default allows': {
      given: [...GATEWAY, SHOP, log(mixed(50, 30, { code: 504, flags: 'UT', path: '/pay/' }))],
      expect: [{ on: 'Mapping shop/pay', mentions: ['Mapping shop/pay, which gives it 3000 ms'] }],
    },
    'closed connections': {
      given: [...GATEWAY, SHOP, log(mixed(10, 30, { code: 503, flags: 'UC' }))],
      expect: [
        { on: 'Mapping shop/cart', mentions: ['30 × UC (it closed the connection)', 'Read the log of cart.shop'] },
      ],
    },
    'an open circuit breaker': {
      given: [...GATEWAY, SHOP, log(mixed(50, 30, { code: 503, flags: 'UO' }))],
      expect: [{ on: 'Mapping shop/cart', mentions: ['Raise circuit_breakers of Mapping shop/cart'] }],
    },
    'an upstream that Envoy does not know': {
      given: [...GATEWAY, SHOP, log(mixed(50, 30, { code: 503, flags: 'NC' }))],
      expect: [{ on: 'Mapping shop/cart', mentions: ['Start the gateway’s Pods anew'] }],
    },
    'an upstream that answers every second request with 500 itself': {
      given: [...GATEWAY, SHOP, log(mixed(30, 30, { code: 500 }))],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          mentions: ['30 × 5xx (that is its own answer)', 'the gateway only passes on what it answers'],
        },
      ],
    },
    'several reasons, the first one most': {
      given: [...GATEWAY, SHOP, log([...mixed(30, 30, UF), ...mixed(1, 12, UH)])],
      expect: [{ on: 'Mapping shop/cart', mentions: ['30 × UF (no connection to it), 12 × UH'] }],
    },
    'an access log in JSON': {
      given: [...GATEWAY, SHOP, log(series(20, 0, 10).map((at) => accessJson(at, UH)))],
      expect: [{ on: 'Mapping shop/cart', mentions: ['Of 20 requests', '20 failed'] }],
    },
    'two Mappings to one Service, which is one finding on that': {
      given: [
        ...GATEWAY,
        SHOP,
        SERVICE,
        `
kind: Mapping
metadata: { name: basket, namespace: shop }
spec: { hostname: shop.test, prefix: /basket/, service: "cart.shop:8080" }`,
        log([...mixed(1, 30, UF), ...mixed(1, 20, { ...UF, path: '/basket/' })]),
      ],
      expect: [
        {
          on: 'Service shop/cart',
          related: ['Mapping shop/cart', 'Mapping shop/basket'],
          mentions: ['Of 52 requests', '50 failed'],
        },
      ],
    },
    'the member of two that has no address': {
      given: [...GATEWAY, SHOP, SERVICE, WEIGHTED, log(mixed(80, 20, UH))],
      expect: [{ on: 'Mapping shop/cart-new', mentions: ['Of 20 requests to Service shop/cart-new'] }],
    },
    'the member of two whose address the log shows': {
      given: [...GATEWAY, SHOP, SERVICE, WEIGHTED, log(mixed(80, 20, { ...UF, upstream: '10.96.0.8:80' }))],
      expect: [{ on: 'Mapping shop/cart-new', mentions: ['Of 20 requests to Service shop/cart-new'] }],
    },
    'a route that a header could have changed': {
      given: [...GATEWAY, SHOP, HEADER, log(mixed(10, 30, UF))],
      expect: [{ on: 'Mapping shop/cart', mentions: ['Which route they took is not sure'] }],
    },
    'nearly all that comes is no HTTP': {
      given: [...GATEWAY, SHOP, log([...series(80, 0, 4).map(odd), ...series(20, 0, 4).map((at) => access(at))])],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'Of 100 requests to Deployment emissary/emissary-ingress since 31 December, 23:00 UTC, 80 failed: 80 × DPE (what came was no HTTP).',
          mentions: ['where it sends a PROXY line or TLS'],
        },
      ],
    },
    'lines of two Pods together': {
      given: [
        ...GATEWAY,
        `
kind: Pod
metadata: { name: emissary-ingress-2, namespace: emissary, labels: { app: emissary-ingress } }
spec: { containers: [{ name: app, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running }`,
        SHOP,
        log(series(5, 0, 20).map((at) => access(at, UF))),
        log(
          series(5, 10, 20).map((at) => access(at, UF)),
          { pod: 'emissary-ingress-2' },
        ),
      ],
      expect: [{ on: 'Mapping shop/cart', mentions: ['Of 10 requests', '10 failed'] }],
    },
  },
});
