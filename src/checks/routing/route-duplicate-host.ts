import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { type Displaced, displacedHosts } from '../../cluster/same-hostname.ts';
import { writtenAs } from '../../cluster/unattached.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

export const routeDuplicateHost = defineCheck({
  code: 'RTE030',
  name: 'route-duplicate-host',
  area: 'routing',
  title: 'Two Hosts have one hostname',
  severity: 'warning',
  reads: ['Host', 'Listener', 'Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: [
    'tls-conflicting-hosts',
    'gateway-diag-errors',
    'gateway-log-errors',
    'route-nr-in-logs',
    'tls-served-differs',
  ],
  message: '{host} and {winner} are both for {hostname}; {effect}.',
  why: '{consequence}',
  fix: 'Make one Host of the two, and give it what both have.',
  inGeneral: {
    why: 'One Host takes the place of the other: Mappings that only the other takes get 404, its certificate is never served, or what it says of requests in clear does not count. If the names differ in letter case alone, everything on that Listener is answered with 404.',
  },
  silent: [
    'Hosts of one name on different Listeners, or of different installations',
    'two that agree in all that matters',
    'Hosts that are made of Ingresses',
  ],
  example: {
    bad: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: a, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Redirect } } }
---
kind: Host
metadata: { name: b, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Route } } }
`,
    good: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: a, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Route } } }
`,
  },

  run({ cluster, report }) {
    for (const displaced of displacedHosts(cluster)) {
      const { loser, winner, isRefused, loses, groups } = displaced;
      if (loser.host.madeFrom || winner.host.madeFrom || (loses === 'nothing' && !isRefused)) continue;

      const mappings = groups.flatMap(({ members, redirect }) => redirect ?? members.map(({ mapping }) => mapping));
      report({
        on: loser.host,
        severity: severityOf(displaced),
        data: {
          host: loser.host,
          winner: winner.host,
          hostname: loser.hostname,
          effect: words(isRefused ? 'they differ in letter case alone' : effectOf(displaced)),
          consequence: words(isRefused ? REFUSED : CONSEQUENCES[loses]),
        },
        evidence: [
          { at: loser.host, path: 'spec.hostname', value: loser.hostname },
          { at: winner.host, path: 'spec.hostname', value: winner.hostname },
          { at: loser.host, path: 'spec.requestPolicy.insecure.action', value: loser.insecureAction },
          { at: winner.host, path: 'spec.requestPolicy.insecure.action', value: winner.insecureAction },
        ],
        related: [winner.host, ...mappings.map(writtenAs)],
        command: edit(winner.host),
      });
    }
  },
});

function severityOf({ isRefused, loses }: Displaced): Severity {
  if (isRefused) return 'critical';
  return loses === 'policy' ? 'warning' : 'error';
}

const REFUSED =
  'Envoy refuses the routes of a Listener on which a name stands twice: everything there is answered with 404.';

function effectOf({ loses, winner: { namespace, name } }: Displaced): string {
  const winner = `Host ${namespace}/${name}`;
  if (loses === 'tls') return `the certificate of ${winner} is served, and that of the other is not`;
  if (loses === 'policy') return `what ${winner} says of requests in clear counts`;
  return `${winner} takes the place of the other, whose own Mappings nobody reaches`;
}

const CONSEQUENCES = {
  routes: 'Requests for the Mappings that only the displaced Host takes are answered with 404.',
  tls: 'Its certificate is never served, and it answers in clear only.',
  policy: 'Requests in clear are not treated as the displaced Host says.',
  nothing: 'Nobody notices anything yet.',
} as const;
