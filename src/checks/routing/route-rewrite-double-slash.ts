import { hasHostsOf, takesHost } from '../../cluster/fallthrough.ts';
import { routesByPrefix } from '../../cluster/prefixes.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeRewriteDoubleSlash = defineCheck({
  code: 'RTE021',
  name: 'route-rewrite-double-slash',
  area: 'routing',
  title: 'A prefix without a slash at its end makes the Service see two',
  severity: 'info',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} replaces {prefix} by {rewrite}, so {from} arrives at {service} as {to}.',
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
      for (const group of routing.groups) {
        const { match, prefix, members, hosts, regexRewrite } = group;
        if (match !== 'prefix' || prefix.endsWith('/') || hosts.length === 0 || regexRewrite?.pattern) continue;
        const slashed = routesByPrefix(routing).get(`${prefix}/`.toLowerCase()) ?? [];
        if (slashed.some((other) => takesHost(other, group) && hasHostsOf(other, group))) continue;

        for (const { mapping, upstream } of members) {
          const { rewrite = '/' } = mapping.spec;
          if (!rewrite.endsWith('/') || mapping.madeFrom || mapping.spec.regex_rewrite) continue;
          report({
            on: mapping,
            data: {
              mapping,
              prefix,
              rewrite,
              from: `${prefix}/list`,
              to: `${rewrite}/list`,
              service: upstream.service,
            },
            evidence: [
              { at: mapping, path: 'spec.prefix', value: prefix },
              { at: mapping, path: 'spec.rewrite', value: mapping.spec.rewrite },
            ],
            command: patch(mapping, { spec: { prefix: `${prefix}/` } }),
          });
        }
      }
    }
  },
});
