import { describeJourney, roundTrips } from '../../cluster/round-trips.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';

export const routeGatewayLoop = defineCheck({
  code: 'RTE026',
  name: 'route-gateway-loop',
  area: 'routing',
  title: 'A Mapping sends requests back to the gateway, where they match again, for ever',
  severity: 'critical',
  reads: ['Mapping', 'Host', 'Listener', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} sends its requests to {upstream}, which is the gateway itself, and they come back to it: {way}.',
  why: 'Each such request multiplies inside the gateway until it times out, and takes capacity from all others.',
  fix: 'Write the Service that should answer into spec.service of {mapping}.',
  silent: [
    'a rewrite or host_rewrite by which another Mapping answers: that is route-detour',
    'the ports of Edge Stack and of the administration (127.0.0.1:8500, 8877)',
  ],
  example: {
    bad: `
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
metadata: { name: blog, namespace: blog }
spec: { hostname: blog.test, prefix: /, service: emissary-ingress.emissary }
`,
    good: `
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
metadata: { name: blog, namespace: blog }
spec: { hostname: blog.test, prefix: /, service: pages.blog }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, journey } of roundTrips(cluster)) {
      const [first] = journey.hops;
      const isLoop = journey.end === 'loop' || journey.end === 'too-long';
      if (!isLoop || first?.kind !== 'upstream') continue;

      report({
        on: mapping,
        data: { mapping, upstream: first.to, way: describeJourney(journey) },
        evidence: [
          { at: mapping, path: 'spec.service', value: mapping.spec.service },
          { at: mapping, path: 'spec.rewrite', value: mapping.spec.rewrite },
        ],
        related: [...new Set(journey.hops.map((hop) => hop.mapping))].filter((other) => other !== mapping),
      });
    }
  },
});
