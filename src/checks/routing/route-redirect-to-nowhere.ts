import { tlsFronts } from '../../cluster/fronts.ts';
import { matchRequest } from '../../cluster/match.ts';
import { type RoutedHost, type Routing, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { isTlsTerminatedInFront } from '../../cluster/served-certificates.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

const LISTENERS = `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Listener
metadata: { name: https, namespace: emissary }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
`;

export const routeRedirectToNowhere = defineCheck({
  code: 'RTE029',
  name: 'route-redirect-to-nowhere',
  area: 'routing',
  title: 'A Host redirects to https, and nothing answers there',
  severity: 'error',
  reads: ['Host', 'Listener', 'Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{host} has no certificate and redirects everything that comes in clear to https://{hostname}, where nothing answers.',
  why: 'Every request is answered with a redirect to an address that refuses the connection, or that redirects again.',
  fix: 'Name a certificate in spec.tlsSecret; or, if clear traffic is meant, set requestPolicy.insecure.action to Route; or, if something in front terminates TLS, give the Listener an l7Depth.',
  silent: [
    'Listeners that trust a proxy in front (l7Depth, use_remote_address: false) or take all for secure',
    'load balancers whose annotations speak of certificates: that is route-https-redirect-loop',
    'a Host "*" with a certificate, which answers for the name',
    'a certificate that is named and cannot be used: what broke it is the cause',
    'Edge Stack, which gets certificates itself',
  ],
  example: {
    bad: `${LISTENERS}---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
`,
    good: `${LISTENERS}---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Route } } }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const { installation, module, hosts } = routing;
      if (!usesHosts(installation) || installation.flavour === 'edge-stack' || !module.useRemoteAddress) continue;
      if (!cluster.knows('Listener') || !cluster.knows('Module') || isTlsTerminatedInFront(installation)) continue;
      if (tlsFronts(cluster, routing).length > 0) continue;

      for (const item of hosts.filter(isRedirecting)) {
        const { host, hostname, servedBy } = item;
        if (!host || host.madeFrom || isAnsweredByTls(routing, hostname)) continue;
        if (!routing.groups.some((group) => group.hosts.includes(item))) continue;
        report({
          on: host,
          data: { host, hostname },
          evidence: [
            { at: host, path: 'spec.tlsSecret' },
            {
              at: host,
              path: 'spec.requestPolicy.insecure.action',
              value: host.spec.requestPolicy?.insecure?.action,
            },
            ...servedBy.flatMap(({ listener: { listener } }) =>
              listener ? [{ at: listener, path: 'spec.l7Depth', value: listener.spec.l7Depth }] : [],
            ),
          ],
          related: servedBy.flatMap(({ listener }) => listener.listener ?? []),
          command: patch(host, { spec: { requestPolicy: { insecure: { action: 'Route' } } } }),
        });
      }
    }
  },
});

function isRedirecting({ host, active, tlsValid, insecureAction, servedBy }: RoutedHost): boolean {
  return (
    active &&
    !tlsValid &&
    !host?.spec.tlsSecret?.name &&
    insecureAction === 'Redirect' &&
    servedBy.length > 0 &&
    servedBy.every(({ listener }) => listener.securityModel !== 'SECURE' && listener.l7Depth === 0)
  );
}

/** Whether another Host's certificate lets TLS to this name in. */
function isAnsweredByTls(routing: Routing, hostname: string): boolean {
  return routing.listeners
    .filter(({ emitted, stack }) => emitted && stack.includes('TLS'))
    .some(({ port }) => {
      const host = hostname.replace('*', 'any').replace(/:\d+$/, '');
      const { kind } = matchRequest(routing, { tls: true, host, method: 'GET', path: '/', listenerPort: port });
      return kind !== 'tls-refused' && kind !== 'no-listener';
    });
}
