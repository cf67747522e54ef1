import { installationsOf } from '../../cluster/installations.ts';
import { routingAlsoReads, routingFor, routingKinds } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

export const tlsConflictingHosts = defineCheck({
  code: 'TLS023',
  name: 'tls-conflicting-hosts',
  area: 'tls',
  title: 'Two Hosts want one hostname with different certificates',
  severity: 'error',
  reads: ['Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'tls-served-differs'],
  message:
    '{host} and {other} both serve {name} with TLS, and each has a TLS context of its own, so {host} gets no https.',
  why: 'A hostname has one certificate: https for {name} is answered by {other} alone, and what only {host} would route there is 404.',
  fix: 'Make one Host of the two. If only a port tells them apart, it is enough to give both the same tlsContext.',
  silent: ['two Hosts that share a TLSContext', 'Hosts of different gateways (ambassador_id)'],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Host
metadata: { name: shop-new, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: new-tls } }
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
---
kind: Secret
metadata: { name: new-tls, namespace: shop }
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
kind: Host
metadata: { name: shop-new, namespace: shop }
spec: { hostname: new.example.com, tlsSecret: { name: new-tls } }
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
---
kind: Secret
metadata: { name: new-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const { hosts, errors } = routingFor(cluster, installation);
      for (const { on, reason, about, detail } of errors) {
        if (reason !== 'host-context-conflict' || typeof on === 'string' || !about) continue;
        const find = ({ namespace, name }: typeof about) =>
          hosts.find(({ host }) => host && host.metadata.namespace === namespace && host.metadata.name === name)?.host;
        const [host, other] = [find(on), find(about)];
        if (!host || !other || host.madeFrom || other.madeFrom) continue;

        report({
          on: host,
          data: { host, other, name: detail ?? host.spec.hostname ?? '*' },
          evidence: [
            { at: host, path: 'spec.hostname', value: host.spec.hostname },
            { at: other, path: 'spec.hostname', value: other.spec.hostname },
          ],
          related: [other],
          command: edit(host),
        });
      }
    }
  },
});
