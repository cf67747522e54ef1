import { bleedsOf } from '../../cluster/prefix-bleed.ts';
import { mappingsOf, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { writtenAs } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routePrefixBleed = defineCheck({
  code: 'RTE018',
  name: 'route-prefix-bleed',
  area: 'routing',
  title: 'A prefix without a slash at its end takes paths of other Services',
  severity: 'info',
  reads: ['Mapping', 'Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{request} goes to {mapping}, whose prefix {prefix} is the beginning of that name only; {other} has {path}{more}.',
  why: 'A prefix is text to Emissary and does not end with a name: another Service answers than is meant.',
  fix: 'Write the prefix of {mapping} as {right}. If clients leave the slash out, add a Mapping for {prefix} with prefix_exact and a redirect to {right}.',
  silent: [
    'prefixes of one Service',
    'a longer prefix that takes the path itself, which comes first',
    'prefixes that end with a mark, such as /img-',
    'paths that no other Mapping is for',
  ],
  example: {
    bad: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Mapping
metadata: { name: man, namespace: docs }
spec: { hostname: "*", prefix: /man, service: man }
---
kind: Mapping
metadata: { name: mankind, namespace: docs }
spec: { hostname: "*", prefix: /mankind/, service: mankind }
`,
    good: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Mapping
metadata: { name: man, namespace: docs }
spec: { hostname: "*", prefix: /man/, service: man }
---
kind: Mapping
metadata: { name: mankind, namespace: docs }
spec: { hostname: "*", prefix: /mankind/, service: mankind }
`,
  },

  run({ cluster, report }) {
    for (const { group, into } of routingOf(cluster).flatMap(bleedsOf)) {
      const [mapping] = mappingsOf(group);
      const [bled, ...more] = into;
      const [other] = mappingsOf(bled.group);
      if (!mapping || !other) continue;

      const { method, host, path } = bled.request;
      report({
        on: writtenAs(mapping),
        data: {
          mapping: writtenAs(mapping),
          other: writtenAs(other),
          request: `${method} ${host}${path}`,
          prefix: group.prefix,
          right: `${group.prefix}/`,
          path: bled.group.prefix,
          more: words(more.length > 0 ? ` (and so for ${more.length} more)` : ''),
        },
        evidence: [
          { at: writtenAs(mapping), path: 'spec.prefix', value: group.prefix },
          { at: writtenAs(other), path: 'spec.prefix', value: bled.group.prefix },
        ],
        related: into.flatMap((one) => mappingsOf(one.group)).map(writtenAs),
        command: mappingsOf(group)
          .map((one) => patch(one, { spec: { prefix: `${group.prefix}/` } }))
          .join('\n'),
      });
    }
  },
});
