import { deadRedirectsOf } from '../../cluster/dead-redirects.ts';
import { installationsOf } from '../../cluster/installations.ts';
import { routingAlsoReads, routingFor, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';

export const tlsHostSettingsUnused = defineCheck({
  code: 'TLS021',
  name: 'tls-host-settings-unused',
  area: 'tls',
  title: 'A Host has settings for TLS and no Secret',
  severity: 'warning',
  reads: ['Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{host} has {field}, and no Secret in spec.tlsSecret.',
  why: 'Without a tlsSecret a Host looks at none of its settings for TLS: https for {hostname} is not answered, and no error is shown.{redirect}',
  fix: 'Name the Secret with the certificate in spec.tlsSecret.name, or take {field} out.',
  inGeneral: {
    why: 'Without a tlsSecret a Host looks at none of its settings for TLS: https is not answered, and no error is shown. If it redirects to https, nothing is served at all.',
  },
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
    const dead = new Set(deadRedirectsOf(cluster).map(({ host }) => host));
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
          severity: dead.has(host) ? 'error' : 'warning',
          data: { host, hostname, field, redirect: words(dead.has(host) ? REDIRECTED : '') },
          evidence: [
            { at: host, path: field, value: tlsContext?.name ?? Object.keys(tls ?? {}) },
            { at: host, path: 'spec.tlsSecret.name' },
          ],
        });
      }
    }
  },
});

const REDIRECTED = ' And every request in clear is redirected there.';
