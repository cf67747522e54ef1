import { routesByPrefix } from '../../cluster/prefixes.ts';
import { type Group, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { writtenAs } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

export const routeCaseTwin = defineCheck({
  code: 'RTE020',
  name: 'route-case-twin',
  area: 'routing',
  title: 'Two Mappings differ in nothing but letter case',
  severity: 'warning',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{mapping} takes {prefix} to {service} and {other} takes {otherPrefix} to {otherService}: letter case alone decides.',
  why: 'Whoever types the address in other letters ends up at another Service than they meant, or at none.',
  fix: 'Delete the one that is no longer meant, or let one Mapping take both with case_sensitive: false.',
  silent: ['twins that lead to the same Service', 'twins one of which says case_sensitive: false', 'regexes'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart }
---
kind: Mapping
metadata: { name: cart-old, namespace: shop }
spec: { hostname: "*", prefix: /Cart/, service: cart-v1 }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, case_sensitive: false }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      for (const twins of routesByPrefix(routing).values()) {
        const [plain, ...capitals] = bySpelling(twins);
        for (const group of plain ? capitals : []) {
          const other = twins.find((candidate) => candidate !== group && isTwin(candidate, group));
          const [one] = group.members;
          const [two] = other?.members ?? [];
          if (!other || !one || !two) continue;
          report({
            on: writtenAs(one.mapping),
            data: {
              mapping: writtenAs(one.mapping),
              prefix: group.prefix,
              service: one.upstream.service,
              other: writtenAs(two.mapping),
              otherPrefix: other.prefix,
              otherService: two.upstream.service,
            },
            evidence: [
              { at: writtenAs(one.mapping), path: 'spec.prefix', value: group.prefix },
              { at: writtenAs(two.mapping), path: 'spec.prefix', value: other.prefix },
            ],
            related: [writtenAs(two.mapping)],
            command: edit(one.mapping),
          });
        }
      }
    }
  },
});

/** Small letters first, so that the twin with capitals is the one to change. */
function bySpelling(groups: readonly Group[]): readonly Group[] {
  if (new Set(groups.map(({ prefix }) => prefix)).size < 2) return [];
  return groups.toSorted((a, b) => (a.prefix > b.prefix ? -1 : a.prefix < b.prefix ? 1 : 0));
}

function isTwin(one: Group, other: Group): boolean {
  if (one.prefix === other.prefix || !isSensitive(one) || !isSensitive(other)) return false;
  if (one.prefix < other.prefix || conditionsOf(one) !== conditionsOf(other)) return false;
  if (!one.hosts.some((host) => other.hosts.includes(host))) return false;
  const services = new Set(one.members.map(({ upstream }) => upstream.service));
  return other.members.every(({ upstream }) => !services.has(upstream.service));
}

function isSensitive({ members, caseSensitive }: Group): boolean {
  return members.every(({ mapping }) => mapping.spec.case_sensitive ?? caseSensitive);
}

function conditionsOf({ match, host, hostRegex, method, headers, query }: Group): string {
  return JSON.stringify([match, host?.toLowerCase(), hostRegex, method, headers, query]);
}
