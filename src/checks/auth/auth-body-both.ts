import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authBodyBoth = defineCheck({
  code: 'AUT007',
  name: 'auth-body-both',
  area: 'auth',
  title: 'An AuthService has both fields for the request body',
  severity: 'critical',
  reads: ['AuthService'],
  alsoReads: installationKinds,
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{auth} has both include_body and allow_request_body.',
  why: 'The gateway takes the AuthService for misconfigured and answers every request with 500.',
  fix: 'Remove allow_request_body; include_body says the same, and how much of the body.',
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, allow_request_body: true, include_body: { max_bytes: 4096, allow_partial: true } }
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, include_body: { max_bytes: 4096, allow_partial: true } }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster).filter(({ flavour }) => flavour !== 'ambassador-1');
    for (const auth of cluster.all('AuthService')) {
      const { include_body: body, allow_request_body: allowed } = auth.spec;
      const gateways = installations.filter((installation) => installation.sees(auth));
      if (!body || !allowed || gateways.length === 0) continue;

      report({
        on: auth,
        data: { auth },
        evidence: [
          { at: auth, path: 'spec.allow_request_body', value: String(allowed) },
          { at: auth, path: 'spec.include_body.max_bytes', value: body.max_bytes },
        ],
        related: gateways.flatMap(({ workloads }) => workloads),
        command: patch(auth, { spec: { allow_request_body: null } }),
      });
    }
  },
});
