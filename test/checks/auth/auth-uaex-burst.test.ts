import { authUaexBurst } from '../../../src/checks/auth/auth-uaex-burst.ts';
import { testCheck } from '../../support/check-tester.ts';
import { access, GATEWAY, log, series } from '../gateway/logs.ts';

const auth = (more = '') => `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: "login.shop:3000", proto: http${more ? `, ${more}` : ''} }
`;
const ROUTES = `
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
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
---
kind: Mapping
metadata: { name: open, namespace: shop }
spec: { hostname: shop.test, prefix: /open/, service: open.shop, bypass_auth: true }
`;
const SHOP = [...GATEWAY, ROUTES, auth()];
type Facts = Parameters<typeof access>[1];

/** Requests of five minutes. */
const over = (count: number, facts: Facts) => series(count, 0, 300 / count).map((at) => access(at, facts));
const BROKEN: Facts = { code: 503, flags: 'UAEX' };
const LATE: Facts = { code: 403, flags: 'UAEX', duration: 4950 };
const DENIED: Facts = { code: 403, flags: 'UAEX' };
const CLIENTS = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];

/** Requests of clients by turns, from some second on, one every five seconds. */
const byTurns = (clients: readonly string[], count: number, from: number, facts: Facts) =>
  series(count, from, 5).map((at, index) => access(at, { ...facts, client: clients[index % clients.length] ?? '' }));

testCheck(authUaexBurst, {
  clean: {
    'everybody comes in': { given: [...SHOP, log(over(60, {}))] },
    'those who may not come in': {
      given: [
        ...SHOP,
        log([
          ...over(60, {}),
          ...over(60, { code: 401, flags: 'UAEX' }),
          ...over(60, { code: 302, flags: 'UAEX' }),
          ...over(60, DENIED),
        ]),
      ],
    },
    'nobody comes in, and nobody ever did': { given: [...SHOP, log(byTurns(CLIENTS, 60, 0, DENIED))] },
    'nobody comes in any more, of clients that never did': {
      given: [
        ...SHOP,
        log([
          ...byTurns(CLIENTS, 30, 0, {}),
          ...byTurns(['203.0.113.1', '203.0.113.2', '203.0.113.3'], 30, 150, DENIED),
        ]),
      ],
    },
    'nobody comes in any more, two of them had': {
      given: [...SHOP, log([...byTurns(CLIENTS.slice(1), 30, 0, {}), ...byTurns(CLIENTS, 30, 150, DENIED)])],
    },
    'clients that came in have to log in again': {
      given: [
        ...SHOP,
        log([...byTurns(CLIENTS, 30, 0, {}), ...byTurns(CLIENTS, 30, 150, { code: 401, flags: 'UAEX' })]),
      ],
    },
    'refused with the status that stands for a failing AuthService somewhere else': {
      given: [
        ...GATEWAY,
        ROUTES,
        auth('status_on_error: { code: 503 }'),
        log([...byTurns(CLIENTS, 30, 0, {}), ...byTurns(CLIENTS, 30, 150, DENIED)]),
      ],
    },
    '19 failures': { given: [...SHOP, log(over(19, BROKEN))] },
    'less than one in twenty': { given: [...SHOP, log([...over(1000, {}), ...over(40, BROKEN)])] },
    'a burst of 29 seconds': { given: [...SHOP, log(series(30, 0, 1).map((at) => access(at, BROKEN)))] },
    'an outage that is over': {
      given: [...SHOP, log([...over(60, BROKEN), ...series(6, 430, 10).map((at) => access(at))])],
    },
    'slow clients that are refused': { given: [...SHOP, log(over(60, { ...LATE, code: 401 }))] },
    'slow, and in time': { given: [...SHOP, log(over(60, { ...LATE, duration: 4400 }))] },
    'routes that nobody is asked about': { given: [...SHOP, log(over(60, { ...BROKEN, path: '/open/' }))] },
    scanners: { given: [...SHOP, log(over(60, { ...BROKEN, path: '/cart/.env' }))] },
    'no AuthService': { given: [...GATEWAY, ROUTES, log(over(60, BROKEN))] },
  },
  found: {
    'all are refused with 503': {
      given: [...SHOP, log(over(20, BROKEN))],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'error',
          says: 'Of the 20 requests that AuthService shop/gate was asked about since 31 December, 23:00 UTC, 20 were turned away with 503: it fails, or answers so itself.',
          mentions: ['Clients that may come in get 503.', 'Pods behind login.shop:3000'],
          evidence: ['Pod emissary/emissary-ingress-1 log of app', 'AuthService shop/gate spec.auth_service'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'a burst of half a minute that goes on': {
      given: [...SHOP, log(series(31, 0, 1).map((at) => access(at, BROKEN)))],
      expect: [{ on: 'AuthService shop/gate', severity: 'error' }],
    },
    'one in twenty comes too late': {
      given: [...SHOP, log([...over(570, {}), ...over(30, LATE)])],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'warning',
          mentions: ['30 were turned away with 403: it did not answer within 5000 ms'],
        },
      ],
    },
    'with a time of its own': {
      given: [...GATEWAY, ROUTES, auth('timeout_ms: 1000'), log(over(30, { ...LATE, duration: 900 }))],
      expect: [{ on: 'AuthService shop/gate', mentions: ['within 1000 ms'] }],
    },
    'clients that came in are turned away like all others': {
      given: [...SHOP, log([...byTurns(CLIENTS, 30, 0, {}), ...byTurns(CLIENTS, 20, 150, DENIED)])],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'warning',
          mentions: ['Of the 20 requests', 'since 31 December, 23:02 UTC', 'nobody is let in any more'],
        },
      ],
    },
    'the same with a status of its own': {
      given: [
        ...GATEWAY,
        ROUTES,
        auth('status_on_error: { code: 429 }'),
        log([...byTurns(CLIENTS, 30, 0, {}), ...byTurns(CLIENTS, 20, 150, { code: 429, flags: 'UAEX' })]),
      ],
      expect: [{ on: 'AuthService shop/gate', mentions: ['turned away with 429'] }],
    },
  },
});
