import type { Cluster } from '../../cluster/cluster.ts';
import { type Installation, installationsOf } from '../../cluster/installations.ts';
import type { Listener } from '../../cluster/objects.ts';
import {
  type RoutedHost,
  type RoutedListener,
  routingAlsoReads,
  routingFor,
  routingKinds,
} from '../../cluster/routing.ts';
import { isTlsTerminatedInFront } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const tlsHostNoTlsListener = defineCheck({
  code: 'TLS022',
  name: 'tls-host-no-tls-listener',
  area: 'tls',
  title: 'No Listener terminates TLS for a Host with a certificate',
  severity: 'error',
  reads: ['Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{hosts} has a certificate, and no Listener that takes it terminates TLS{reason}.',
  why: 'https for {names} is not answered: the TLS handshake fails.',
  fix: '{advice}',
  silent: [
    'a gateway whose load balancer terminates TLS (annotations of its Service, l7Depth or securityModel SECURE of a Listener)',
    'a gateway without any Listener for TLS whose Service has no port 443: something in front may terminate it',
    'Hosts that no Listener takes at all: that is route-host-unlistened',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Listener
metadata: { name: https, namespace: emissary }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: SELF } } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Listener
metadata: { name: https, namespace: emissary }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      if (!cluster.knows('Listener') || isTlsTerminatedInFront(installation)) continue;
      const { hosts, listeners } = routingFor(cluster, installation);
      const secure = listeners.filter((listener) => !listener.fault && terminatesTls(listener));
      const left = hosts.filter(isLeftInClear);

      if (secure.length > 0) {
        for (const { host, hostname } of left) {
          if (!host || host.madeFrom) continue;
          const [{ listener } = {}] = secure;
          report({
            on: host,
            data: {
              hosts: host,
              names: hostname,
              reason: words(`; ${secure.map(({ name }) => name).join(', ')} would, and does not take this Host`),
              advice: words(
                'Let hostBinding of the Listener take the Host: namespace.from ALL, and labels that the Host has.',
              ),
            },
            evidence: [
              { at: host, path: 'spec.tlsSecret.name', value: host.spec.tlsSecret?.name },
              ...(listener ? [{ at: listener, path: 'spec.hostBinding', value: bindingText(listener) }] : []),
            ],
            related: secure.flatMap((item) => item.listener ?? []),
          });
        }
        continue;
      }

      const listener = httpOn443(cluster, installation, listeners);
      const served = left.filter(({ servedBy }) => servedBy.some((item) => item.listener.listener === listener));
      const named = served.flatMap(({ host }) => (host && !host.madeFrom ? [host] : []));
      if (!listener || named.length === 0) continue;
      report({
        on: listener,
        data: {
          hosts: named,
          names: served.map(({ hostname }) => hostname),
          reason: words(
            `: port 443 leads to Listener ${listener.metadata.name}, which speaks plain ${listener.spec.protocol ?? 'HTTP'}`,
          ),
          advice: words(
            `Set protocol: HTTPS in Listener ${listener.metadata.name}; it goes on answering plain http as well.`,
          ),
        },
        evidence: [
          { at: listener, path: 'spec.protocol', value: listener.spec.protocol ?? listener.spec.protocolStack },
        ],
        related: named,
        command: listener.spec.protocol === 'HTTP' ? patch(listener, { spec: { protocol: 'HTTPS' } }) : undefined,
      });
    }
  },
});

function terminatesTls({ stack }: RoutedListener): boolean {
  return stack.includes('TLS') && stack.includes('HTTP');
}

/** It could have TLS and is served, by Listeners none of which has TLS and none of which trusts a proxy in front. */
function isLeftInClear({ tlsValid, servedBy }: RoutedHost): boolean {
  return (
    tlsValid &&
    servedBy.length > 0 &&
    servedBy.every(
      ({ listener }) => !terminatesTls(listener) && listener.l7Depth === 0 && listener.securityModel !== 'SECURE',
    )
  );
}

/** The Listener behind port 443 of a load balancer. */
function httpOn443(
  cluster: Cluster<'Service'>,
  { services, workloads }: Installation,
  listeners: readonly RoutedListener[],
): Listener | undefined {
  const containers = workloads.flatMap(({ spec }) => spec.template?.spec?.containers ?? []);
  const named = new Map(containers.flatMap(({ ports = [] }) => ports.map((port) => [port.name, port.containerPort])));
  const targets = services
    .filter(({ spec }) => spec.type === 'LoadBalancer' && cluster.knows('Service'))
    .flatMap(({ spec }) => spec.ports ?? [])
    .filter(({ port }) => port === 443)
    .map(({ port, targetPort = port }) => (typeof targetPort === 'string' ? named.get(targetPort) : targetPort));
  return listeners.find(({ port, listener, stack }) => listener && targets.includes(port) && stack.includes('HTTP'))
    ?.listener;
}

function bindingText({ spec }: Listener): string {
  const { namespace, selector } = spec.hostBinding ?? {};
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [`from ${namespace?.from ?? 'SELF'}`, ...labels].join(', ');
}
