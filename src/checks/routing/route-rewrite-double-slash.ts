import { hasHostsOf, takesHost } from '../../cluster/fallthrough.ts';
import { routesByPrefix } from '../../cluster/prefixes.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';

export const routeRewriteDoubleSlash = defineCheck({
  code: 'RTE021',
  name: 'route-rewrite-double-slash',
  area: 'routing',
  title: 'A prefix without a slash at its end makes the Service see two',
  severity: 'info',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} replaces {prefix} by {rewrite}, so {from} arrives at {service} as {to}{more}.',
  why: 'Some servers answer a path that starts with two slashes with 404 or a redirect. The prefix also takes paths that only begin alike.',
  fix: 'Write the prefix with a slash at its end, or rewrite: "" if the Service knows the whole path.',
  silent: ['a rewrite without slash at its end', 'a Mapping beside one that takes the paths with the slash'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart, service: cart }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const doubled = routing.groups.flatMap((group) => {
        const { match, prefix, members, hosts, regexRewrite } = group;
        if (match !== 'prefix' || prefix.endsWith('/') || hosts.length === 0 || regexRewrite?.pattern) return [];
        const slashed = routesByPrefix(routing).get(`${prefix}/`.toLowerCase()) ?? [];
        if (slashed.some((other) => takesHost(other, group) && hasHostsOf(other, group))) return [];

        return members.flatMap(({ mapping, upstream }) => {
          const { rewrite = '/', regex_rewrite } = mapping.spec;
          if (!rewrite.endsWith('/') || mapping.madeFrom || regex_rewrite) return [];
          return [{ mapping, prefix, rewrite, service: upstream.service }];
        });
      });
      // A habit of those who write in a namespace: one finding.
      const habits = Map.groupBy(
        doubled.toSorted((a, b) => (a.mapping.metadata.name < b.mapping.metadata.name ? -1 : 1)),
        ({ mapping }) => mapping.metadata.namespace,
      );
      for (const [first, ...others] of habits.values()) {
        if (!first) continue;
        const { mapping, prefix, rewrite, service } = first;
        report({
          on: mapping,
          data: {
            mapping,
            prefix,
            rewrite,
            from: `${prefix}/list`,
            to: `${rewrite}/list`,
            service,
            more: words(others.length > 0 ? `; ${others.length} more of its namespace do the like` : ''),
          },
          evidence: [first, ...others].slice(0, 5).flatMap((one) => [
            { at: one.mapping, path: 'spec.prefix', value: one.prefix },
            { at: one.mapping, path: 'spec.rewrite', value: one.mapping.spec.rewrite },
          ]),
          related: others.map((other) => other.mapping),
        });
      }
    }
  },
});
