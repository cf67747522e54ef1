import type { Cluster } from '../../cluster/cluster.ts';
import { type Installation, installationsOf } from '../../cluster/installations.ts';
import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import { type RoutingKind, routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingIneffectiveField = defineCheck({
  code: 'MAP025',
  name: 'mapping-ineffective-field',
  area: 'mappings',
  title: 'A Mapping sets a field that has no effect',
  severity: 'info',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{mapping} sets {field}, which has no effect: {reason}.',
  why: 'What it was meant to do does not happen.',
  fix: 'Correct {field} in {mapping}: {advice}.',
  inGeneral: {
    fix: 'Remove the field, or write the one that Emissary reads in its place. Write labels under the domain of the RateLimitService; of bypass_auth and auth_context_extensions keep one.',
  },
  silent: [
    'health_checks: that is lb-health-checks-ineffective',
    'a weight on a Mapping without partners: that is weight-single-ignored',
    'labels where no RateLimitService is there to read them',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, keepalive: { idle_time: 100 } }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, keepalive: { time: 100 } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const domains = labelDomains(cluster, installation);
      for (const mapping of [...cluster.all('Mapping'), ...cluster.all('TCPMapping')]) {
        if (!installation.sees(mapping)) continue;
        for (const { field, reason, advice, change } of ineffective(mapping, domains)) {
          report({
            on: mapping,
            key: field,
            data: { mapping, field, reason: words(reason), advice: words(advice) },
            evidence: [{ at: mapping, path: `spec.${field}`, value: JSON.stringify(valueAt(mapping, field)) }],
            command: patch(mapping, { spec: change }),
          });
        }
      }
    }
  },
});

interface Ineffective {
  readonly field: string;
  readonly reason: string;
  readonly advice: string;
  /** What to change in the spec: the first that the advice says. */
  readonly change: Readonly<Record<string, unknown>>;
}

function ineffective(mapping: Mapping | TCPMapping, domains: readonly string[] | undefined): readonly Ineffective[] {
  const { spec } = mapping;
  const unread = (field: string): readonly Ineffective[] =>
    field in spec ? [{ field, reason: 'nothing reads it', advice: 'remove it', change: { [field]: null } }] : [];
  if (mapping.kind === 'TCPMapping') return [...unread('stats_name'), ...unread('precedence')];

  const { keepalive = {}, labels, bypass_auth: bypasses, auth_context_extensions: extensions } = mapping.spec;
  const unused = Object.keys(labels ?? {}).filter((domain) => domains && !domains.includes(domain));
  return [
    ...unread('modules'),
    ...unread('envoy_override'),
    ...('idle_time' in keepalive && !('time' in keepalive)
      ? [
          {
            field: 'keepalive.idle_time',
            reason: 'Emissary reads keepalive.time',
            // Custom resources have no such field: an API server drops it without a word.
            ...(mapping.annotationOf
              ? {
                  advice: 'write keepalive.time in its place',
                  change: { keepalive: { time: keepalive['idle_time'], idle_time: null } },
                }
              : {
                  advice: 'remove it; keepalive.time can only be written in an annotation',
                  change: { keepalive: { idle_time: null } },
                }),
          },
        ]
      : []),
    ...(bypasses === true && extensions !== undefined
      ? [
          {
            field: 'auth_context_extensions',
            reason: 'bypass_auth keeps the AuthService from being asked',
            advice: 'keep one of the two',
            change: { auth_context_extensions: null },
          },
        ]
      : []),
    ...unused.map((domain) => ({
      field: `labels.${domain}`,
      reason: `the RateLimitService reads the labels of domain ${domains?.join(', ')} only`,
      advice: `write them under ${domains?.[0]}, or give the RateLimitService that domain`,
      change: { labels: { [domain]: null, [domains?.[0] ?? '']: labels?.[domain] } },
    })),
  ];
}

/** The domains of labels that some RateLimitService reads; undefined where there is none, or it is not known. */
function labelDomains(cluster: Cluster<RoutingKind>, installation: Installation): readonly string[] | undefined {
  if (installation.flavour === 'edge-stack' || !cluster.knows('RateLimitService')) return undefined;
  const services = cluster.all('RateLimitService').filter((service) => installation.sees(service));
  return services.length > 0 ? services.map(({ spec }) => spec.domain ?? 'ambassador') : undefined;
}

function valueAt({ spec }: Mapping | TCPMapping, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => {
    return typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined;
  }, spec);
}
