import type { Mapping, MappingSpec } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch, show } from '../../engine/kubectl.ts';

export const authBypassReview = defineCheck({
  code: 'AUT014',
  name: 'auth-bypass-review',
  area: 'auth',
  title: 'Mappings are served without authentication',
  severity: 'info',
  reads: ['AuthService', 'Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mappings} can be reached without asking {auth}{reason}.',
  why: 'Whoever knows the address gets through to the service.',
  fix: '{advice}',
  inGeneral: {
    fix: 'See that each of them is meant to be open, as a login page, a callback or a health address is. Remove bypass_auth, or host_redirect: false, where it is not; narrow a Mapping that takes every path of every host.',
  },
  silent: [
    'redirects, which are never authenticated, and what is meant as one: that is route-redirect-flag-missing',
    'gateways without an AuthService',
  ],
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop }
---
kind: Mapping
metadata: { name: admin, namespace: shop }
spec: { hostname: shop.example.com, prefix: /admin/, service: admin.shop, host_redirect: false }
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop }
---
kind: Mapping
metadata: { name: admin, namespace: shop }
spec: { hostname: shop.example.com, prefix: /admin/, service: admin.shop }
`,
  },

  run({ cluster, report }) {
    for (const { installation, remote } of routingOf(cluster)) {
      const auth = remote.auth[0]?.service;
      if (!auth) continue;
      const mappings = cluster
        .all('Mapping')
        .filter((mapping) => installation.sees(mapping) && mapping.spec.host_redirect !== true);

      // Only that the field is there counts for the compiler (conformance cases 27 and 94).
      const byField = mappings.filter(
        ({ spec }) => spec.host_redirect === false && !spec.bypass_auth && !isMeantAsRedirect(spec),
      );
      for (const mapping of byField) {
        report({
          on: mapping,
          severity: 'warning',
          data: {
            mappings: [mapping],
            auth,
            reason: words(': host_redirect: false switches authentication off'),
            advice: words('Remove host_redirect, which does nothing else here; say bypass_auth: true if it is meant.'),
          },
          evidence: [{ at: mapping, path: 'spec.host_redirect', value: 'false' }],
          related: [auth],
          command: patch(mapping, { spec: { host_redirect: null } }),
        });
      }

      const bypassing = mappings.filter(({ spec }) => spec.bypass_auth === true);
      for (const mapping of bypassing.filter(takesEverything)) {
        report({
          on: mapping,
          data: {
            mappings: [mapping],
            auth,
            reason: words(', and it takes every path of every host that nothing else takes'),
            advice: words('Give it the hostname or the prefix that may be open, or remove bypass_auth.'),
          },
          evidence: [
            { at: mapping, path: 'spec.bypass_auth', value: 'true' },
            { at: mapping, path: 'spec.prefix', value: mapping.spec.prefix },
          ],
          related: [auth],
          command: patch(mapping, { spec: { hostname: 'HOSTNAME' } }),
        });
      }
      const listed = bypassing.filter((mapping) => !takesEverything(mapping));
      if (listed.length === 0) continue;
      report({
        on: auth,
        data: {
          mappings: listed,
          auth,
          reason: words(' (bypass_auth)'),
          advice: words(
            'See that each of them is meant to be open, as a login page, a callback or a health address is.',
          ),
        },
        evidence: listed.slice(0, 5).map((at) => ({ at, path: 'spec.bypass_auth', value: 'true' })),
        related: listed,
        command: [...new Set(listed.map(show))].join('\n'),
      });
    }
  },
});

function isMeantAsRedirect({ path_redirect, prefix_redirect, regex_redirect }: MappingSpec): boolean {
  return Boolean(path_redirect || prefix_redirect || regex_redirect);
}

function takesEverything({ spec }: Mapping): boolean {
  const { prefix, prefix_exact: isExact, method, headers, regex_headers: regexes, query_parameters: query } = spec;
  const isNarrow = isExact || method || [headers, regexes, query].some((part) => Object.keys(part ?? {}).length > 0);
  return prefix === '/' && (spec.hostname ?? spec.host) === '*' && !isNarrow;
}
