import { installationsOf } from '../../cluster/installations.ts';
import { routingAlsoReads, routingFor, routingKinds } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const tlsHostSettingsUnused = defineCheck({
  code: 'TLS021',
  name: 'tls-host-settings-unused',
  area: 'tls',
  title: 'A Host has settings for TLS and no Secret',
  severity: 'warning',
  reads: ['Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-redirect-to-nowhere', 'gateway-diag-errors', 'gateway-log-errors'],
  message: '{host} has {field}, and no Secret in spec.tlsSecret.',
  why: 'Without a tlsSecret a Host looks at none of its settings for TLS: https for {hostname} is not answered, and no error is shown.',
  fix: 'Name the Secret with the certificate in spec.tlsSecret.name, or take {field} out.',
  silent: ['Hosts for which Edge Stack fetches a certificate itself', 'Ambassador 1, where a TLSContext is enough'],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tls: { min_tls_version: v1.2 } }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tls: { min_tls_version: v1.2 }, tlsSecret: { name: shop-tls } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      if (installation.flavour === 'ambassador-1') continue;
      for (const { host, hostname } of routingFor(cluster, installation).hosts) {
        const { tls, tlsContext, tlsSecret, acmeProvider } = host?.spec ?? {};
        const isSet = tlsContext?.name || (tls && Object.keys(tls).length > 0);
        if (!host || !isSet || tlsSecret?.name) continue;
        const mayDoAcme = installation.flavour === 'edge-stack' || installation.isAssumed;
        if (acmeProvider && mayDoAcme && acmeProvider.authority?.toLowerCase() !== 'none') continue;

        const field = tlsContext?.name ? 'spec.tlsContext' : 'spec.tls';
        report({
          on: host,
          data: {
            host,
            hostname,
            field,
          },
          evidence: [
            { at: host, path: field, value: tlsContext?.name ?? Object.keys(tls ?? {}) },
            { at: host, path: 'spec.tlsSecret.name' },
          ],
          command: patch(host, { spec: { tlsSecret: { name: 'SECRET' } } }),
        });
      }
    }
  },
});
