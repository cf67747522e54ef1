import { gatewayLogErrors } from '../../../src/checks/gateway/gateway-log-errors.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gatewayPod } from './given.ts';
import { access, diagd, diagnostics, entrypoint, GATEWAY, log, series } from './logs.ts';

const UPDATED = 'configuration updated (incremental) from snapshot 4 (S9 L2 G30 C19)';
const HOST = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, tlsSecret: { name: shop-tls } }
`;
const INVALID = 'Host shop: invalid TLS secret shop-tls, marking inactive';
const THROTTLING = 'Memory Usage: throttling reconfig v12 due to constrained memory with 130 stale reconfigs (120 max)';
const BOOT = entrypoint(0, 'Started Ambassador');
const DAY = 24 * 3600;

testCheck(gatewayLogErrors, {
  clean: {
    'nothing but work': {
      given: [
        ...GATEWAY,
        log([
          BOOT,
          diagd(3, 'AMBASSADOR_FAST_RECONFIGURE enabled, initializing cache'),
          diagd(9, 'Secret fallback-self-signed-cert.emissary unknown', 'ERROR'),
          diagd(10, UPDATED),
          entrypoint(70, 'Memory Usage 0.31Gi (52%)'),
          access(80),
        ]),
      ],
    },
    'what was said of the configuration before the last': {
      given: [...GATEWAY, HOST, log([diagd(0, INVALID, 'ERROR'), diagd(1, UPDATED), diagd(200, UPDATED)])],
    },
    'a Secret that has come since': {
      given: [
        ...GATEWAY,
        HOST,
        tlsSecret({ name: 'shop-tls' }),
        log([diagd(0, 'Secret shop-tls.shop unknown', 'ERROR'), diagd(1, UPDATED)]),
      ],
    },
    'a gateway that is 59 seconds old': {
      given: [...GATEWAY, HOST, log([BOOT, diagd(50, INVALID, 'ERROR'), diagd(59, UPDATED)])],
    },
    'waiting at the start': {
      given: [
        ...GATEWAY,
        log([
          BOOT,
          entrypoint(5, 'Waiting for apiext deployment'),
          entrypoint(40, "couldn't list getambassador.io/v3alpha1 Host (will retry): timeout", 'warning'),
          diagd(50, UPDATED),
          access(500),
        ]),
      ],
    },
    'a list that failed, and a configuration since': {
      given: [
        ...GATEWAY,
        log([BOOT, entrypoint(100, "couldn't list v1 Secret (will retry): timeout", 'warning'), diagd(150, UPDATED)]),
      ],
    },
    'too little memory an hour ago': {
      given: [...GATEWAY, log([entrypoint(0, THROTTLING, 'warning'), access(3600)])],
    },
    'twice in an hour Envoy could not be asked': {
      given: [
        ...GATEWAY,
        log([
          BOOT,
          ...[600, 1200].map((at) => diagd(at, 'EnvoyStats.update failed to get stats', 'WARNING')),
          access(1300),
        ]),
      ],
    },
    'a frozen configuration, which is a finding of its own': {
      given: [
        ...GATEWAY,
        log([
          diagd(0, "could not reconfigure: 'driver_config'", 'ERROR'),
          entrypoint(1, 'error notifying diagd: 500 INTERNAL SERVER ERROR', 'error'),
        ]),
      ],
    },
    'what is of no consequence': {
      given: [...GATEWAY, log([diagd(0, 'Mapping a in namespace b: both host and hostname are set, using hostname')])],
    },
    'errors that the diagnostics show': {
      given: [
        ...GATEWAY,
        diagnostics(),
        log([diagd(0, 'error cart.shop.1 resolver x is unknown!'), diagd(1, UPDATED)]),
      ],
    },
    'fragments inside a configuration that is quoted': {
      given: [...GATEWAY, log([diagd(0, '{', 'ERROR'), '  "Secret shop.tls unknown": 1,', '}', access(300)])],
    },
    'the log of a Pod that is no gateway’s': {
      given: [...GATEWAY, log([diagd(0, INVALID, 'ERROR')], { pod: 'other-1' })],
    },
  },
  found: {
    'a Host whose Secret cannot be used': {
      given: [...GATEWAY, HOST, log([diagd(0, INVALID, 'ERROR'), diagd(1, UPDATED)])],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'warning',
          says: 'The log of the gateway says of Host shop/shop: “Host shop: invalid TLS secret shop-tls, marking inactive”.',
          mentions: ['Emissary leaves the Host out', 'attache explain TLS001'],
          evidence: ['Pod emissary/emissary-ingress-1 log of app'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'the same when the last configuration was long ago': {
      given: [...GATEWAY, HOST, log([BOOT, diagd(8, INVALID, 'ERROR'), diagd(9, UPDATED), access(3 * DAY)])],
      expect: [{ on: 'Host shop/shop' }],
    },
    'a gateway that is a minute old': {
      given: [...GATEWAY, HOST, log([BOOT, diagd(50, INVALID, 'ERROR'), diagd(60, UPDATED)])],
      expect: [{ on: 'Host shop/shop' }],
    },
    'a Secret that nobody has, by what names it': {
      given: [...GATEWAY, HOST, log([diagd(0, 'Secret shop-tls.shop unknown', 'ERROR'), diagd(1, UPDATED)])],
      expect: [{ on: 'Host shop/shop', mentions: ['Secret shop-tls.shop unknown'] }],
    },
    'two messages of one Host': {
      given: [
        ...GATEWAY,
        HOST,
        log([diagd(0, 'Secret shop-tls.shop unknown', 'ERROR'), diagd(0, INVALID, 'ERROR'), diagd(1, UPDATED)]),
      ],
      expect: [{ on: 'Host shop/shop', mentions: ['and 1 more'] }],
    },
    'too little memory for changes, 59 minutes ago': {
      given: [...GATEWAY, log([entrypoint(0, THROTTLING, 'warning'), access(3540)])],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          mentions: ['throttling reconfig', 'take effect up to ten minutes late'],
        },
      ],
    },
    'kinds that the gateway did not find when it started, days ago': {
      given: [
        ...GATEWAY,
        log([BOOT, entrypoint(2, 'Warning, unable to watch Host, unknown kind.', 'warning'), access(3 * DAY)]),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['unable to watch Host', 'GWY013'] }],
    },
    'lists that fail and fail': {
      given: [
        ...GATEWAY,
        log([
          BOOT,
          ...series(5, 30, 30).map((at) =>
            entrypoint(at, "couldn't list getambassador.io/v3alpha1 Host (will retry)", 'warning'),
          ),
        ]),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ["couldn't list", 'does not get ready'] }],
    },
    'three times Envoy could not be asked': {
      given: [
        ...GATEWAY,
        log([BOOT, ...[600, 1200, 1800].map((at) => diagd(at, 'EnvoyStats.update failed to get stats', 'WARNING'))]),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['no metrics of Envoy'] }],
    },
    'no Listener at all': {
      given: [
        ...GATEWAY,
        log([
          diagd(0, 'No active listeners at all; check your Listener and Host configuration', 'WARNING'),
          diagd(1, UPDATED),
        ]),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['opens no port at all', 'RTE008'] }],
    },
    'errors of the diagnostics, where these were not read': {
      given: [
        ...GATEWAY,
        'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { hostname: "*", prefix: /cart/, service: cart }',
        log([
          diagd(0, 'error cart.shop.1 resolver x is unknown!'),
          diagd(0, 'error  Synthesized default host is inactive?'),
          diagd(1, UPDATED),
        ]),
      ],
      expect: [
        { on: 'Mapping shop/cart', mentions: ['“resolver x is unknown!”', 'MAP014'] },
        { on: 'Deployment emissary/emissary-ingress', mentions: ['Synthesized default host'] },
      ],
    },
    'a log in JSON': {
      given: [
        ...GATEWAY,
        HOST,
        log([
          JSON.stringify({ asctime: '2026-01-01 00:00:00,000', levelname: 'ERROR', message: INVALID }),
          JSON.stringify({ asctime: '2026-01-01 00:00:01,000', levelname: 'INFO', message: UPDATED }),
        ]),
      ],
      expect: [{ on: 'Host shop/shop' }],
    },
    'the same in two Pods, once': {
      given: [
        ...GATEWAY,
        gatewayPod({ name: 'emissary-ingress-2' }),
        HOST,
        log([diagd(0, INVALID, 'ERROR')]),
        log([diagd(1, INVALID, 'ERROR')], { pod: 'emissary-ingress-2' }),
      ],
      expect: [
        {
          on: 'Host shop/shop',
          says: 'The log of the gateway says of Host shop/shop: “Host shop: invalid TLS secret shop-tls, marking inactive”.',
        },
      ],
    },
  },
});
