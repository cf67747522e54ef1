import { ambassadorIds } from '../../cluster/ambassador-id.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { RateLimitService } from '../../cluster/objects.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const ratelimitProtocolVersion = defineCheck({
  code: 'AUT016',
  name: 'ratelimit-protocol-version',
  area: 'auth',
  title: 'A RateLimitService does not ask for Envoy’s protocol v3',
  severity: 'error',
  reads: ['RateLimitService'],
  alsoReads: installationKinds,
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{limiter} has protocol_version {version}; Emissary 3 and later take v3 only.',
  why: '{consequence}',
  fix: 'Set spec.protocol_version to v3, and see that the service answers envoy.service.ratelimit.v3.',
  inGeneral: {
    why: 'From version 3 on the gateway ignores it: nothing is rate limited.',
  },
  silent: ['gateways before version 3, and Edge Stack’s built-in RateLimitService'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: RateLimitService
metadata: { name: limit, namespace: emissary }
spec: { service: "limit:5000" }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: RateLimitService
metadata: { name: limit, namespace: emissary }
spec: { service: "limit:5000", protocol_version: v3 }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const isNew = isAtLeast(installation.version, '3');
      if (isNew === false) continue;
      for (const limiter of cluster.all('RateLimitService')) {
        const { protocol_version: version, service = '' } = limiter.spec;
        if (!installation.sees(limiter) || version === 'v3' || isBuiltIn(limiter, service)) continue;

        report({
          on: limiter,
          // Where the version is not known it may still be an old gateway, which this is right for.
          severity: isNew ? 'error' : 'warning',
          data: {
            limiter,
            version: version ?? words('v2 (the default)'),
            consequence: words(
              isNew
                ? 'The gateway ignores it: nothing is rate limited.'
                : 'From version 3 on the gateway ignores it: nothing is rate limited.',
            ),
          },
          evidence: [{ at: limiter, path: 'spec.protocol_version', value: version }],
          command: patch(limiter, { spec: { protocol_version: 'v3' } }),
        });
      }
    }
  },
});

/** What Edge Stack brings with it; nobody can change it. */
function isBuiltIn(object: RateLimitService, address: string): boolean {
  return address === '127.0.0.1:8500' || ambassadorIds(object).includes('_automatic_');
}
