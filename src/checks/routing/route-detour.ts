import { describeJourney, roundTrips } from '../../cluster/round-trips.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { app: emissary }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: blog, namespace: blog }
spec: { hostname: blog.test, requestPolicy: { insecure: { action: Route } } }
---
kind: Mapping
metadata: { name: health, namespace: blog }
spec: { hostname: blog.test, prefix: /health/, service: pages.blog }
`;

export const routeDetour = defineCheck({
  code: 'RTE027',
  name: 'route-detour',
  area: 'routing',
  title: 'A Mapping sends requests through the gateway a second time',
  severity: 'warning',
  reads: ['Mapping', 'Host', 'Listener', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} sends its requests to {upstream}, which is the gateway itself; {end}: {way}.',
  why: '{consequence}',
  fix: '{advice}',
  silent: ['requests that come round for ever: that is route-gateway-loop'],
  example: {
    bad: `${GATEWAY}---
kind: Mapping
metadata: { name: status, namespace: blog }
spec: { hostname: blog.test, prefix: /status/, rewrite: /health/, service: emissary-ingress.emissary }
`,
    good: `${GATEWAY}---
kind: Mapping
metadata: { name: status, namespace: blog }
spec: { hostname: blog.test, prefix: /status/, service: pages.blog }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, journey } of roundTrips(cluster)) {
      const [first] = journey.hops;
      const last = journey.hops.at(-1);
      if (first?.kind !== 'upstream' || !last) continue;
      if (journey.end !== 'served' && journey.end !== 'nowhere') continue;

      const isServed = journey.end === 'served';
      report({
        on: mapping,
        severity: isServed ? 'warning' : 'error',
        data: {
          mapping,
          upstream: first.to,
          way: describeJourney(journey),
          end: isServed ? `there they reach ${last.to}` : 'there nothing matches them',
          consequence: isServed
            ? 'Each request passes the gateway twice: twice the time, twice the load, two lines in the access log.'
            : 'The gateway answers these requests with 404, a pass later than it could.',
          advice: isServed
            ? `Write ${last.to} into spec.service, with the rewrite that fits.`
            : 'Write the Service that should answer into spec.service.',
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: mapping.spec.service },
          { at: mapping, path: 'spec.rewrite', value: mapping.spec.rewrite },
        ],
        related: [...new Set(journey.hops.map((hop) => hop.mapping))].filter((other) => other !== mapping),
        command: isServed ? patch(mapping, { spec: { service: last.to, ...rewriteOf(last.mapping) } }) : undefined,
      });
    }
  },
});

/** What the last Mapping does to the path, where it is plain to say. */
function rewriteOf({ spec }: { readonly spec: { readonly rewrite?: string } }): { rewrite?: string } {
  return { rewrite: spec.rewrite ?? '/' };
}
