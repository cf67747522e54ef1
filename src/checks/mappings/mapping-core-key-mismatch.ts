import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import { type Dropped, type Member, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const mappingCoreKeyMismatch = defineCheck({
  code: 'MAP020',
  name: 'mapping-core-key-mismatch',
  area: 'mappings',
  title: 'Mappings that share a route do not go together',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'route-nr-in-logs'],
  message: '{mapping} asks for the same requests as {first}, and {reason}.',
  why: 'Emissary leaves out what does not go together with the first of a route, so that this gets all the requests; what only the first says holds for a part of them.',
  fix: 'In {mapping} and {first}: {advice}.',
  inGeneral: {
    fix: 'Make the field the same in both Mappings, or give one of the two other conditions.',
  },
  silent: [
    'fields that may differ: rewrite, timeout_ms, idle_timeout_ms, host_rewrite',
    'a field that only the first has, other than bypass_auth and load_balancer',
    'differences in circuit breakers, where the Module could not be read',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop, connect_timeout_ms: 5000 }
---
kind: Mapping
metadata: { name: cart-canary, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart-canary.shop, weight: 10 }
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
    for (const { mapping, by, reason, field: compared } of routingOf(cluster).flatMap(({ dropped }) => dropped)) {
      const story = STORIES[reason];
      if (!story || !by || (compared === 'circuit_breakers' && !cluster.knows('Module'))) continue;
      const field = compared === 'headers' ? regexField(mapping, by) : (compared ?? story.field);
      report({
        on: mapping.madeFrom ?? mapping,
        data: {
          mapping: mapping.madeFrom ?? mapping,
          first: by.madeFrom ?? by,
          reason: words(`is left out, because ${story.because(field)}`),
          advice: words(story.advice(field)),
        },
        evidence: [evidenceOf(by, field), evidenceOf(mapping, field)],
        related: [by.madeFrom ?? by],
        command: reason === 'member-mismatch' ? makeEqual(mapping, by, field) : edit(mapping),
      });
    }

    for (const { first, others } of sharedRoutes(cluster)) {
      for (const { mapping, by, field } of uneven([first, ...others])) {
        report({
          on: mapping,
          severity: 'warning',
          data: {
            mapping,
            first: by,
            reason: words(`only the latter says ${field}, which then holds for a part of the requests`),
            advice: words(`make ${field} the same in both`),
          },
          evidence: [evidenceOf(by, field), evidenceOf(mapping, field)],
          related: [by],
          command: makeEqual(mapping, by, field),
        });
      }
    }
  },
});

// What makes the same request be treated in two ways, where it matters most.
const UNEVEN = ['bypass_auth', 'load_balancer'] as const;

/** Members that lack what others have. Emissary lets it pass when the first by name is among those that have it. */
function uneven(members: readonly Member[]) {
  const mappings = members.map(({ mapping }) => mapping).filter(({ madeFrom }) => !madeFrom);
  return UNEVEN.flatMap((field) => {
    const by = mappings.find(({ spec }) => spec[field]);
    return by ? mappings.flatMap((mapping) => (mapping.spec[field] ? [] : [{ mapping, by, field }])) : [];
  }).filter(({ mapping }, index, all) => all.findIndex((other) => other.mapping === mapping) === index);
}

/** Takes over a field. What a snapshot or an API server leaves out, or opens a door, is for people. */
function makeEqual(mapping: Mapping | TCPMapping, { spec }: Mapping | TCPMapping, field: string): string {
  if (/header|auth|keepalive/.test(field)) return edit(mapping);
  return patch(mapping, { spec: { [field]: spec[field] ?? null } });
}

/** Headers of one route have the same names and values: what can differ is which of them is a regex. */
function regexField({ spec }: Mapping | TCPMapping, { spec: other }: Mapping | TCPMapping): string {
  return ['method_regex', 'host_regex'].find((field) => spec[field] !== other[field]) ?? 'regex_headers';
}

interface Story {
  readonly because: (field: string) => string;
  readonly advice: (field: string) => string;
  /** The field to show, where Emissary compares none. */
  readonly field: string;
}

const apart = () => 'give one of the two other conditions';
const redirect: Story = {
  because: () => 'a redirect does not share its requests',
  advice: apart,
  field: 'host_redirect',
};

const STORIES: Readonly<Partial<Record<Dropped['reason'], Story>>> = {
  'member-mismatch': {
    because: (field) => `the two differ in ${field}`,
    advice: (field) => `make ${field} the same in both, or give one other conditions`,
    field: 'headers',
  },
  'second-shadow': { because: () => 'a route has one shadow only', advice: apart, field: 'shadow' },
  'second-redirect': redirect,
  'redirect-after-members': redirect,
  'member-after-redirect': redirect,
};

function evidenceOf(mapping: Mapping | TCPMapping, field: string) {
  const value = mapping.spec[field];
  return {
    at: mapping.madeFrom ?? mapping,
    path: `spec.${field}`,
    value: value === undefined || typeof value === 'string' ? value : JSON.stringify(value),
  };
}
