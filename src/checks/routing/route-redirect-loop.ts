import { describeJourney, roundTrips } from '../../cluster/round-trips.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';

const GATEWAY = `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Route } } }
`;

export const routeRedirectLoop = defineCheck({
  code: 'RTE025',
  name: 'route-redirect-loop',
  area: 'routing',
  title: 'Redirects lead round in a circle',
  severity: 'error',
  reads: ['Mapping', 'Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: 'A request that {mapping} redirects comes back to it: {way}.',
  why: 'Browsers give up with “too many redirects”; nobody ever sees the page.',
  fix: 'Redirect to an address that no redirect takes again: another host, or a path with a Mapping of its own.',
  silent: [
    'a redirect to a longer path that another Mapping answers',
    'a redirect that only changes the scheme',
    'redirects to other sites',
  ],
  example: {
    bad: `${GATEWAY}---
kind: Mapping
metadata: { name: old, namespace: shop }
spec: { hostname: shop.test, prefix: /old/, service: shop.test, host_redirect: true, prefix_redirect: /old/v1/ }
`,
    good: `${GATEWAY}---
kind: Mapping
metadata: { name: old, namespace: shop }
spec: { hostname: shop.test, prefix: /old/, service: shop.test, host_redirect: true, prefix_redirect: /new/ }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, journey } of roundTrips(cluster)) {
      const isLoop = journey.end === 'loop' || journey.end === 'too-long';
      if (!isLoop || journey.hops[0]?.kind !== 'redirect') continue;

      const fields = ['host_redirect', 'path_redirect', 'prefix_redirect', 'service'] as const;
      report({
        on: mapping,
        data: { mapping, way: describeJourney(journey) },
        evidence: fields.flatMap((field) => {
          const value = mapping.spec[field];
          return value === undefined ? [] : [{ at: mapping, path: `spec.${field}`, value: String(value) }];
        }),
        related: [...new Set(journey.hops.map((hop) => hop.mapping))].filter((other) => other !== mapping),
      });
    }
  },
});
