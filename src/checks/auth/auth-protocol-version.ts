import { ambassadorIds } from '../../cluster/ambassador-id.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { AuthService } from '../../cluster/objects.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authProtocolVersion = defineCheck({
  code: 'AUT004',
  name: 'auth-protocol-version',
  area: 'auth',
  title: 'A gRPC AuthService does not ask for Envoy’s protocol v3',
  severity: 'critical',
  reads: ['AuthService'],
  alsoReads: installationKinds,
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'auth-uaex-burst'],
  message: '{auth} speaks gRPC with protocol_version {version}; Emissary 3 and later take v3 only.',
  why: '{consequence}',
  fix: 'Set spec.protocol_version to v3, and see that the auth service answers envoy.service.auth.v3.',
  inGeneral: {
    why: 'From version 3 on the gateway answers every request with 500.',
  },
  silent: [
    'proto http, which ignores protocol_version',
    'gateways before version 3, and Edge Stack’s built-in AuthService',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: AuthService
metadata: { name: gate, namespace: emissary }
spec: { auth_service: "login:3000", proto: grpc }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: AuthService
metadata: { name: gate, namespace: emissary }
spec: { auth_service: "login:3000", proto: grpc, protocol_version: v3 }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const isNew = isAtLeast(installation.version, '3');
      if (isNew === false) continue;
      for (const auth of cluster.all('AuthService')) {
        const { proto, protocol_version: version, auth_service: address = '' } = auth.spec;
        if (!installation.sees(auth) || proto !== 'grpc' || version === 'v3' || isBuiltIn(auth, address)) continue;

        report({
          on: auth,
          // Where the version is not known it may still be an old gateway, which this is right for.
          severity: isNew ? 'critical' : 'warning',
          data: {
            auth,
            version: version ?? words('v2 (the default)'),
            consequence: words(
              isNew
                ? 'The gateway answers every request with 500.'
                : 'From version 3 on the gateway answers every request with 500.',
            ),
          },
          evidence: [
            { at: auth, path: 'spec.proto', value: proto },
            { at: auth, path: 'spec.protocol_version', value: version },
          ],
          command: patch(auth, { spec: { protocol_version: 'v3' } }),
        });
      }
    }
  },
});

/** What Edge Stack brings with it; nobody can change it. */
function isBuiltIn(object: AuthService, address: string): boolean {
  return address === '127.0.0.1:8500' || ambassadorIds(object).includes('_automatic_');
}
