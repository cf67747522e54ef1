import { gatewayConfigFrozen } from '../../../src/checks/gateway/gateway-config-frozen.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gatewayPod } from './given.ts';
import { access, diagd, entrypoint, envoy, GATEWAY, log } from './logs.ts';

const UPDATED = 'configuration updated (complete) from snapshot 7 (S9 L2 G30 C19)';
const REFUSED = 'no update performed (invalid envoy configuration generated), continuing with current configuration...';
const BOOT = entrypoint(0, 'Started Ambassador');

/** What the compiler writes when it throws. */
const crashed = (
  at: number,
  words = "argument of type 'NoneType' is not iterable",
  frame = 'self.load_config_watt',
) => [
  diagd(at, `could not reconfigure: ${words}`, 'ERROR'),
  diagd(at, words, 'ERROR'),
  'Traceback (most recent call last):',
  '  File "/usr/lib/python3/site-packages/ambassador_diag/diagd.py", line 1420, in run',
  `    ${frame}(rqueue, url)`,
  `TypeError: ${words}`,
  entrypoint(at, 'error notifying diagd: 500 INTERNAL SERVER ERROR, configuration failed', 'error'),
];

/** What it writes when Envoy refuses: the configuration, Envoy's words, and that it goes on as before. */
const refused = (at: number, ...words: readonly string[]) => [
  diagd(at, '{', 'ERROR'),
  '    "admin": {',
  '        "name": "configuration updated (complete)"',
  '}',
  'could not validate the envoy configuration above after 5 retries, failed with error ',
  ...words,
  '(exit code 1)',
  'Aborting update...',
  diagd(at, REFUSED),
];
const initializing = (at: number, reason: string) =>
  envoy(
    at,
    'critical',
    `[source/server/server.cc:117] error initializing configuration '/ambassador/snapshots/econf-tmp.json': ${reason}`,
  );

const LOG_SERVICE = `
kind: LogService
metadata: { name: als, namespace: shop }
spec: { service: als.shop, driver: http, protocol_version: v3 }
`;
const LISTENERS = `
kind: Listener
metadata: { name: https, namespace: emissary }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.test], notBefore: "2025-01-01T00:00:00Z", notAfter: "2026-12-31T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`;
const regex = (name: string, pattern: string) => `
kind: Mapping
metadata: { name: ${name}, namespace: shop }
spec: { hostname: shop.test, prefix: "${pattern}", prefix_regex: true, service: ${name} }
`;
const BROKEN = `${LISTENERS}---${regex('cart', '/cart[')}`;

