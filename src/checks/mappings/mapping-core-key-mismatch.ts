import { isEqual } from '../../cluster/equal.ts';
import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import { type Dropped, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { defineCheck, words } from '../../engine/check.ts';

export const mappingCoreKeyMismatch = defineCheck({
  code: 'MAP020',
  name: 'mapping-core-key-mismatch',
  area: 'mappings',
  title: 'Mappings that share a route do not go together',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} asks for the same requests as {first}, and {reason}.',
  why: 'Emissary leaves out what does not go together with the first of a route, so that this gets all the requests; what only the first says holds for a part of them.',
  fix: 'Make {field} the same in {mapping} and {first}, or give one of them other conditions.',
  silent: [
    'fields that may differ: rewrite, timeout_ms, idle_timeout_ms, host_rewrite',
    'a field that only the first has, other than bypass_auth and load_balancer',
    'differences in circuit breakers, where the Module could not be read',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
---
kind: Mapping
metadata: { name: cart-canary, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart-canary.shop, weight: 10, connect_timeout_ms: 5000 }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop, connect_timeout_ms: 5000 }
---
kind: Mapping
metadata: { name: cart-canary, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart-canary.shop, weight: 10, connect_timeout_ms: 5000 }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, by, reason, field } of routingOf(cluster).flatMap(({ dropped }) => dropped)) {
      const words_ = REASONS[reason];
      if (!words_ || !by || (field === 'circuit_breakers' && !cluster.knows('Module'))) continue;
      const shown = field ?? (reason === 'second-shadow' ? 'shadow' : 'host_redirect');
      report({
        on: mapping.madeFrom ?? mapping,
        data: {
          mapping: mapping.madeFrom ?? mapping,
          first: by.madeFrom ?? by,
          reason: words(words_(shown)),
          field: shown,
        },
        evidence: [evidenceOf(mapping, shown), evidenceOf(by, shown)],
        related: [by.madeFrom ?? by],
      });
    }

    for (const { first, others } of sharedRoutes(cluster)) {
      for (const { mapping } of others) {
        const field = UNEVEN.find((key) => first.mapping.spec[key] && mapping.spec[key] === undefined);
        if (!field) continue;
        report({
          on: mapping,
          severity: 'warning',
          data: {
            mapping,
            first: first.mapping,
            reason: words(`only the latter says ${field}, which then holds for a part of the requests`),
            field,
          },
          evidence: [evidenceOf(first.mapping, field), evidenceOf(mapping, field)],
          related: [first.mapping],
        });
      }
    }
  },
});

// What makes the same request be treated in two ways, where it matters most.
const UNEVEN = ['bypass_auth', 'load_balancer'] as const;

type Reasons = Readonly<Partial<Record<Dropped['reason'], (field: string) => string>>>;

const REASONS: Reasons = {
  'member-mismatch': (field) => `is left out, because ${field} is not the same`,
  'second-shadow': () => 'is left out, because a route has one shadow only',
  'second-redirect': () => 'is left out, because a route has one redirect only',
  'redirect-after-members': () => 'is left out, because a redirect does not share its requests',
  'member-after-redirect': () => 'is left out, because a redirect does not share its requests',
};

function evidenceOf(mapping: Mapping | TCPMapping, field: string) {
  const value = mapping.spec[field];
  return {
    at: mapping.madeFrom ?? mapping,
    path: `spec.${field}`,
    value: value === undefined || typeof value === 'string' ? value : JSON.stringify(value),
  };
}
