import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeRegexDefaultRewrite = defineCheck({
  code: 'RTE022',
  name: 'route-regex-default-rewrite',
  area: 'routing',
  title: 'A regex prefix without rewrite sends every request to /',
  severity: 'error',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{mapping} takes paths by the regex {prefix} and has no rewrite, so {service} is asked for / whatever the path was.',
  why: 'Of a regex the default rewrite replaces the whole path: every page, file and call becomes the start page.',
  fix: 'Write rewrite: "" to keep the path, or regex_rewrite to change a part of it.',
  silent: [
    'a rewrite that is written out, "/" too',
    'a regex for one path, or for a choice of paths',
    'redirects, and routes with a regex_rewrite',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: users, namespace: shop }
spec: { hostname: "*", prefix: "/users/[0-9]+", prefix_regex: true, service: users }
`,
    good: `
kind: Mapping
metadata: { name: users, namespace: shop }
spec: { hostname: "*", prefix: "/users/[0-9]+", prefix_regex: true, service: users, rewrite: "" }
`,
  },

  run({ cluster, report }) {
    for (const { match, prefix, members, hosts, regexRewrite } of routingOf(cluster).flatMap(({ groups }) => groups)) {
      if (match !== 'regex' || hosts.length === 0 || regexRewrite?.pattern !== undefined || !isOpen(prefix)) continue;

      for (const { mapping, upstream, share } of members) {
        if (mapping.spec.rewrite !== undefined || mapping.spec.regex_rewrite || share === 0 || mapping.madeFrom)
          continue;
        report({
          on: mapping,
          data: { mapping, prefix, service: upstream.service },
          evidence: [
            { at: mapping, path: 'spec.prefix', value: prefix },
            { at: mapping, path: 'spec.prefix_regex', value: 'true' },
            { at: mapping, path: 'spec.rewrite' },
          ],
          command: patch(mapping, { spec: { rewrite: '' } }),
        });
      }
    }
  },
});

/** Whether a regex stands for more than a choice of paths that somebody wrote out. */
function isOpen(regex: string): boolean {
  return /[*+[]|\{\d+,|\\[dwDWS]/.test(regex.replace(/\\[^dwDWS]|\[[^\\^]\]/g, ''));
}
