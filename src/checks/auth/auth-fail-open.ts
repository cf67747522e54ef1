import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authFailOpen = defineCheck({
  code: 'AUT010',
  name: 'auth-fail-open',
  area: 'auth',
  title: 'An AuthService lets requests through when it does not answer',
  // Somebody wrote it down, so it is a choice; it has to be known, not to be mended.
  severity: 'info',
  reads: ['AuthService'],
  alsoReads: installationKinds,
  message: '{auth} has failure_mode_allow: true.',
  why: 'While the auth service is down or slow, every request passes without being checked.',
  fix: 'Set failure_mode_allow to false, unless an open door is better than a closed one here.',
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, failure_mode_allow: true }
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    for (const auth of cluster.all('AuthService')) {
      if (auth.spec.failure_mode_allow !== true || !installations.some((gateway) => gateway.sees(auth))) continue;

      report({
        on: auth,
        data: { auth },
        evidence: [{ at: auth, path: 'spec.failure_mode_allow', value: 'true' }],
        command: patch(auth, { spec: { failure_mode_allow: false } }),
      });
    }
  },
});
