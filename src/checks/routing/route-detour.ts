import type { Hop } from '../../cluster/journey.ts';
import { describeJourney, roundTrips } from '../../cluster/round-trips.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import type { Upstream } from '../../cluster/upstream.ts';
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
  inGeneral: {
    why: 'Each request passes the gateway twice: twice the time, twice the load, two lines in the access log. If the gateway answers itself with a redirect, browsers show another address; if nothing matches the second time, clients get 404.',
    fix: 'Write the Service that should answer into spec.service, with the rewrite that fits.',
  },
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
      const isFollowedByClients = journey.hops.some(({ kind }) => kind !== 'upstream');
      const target = isServed && last.upstream ? serviceFor(last.upstream) : '';
      report({
        on: mapping,
        severity: isServed ? 'warning' : 'error',
        data: {
          mapping,
          upstream: first.to,
          way: words(describeJourney(journey)),
          end: words(isServed ? `from there they reach ${last.to}` : 'there nothing matches them'),
          consequence: words(!isServed ? LOST : isFollowedByClients ? REDIRECTED : TWICE),
          advice: words(
            isServed
              ? `Write ${target} into spec.service, with the rewrite that fits.`
              : 'Write the Service that should answer into spec.service.',
          ),
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: mapping.spec.service },
          { at: mapping, path: 'spec.rewrite', value: mapping.spec.rewrite },
        ],
        related: journey.hops.map((hop) => hop.mapping),
        command: isServed
          ? (shortcut(journey.hops, target) ?? patch(mapping, { spec: { service: target, rewrite: 'REWRITE' } }))
          : patch(mapping, { spec: { service: 'SERVICE.NAMESPACE' } }),
      });
    }
  },
});

const LOST = 'The gateway answers these requests with 404, one pass later than it could.';
const TWICE = 'Each request passes the gateway twice: twice the time, twice the load, two lines in the access log.';
const REDIRECTED =
  'The gateway answers itself with a redirect, which browsers follow: they show another address, and clients that do not follow get no answer.';

/** The text that means this upstream from every namespace. */
function serviceFor({ kind, name, namespace, port, isDefaultPort, tls, service }: Upstream): string {
  if (kind !== 'service') return service;
  return `${tls ? 'https://' : ''}${name}.${namespace}${isDefaultPort ? '' : `:${port}`}`;
}

/** Both rewrites in one, where plain prefixes make that certain. */
function shortcut(hops: readonly Hop[], service: string): string | undefined {
  const [first, last] = hops;
  if (hops.length !== 2 || !first || !last) return undefined;
  const { prefix: outer = '', rewrite: inside = '/' } = first.mapping.spec;
  const { prefix: inner = '', rewrite = '/' } = last.mapping.spec;
  if (![first, last].every(({ mapping: { spec } }) => !spec.prefix_regex && !spec.prefix_exact && !spec.regex_rewrite))
    return undefined;
  if (first.mapping.spec.host_rewrite || last.mapping.spec.host_rewrite) return undefined;
  const arriving = inside === '' ? outer : inside;
  if (!arriving.startsWith(inner)) return undefined;
  const whole = rewrite === '' ? arriving : rewrite + arriving.slice(inner.length);
  return patch(first.mapping, { spec: { service, rewrite: whole } });
}
