import { describeJourney, loops } from '../../cluster/round-trips.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

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
  message: 'A request that {mapping} redirects comes back to it{longer}: {way}.',
  why: 'Browsers give up with “too many redirects”; nobody ever sees the page.',
  fix: 'Redirect to an address that no redirect takes again: another host, or a path with a Mapping of its own.',
  silent: [
    'a redirect to a longer path that another Mapping answers',
    'redirects to other sites, and to names that only a wildcard of this gateway covers: DNS decides where those are',
    'conditions on header values for which no plain text is known',
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
    for (const { mappings, kind, journey } of loops(cluster)) {
      if (kind !== 'redirect') continue;

      const [mapping, ...others] = mappings;
      const fields = ['host_redirect', 'path_redirect', 'prefix_redirect', 'regex_redirect', 'service'] as const;
      report({
        on: mapping,
        data: {
          mapping,
          way: words(describeJourney(journey)),
          longer: words(journey.isGrowing ? ', each time with a longer path' : ''),
        },
        evidence: mappings.flatMap((at) =>
          fields.flatMap((field) => {
            const value = at.spec[field];
            if (value === undefined) return [];
            return [{ at, path: `spec.${field}`, value: typeof value === 'string' ? value : JSON.stringify(value) }];
          }),
        ),
        related: others,
        command: edit(mapping),
      });
    }
  },
});