testCheck(gatewayConfigFrozen, {
  clean: {
    'updates that succeed': { given: [...GATEWAY, log([BOOT, diagd(9, UPDATED), access(10), diagd(600, UPDATED)])] },
    'one that failed and one that succeeded since': {
      given: [...GATEWAY, log([BOOT, diagd(9, UPDATED), ...crashed(100), ...refused(200), diagd(300, UPDATED)])],
    },
    'a check that had to be tried again': {
      given: [
        ...GATEWAY,
        log([
          diagd(0, 'envoy configuration validation timed out after 60 seconds, retrying...', 'WARNING'),
          diagd(40, UPDATED),
        ]),
      ],
    },
    'a gateway that starts': { given: [...GATEWAY, log([BOOT, ...refused(30), access(59)])] },
    'a failure within the last minute': {
      given: [...GATEWAY, log([diagd(0, UPDATED), ...refused(3541)])],
    },
    'a look for news that failed': {
      given: [...GATEWAY, log([diagd(0, UPDATED), ...crashed(100, 'timed out', 'self.check_scout')])],
    },
    'endpoints that Envoy refuses for a moment': {
      given: [
        ...GATEWAY,
        log([
          diagd(0, UPDATED),
          envoy(
            1,
            'warning',
            'gRPC config for type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment rejected: unknown',
          ),
          access(300),
        ]),
      ],
    },
    'such words inside a configuration that is quoted': {
      given: [...GATEWAY, log([diagd(0, '{', 'DEBUG'), `    "x": "${REFUSED}"`, '}', access(300)])],
    },
    'the log of another Pod': { given: [...GATEWAY, log(refused(100), { pod: 'emissary-apiext-1' })] },
    'a log without a word of it': { given: [...GATEWAY, log([access(1), access(2)])] },
  },
  found: {
    'the compiler throws at a LogService': {
      given: [...GATEWAY, LOG_SERVICE, log([BOOT, diagd(9, UPDATED), ...crashed(1000), ...crashed(1200)])],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          says: "Deployment emissary/emissary-ingress has taken up no change since 31 December, 23:16 UTC: its compiler throws because of LogService shop/als (“argument of type 'NoneType' is not iterable”).",
          mentions: ['Correct LogService shop/als', 'kubectl -n emissary logs emissary-ingress-1 -c app'],
          evidence: ['Pod emissary/emissary-ingress-1 log of app'],
          related: ['LogService shop/als', 'Pod emissary/emissary-ingress-1'],
        },
      ],
    },
    'the compiler throws, and nobody knows at what': {
      given: [...GATEWAY, log([diagd(0, UPDATED), ...crashed(1000)])],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['its compiler throws (“argument', 'undo the last change of a Module'],
        },
      ],
    },
    'Envoy refuses a regex, which is the only thing that it can refuse': {
      given: [...GATEWAY, BROKEN, log([diagd(0, UPDATED), ...refused(1000, initializing(1000, 'missing ]: ['))])],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['Envoy refuses the configuration because of Mapping shop/cart (“missing ]: [”)'],
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'Envoy refuses one of two regexes, and names it': {
      given: [
        ...GATEWAY,
        BROKEN,
        regex('pay', '/pay('),
        log([diagd(0, UPDATED), ...refused(1000, initializing(1000, 'missing ): /pay('))]),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['because of Mapping shop/pay'] }],
    },
    'Envoy refuses one of two regexes, and does not name it': {
      given: [...GATEWAY, BROKEN, regex('pay', '/pay('), log([diagd(0, UPDATED), ...refused(1000)])],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: [
            'Envoy refuses the configuration (“',
            'no update performed (invalid',
            'where Envoy says what it refuses',
          ],
        },
      ],
    },
    'Envoy refuses a certificate, by the file that was made of it': {
      given: [
        ...GATEWAY,
        LISTENERS,
        log([
          diagd(0, UPDATED),
          ...refused(
            1000,
            initializing(
              1000,
              'Failed to load certificate chain from /ambassador/snapshots/shop/secrets-decoded/shop-tls/4F2A.crt',
            ),
          ),
        ]),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['because of Secret shop/shop-tls'],
          related: ['Secret shop/shop-tls'],
        },
      ],
    },
    'Envoy refuses what it was sent': {
      given: [
        ...GATEWAY,
        log([
          diagd(0, UPDATED),
          envoy(
            1,
            'warning',
            '[source/x.cc:1] gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s) https: no TLS',
          ),
          access(300),
        ]),
      ],
      expect: [
        { on: 'Deployment emissary/emissary-ingress', mentions: ['Envoy refuses', 'Error adding/updating listener'] },
      ],
    },
    'there was no time to ask Envoy': {
      given: [
        ...GATEWAY,
        log([
          diagd(0, UPDATED),
          diagd(900, 'envoy configuration validation timed out after 60 seconds, retrying...', 'WARNING'),
          diagd(960, 'envoy configuration validation timed out after 60 seconds', 'WARNING'),
          ...refused(961),
        ]),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['had no time to check', 'raise envoy_validation_timeout'],
        },
      ],
    },
    'one that failed 61 seconds ago': {
      given: [...GATEWAY, log([diagd(0, UPDATED), ...refused(3539)])],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'critical' }],
    },
    'a log that begins behind the last success': {
      given: [...GATEWAY, log(['    "cut off": 1', '}', ...refused(100).slice(4), access(400)])],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['Envoy refuses'] }],
    },
    'a gateway that never had a configuration': {
      given: [...GATEWAY, log([BOOT, ...crashed(30), access(120)])],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          mentions: ['has never had a configuration'],
        },
      ],
    },
    'one of two Pods': {
      given: [
        ...GATEWAY,
        gatewayPod({ name: 'emissary-ingress-2' }),
        log([diagd(0, UPDATED), ...refused(1000)]),
        log([diagd(0, UPDATED), diagd(1001, UPDATED)], { pod: 'emissary-ingress-2' }),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          mentions: ['in 1 of 2 Pods', 'what clients get depends on the Pod'],
        },
      ],
    },
    'all of two Pods, since the first of them': {
      given: [
        ...GATEWAY,
        gatewayPod({ name: 'emissary-ingress-2' }),
        log([diagd(0, UPDATED), ...refused(1000)]),
        log([diagd(0, UPDATED), ...refused(940)], { pod: 'emissary-ingress-2' }),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          mentions: ['since 31 December, 23:15 UTC:'],
        },
      ],
    },
    'a log in JSON': {
      given: [
        ...GATEWAY,
        log([
          JSON.stringify({ asctime: '2025-12-31 23:00:00,000', levelname: 'INFO', message: UPDATED }),
          JSON.stringify({
            asctime: '2025-12-31 23:10:00,000',
            levelname: 'ERROR',
            message: `{\n "x": 1\n}\ncould not validate the envoy configuration above after 5 retries, failed with error \n${initializing(600, 'bad')}\nAborting update...`,
          }),
          JSON.stringify({ asctime: '2025-12-31 23:10:00,100', levelname: 'INFO', message: REFUSED }),
        ]),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['Envoy refuses the configuration (“bad”)'] }],
    },
    'a bare Pod': {
      given: [gatewayPod({ name: 'emissary-ingress-1' }), log([diagd(0, UPDATED), ...crashed(1000)])],
      expect: [{ on: 'Pod emissary/emissary-ingress-1', severity: 'critical' }],
    },
  },
});
