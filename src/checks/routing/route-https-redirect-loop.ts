import { tlsFronts } from '../../cluster/fronts.ts';
import { type RoutedListener, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata:
  name: emissary-ingress
  namespace: emissary
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:1:certificate/a
    service.beta.kubernetes.io/aws-load-balancer-backend-protocol: http
spec: { type: LoadBalancer, selector: { app: emissary }, ports: [{ port: 443, targetPort: 8080 }] }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Listener
metadata: { name: http, namespace: emissary }
`;

export const routeHttpsRedirectLoop = defineCheck({
  code: 'RTE028',
  name: 'route-https-redirect-loop',
  area: 'routing',
  title: 'TLS ends in front of the gateway, and the gateway redirects to https for ever',
  severity: 'critical',
  reads: ['Host', 'Listener', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{front} terminates TLS and goes on in clear to {listener}, which does not know that and redirects to https again.',
  why: 'Browsers give up with “too many redirects” on {names}; nobody ever gets a page.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Set l7Depth of the Listener to the number of proxies in front of it, 1 for one. If nothing else comes to this Listener, securityModel SECURE does as well. Or set the insecure action of the Hosts to Route.',
  },
  silent: [
    'Listeners with an l7Depth or securityModel SECURE, and use_remote_address: false in the Module',
    'load balancers that hand TLS on, and clouds whose annotations are not known',
    'Hosts whose insecure action is Route',
  ],
  example: {
    bad: `${GATEWAY}spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`,
    good: `${GATEWAY}spec: { port: 8080, protocol: HTTP, securityModel: XFP, l7Depth: 1, hostBinding: { namespace: { from: ALL } } }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const { installation, module, hosts } = routing;
      if (!usesHosts(installation) || !module.useRemoteAddress || !cluster.knows('Module')) continue;

      for (const front of tlsFronts(cluster, routing)) {
        for (const item of front.listeners.filter(forgetsTls)) {
          const { listener, securityModel } = item;
          const served = hosts.filter(({ servedBy }) =>
            servedBy.some((place) => place.listener === item && !place.tls),
          );
          const lost = served.flatMap(({ host, insecureAction }) =>
            host && insecureAction === 'Redirect' ? [host] : [],
          );
          if (!listener || lost.length === 0) continue;
          // Where the gateway has TLS of its own, the Ingress is another way in, and perhaps a forgotten one.
          const isBesides =
            front.object.kind === 'Ingress' && served.some(({ servedBy }) => servedBy.some(({ tls }) => tls));
          const isDepth = front.isTold && securityModel === 'XFP';
          report({
            on: listener,
            severity: isBesides ? 'warning' : lost.length === served.length ? 'critical' : 'error',
            data: {
              front: front.object,
              listener,
              names: lost.map(({ spec }) => spec.hostname ?? '*'),
              advice: words(isDepth ? DEPTH : SECURE),
            },
            evidence: [
              { at: front.object, path: front.path, value: front.value },
              { at: listener, path: 'spec.l7Depth', value: listener.spec.l7Depth },
              { at: listener, path: 'spec.securityModel', value: securityModel },
            ],
            related: [front.object, ...lost],
            command: patch(listener, { spec: isDepth ? { l7Depth: 1 } : { securityModel: 'SECURE' } }),
          });
        }
      }
    }
  },
});

const DEPTH =
  'Set l7Depth of the Listener to the number of proxies in front of it, 1 for one; or set the insecure action of the Hosts to Route.';
const SECURE =
  'If nothing else comes to this Listener, set its securityModel to SECURE; else lead TLS to a Listener of its own, or set the insecure action of the Hosts to Route.';

/** It neither terminates TLS nor believes what a proxy says. */
function forgetsTls({ stack, securityModel, l7Depth }: RoutedListener): boolean {
  return !stack.includes('TLS') && securityModel !== 'SECURE' && (l7Depth === 0 || securityModel === 'INSECURE');
}
