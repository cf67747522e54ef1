import { installationsOf } from '../../cluster/installations.ts';
import type { Host, Listener } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { hostsInClear } from '../../cluster/tls-listeners.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, label, patch } from '../../engine/kubectl.ts';

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
  inGeneral: {
    fix: 'Let hostBinding of a Listener with TLS take the Host: namespace.from ALL, and labels that the Host has. If port 443 leads to a Listener in clear, set its protocol to HTTPS; it goes on answering plain http as well.',
  },
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
      const { hosts, secure, behind443 } = hostsInClear(cluster, installation);
      const own = hosts.flatMap(({ host }) => (host && !host.madeFrom ? [host] : []));
      const [{ listener } = {}] = secure;

      for (const host of behind443 ? [] : own) {
        report({
          on: host,
          data: {
            hosts: host,
            names: host.spec.hostname ?? '*',
            reason: words(`: Listener ${secure.map(({ name }) => name).join(', ')} does, and does not take this Host`),
            advice: words(
              'Let hostBinding of the Listener take the Host: namespace.from ALL, and labels that the Host has.',
            ),
          },
          evidence: [
            { at: host, path: 'spec.tlsSecret.name', value: host.spec.tlsSecret?.name },
            ...(listener ? [{ at: listener, path: 'spec.hostBinding', value: bindingText(listener) }] : []),
          ],
          related: secure.flatMap((item) => item.listener ?? []),
          command: listener ? take(host, listener) : edit(host),
        });
      }

      if (!behind443 || own.length === 0) continue;
      const { protocol = 'HTTP' } = behind443.spec;
      const { name } = behind443.metadata;
      report({
        on: behind443,
        data: {
          hosts: own,
          names: own.map(({ spec }) => spec.hostname ?? '*'),
          reason: words(`: port 443 leads to Listener ${name}, which speaks plain ${protocol}`),
          advice: words(`Set protocol: HTTPS in Listener ${name}; it goes on answering plain http as well.`),
        },
        evidence: [{ at: behind443, path: 'spec.protocol', value: behind443.spec.protocol }],
        related: own,
        command: patch(behind443, {
          spec: { protocol: 'HTTPS', ...(behind443.spec.protocolStack && { protocolStack: null }) },
        }),
      });
    }
  },
});

/** Lets a Listener take a Host: by its namespace, else by the labels that it asks for. */
function take(host: Host, listener: Listener): string {
  const { namespace, selector } = listener.spec.hostBinding ?? {};
  const isForAll = namespace?.from?.toUpperCase() === 'ALL' || host.metadata.namespace === listener.metadata.namespace;
  if (!isForAll) return patch(listener, { spec: { hostBinding: { namespace: { from: 'ALL' } } } });
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return labels.length > 0 ? label(host, labels, '--overwrite') : edit(listener);
}

function bindingText({ spec }: Listener): string {
  const { namespace, selector } = spec.hostBinding ?? {};
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [`from ${namespace?.from ?? 'SELF'}`, ...labels].join(', ');
}
