import { asksForAcme } from '../../cluster/acme.ts';
import { deadRedirectsOf } from '../../cluster/dead-redirects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
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
    'a Host with settings for TLS, or one that waits for ACME: tls-host-settings-unused and tls-acme-oss say why it has none',
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
    for (const { host, routed } of deadRedirectsOf(cluster)) {
      // What was meant to give it a certificate is the cause: that is tls-host-settings-unused, or tls-acme-oss.
      const { tls = {}, tlsContext, requestPolicy } = host.spec;
      if (Object.keys(tls).length > 0 || tlsContext?.name || asksForAcme(host)) continue;
      report({
        on: host,
        data: { host, hostname: routed.hostname },
        evidence: [
          { at: host, path: 'spec.tlsSecret' },
          { at: host, path: 'spec.requestPolicy.insecure.action', value: requestPolicy?.insecure?.action },
          ...routed.servedBy.flatMap(({ listener: { listener } }) =>
            listener ? [{ at: listener, path: 'spec.l7Depth', value: listener.spec.l7Depth }] : [],
          ),
        ],
        related: routed.servedBy.flatMap(({ listener }) => listener.listener ?? []),
        command: patch(host, { spec: { requestPolicy: { insecure: { action: 'Route' } } } }),
      });
    }
  },
});
