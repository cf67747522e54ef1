import { type AuthOutage, authOutages } from '../../cluster/auth-outages.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { show } from '../../engine/kubectl.ts';
import { exampleRequests, exampleWith } from '../gateway/log-example.ts';
import { clock, logged } from '../gateway/log-words.ts';

const AUTH = `---
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: "login.shop:3000", proto: http }
`;

export const authUaexBurst = defineCheck({
  code: 'AUT015',
  name: 'auth-uaex-burst',
  area: 'auth',
  title: 'An AuthService turns everybody away, by the gateway’s access log',
  severity: 'warning',
  reads: ['ContainerLog', 'AuthService'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  options: { minutes: 60, leastRequests: 20, leastPercent: 5, leastSeconds: 30, leastClients: 3 },
  message:
    'Of the {asked} requests that {auth} was asked about since {since}, {failed} were turned away with {code}: {how}.',
  why: 'Clients that may come in get {code}.',
  fix: 'See whether the Pods behind {service} run, and what their log says.',
  silent: [
    'requests that are refused because of who sends them: 401, redirects to a login, 403 for some while others come in',
    'fewer than 20, less than one in twenty, a burst shorter than half a minute, and failures after which all was well again',
    'Mappings with bypass_auth, scanners, and clients that gave up',
    'the AuthServices that Edge Stack brings along',
  ],
  example: {
    bad: exampleWith([...exampleRequests('/cart/', '503 UAEX'), ...exampleRequests('/cart/1', '503 UAEX')]) + AUTH,
    good: exampleWith([...exampleRequests('/cart/', '200 -'), ...exampleRequests('/cart/1', '401 UAEX')]) + AUTH,
  },

  run({ cluster, now, options, report }) {
    for (const outage of authOutages(cluster, options)) {
      const { logged: log, auth, kind, failed, asked, since, sample } = outage;
      report({
        on: auth,
        severity: kind !== 'all' && failed * 2 >= asked ? 'error' : 'warning',
        data: {
          auth,
          asked,
          failed,
          code: sample.code,
          since: words(clock(since, now)),
          how: words(HOW[kind](outage)),
          service: auth.spec.auth_service ?? 'auth_service',
        },
        evidence: [
          logged(sample.log, sample.text),
          { at: auth, path: 'spec.auth_service', value: auth.spec.auth_service },
        ],
        related: [log.gateway],
        command: show(auth),
      });
    }
  },
});

const HOW: Readonly<Record<AuthOutage['kind'], (outage: AuthOutage) => string>> = {
  timeout: ({ timeout }) => `it did not answer within ${timeout} ms`,
  error: () => 'it fails, or answers so itself',
  all: () => 'nobody is let in any more, not even clients that came in before',
};
