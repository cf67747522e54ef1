import { describeJourney, type Loop, loops } from '../../cluster/round-trips.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
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
`;

export const routeGatewayLoop = defineCheck({
  code: 'RTE026',
  name: 'route-gateway-loop',
  area: 'routing',
  title: 'A Mapping sends requests back to the gateway, where they match again, for ever',
  severity: 'critical',
  reads: ['Mapping', 'Host', 'Listener', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-access-log-flags'],
  message: '{mapping} sends its requests to {upstream}, which is the gateway itself{proof}, and they go round: {way}.',
  why: '{consequence}',
  fix: 'Write the Service that should answer into spec.service of {mapping}.',
  inGeneral: {
    why: 'Each such request passes the gateway again and again until it times out, and takes capacity from all others. If the gateway answers itself with a redirect to https, browsers give up with “too many redirects”.',
  },
  silent: [
    'a rewrite or host_rewrite by which another Mapping answers: that is route-detour',
    'the ports of Edge Stack and of the administration (127.0.0.1:8500, 8877)',
    'requests that an AuthService or a Filter changes on the way: that cannot be seen here',
  ],
  example: {
    bad: `${GATEWAY}---
kind: Mapping
metadata: { name: blog, namespace: blog }
spec: { hostname: blog.test, prefix: /, service: emissary-ingress.emissary }
`,
    good: `${GATEWAY}---
kind: Mapping
metadata: { name: blog, namespace: blog }
spec: { hostname: blog.test, prefix: /, service: pages.blog }
`,
  },

  run({ cluster, report }) {
    for (const loop of loops(cluster)) {
      if (loop.kind !== 'upstream') continue;

      const [mapping, ...others] = loop.mappings;
      const redirecting = loop.journey.hops.filter(({ kind }) => kind !== 'upstream').map((hop) => hop.mapping);
      report({
        on: mapping,
        severity: loop.isFollowedByClients || loop.isByName ? 'error' : 'critical',
        data: {
          mapping,
          upstream: mapping.spec.service ?? '',
          proof: words(loop.isByName ? ' unless DNS in this cluster says otherwise (a Host has that name)' : ''),
          way: words(describeJourney(loop.journey)),
          consequence: words(consequenceOf(loop)),
        },
        evidence: [mapping, ...others].flatMap((at) => [
          { at, path: 'spec.service', value: at.spec.service },
          { at, path: 'spec.rewrite', value: at.spec.rewrite },
        ]),
        related: [...others, ...redirecting],
        command: patch(mapping, { spec: { service: 'SERVICE.NAMESPACE' } }),
      });
    }
  },
});

function consequenceOf({ isFollowedByClients }: Loop): string {
  return isFollowedByClients
    ? 'The gateway answers itself with a redirect to https, which browsers follow round and round until they give up with “too many redirects”.'
    : 'Each such request passes the gateway again and again until it times out, and takes capacity from all others.';
}
