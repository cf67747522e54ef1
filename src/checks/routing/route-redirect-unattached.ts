import type { Host } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { hostnamePath, unattached, writtenAs } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeRedirectUnattached = defineCheck({
  code: 'RTE024',
  name: 'route-redirect-unattached',
  area: 'routing',
  title: 'A redirect that no Host takes',
  severity: 'error',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{mapping} is a redirect{reason}, and Emissary attaches redirects by plain hostname only, to Hosts without mappingSelector.',
  why: 'The redirect never happens: these requests are answered with 404 or by another route. Emissary says nothing about it.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Write spec.hostname, the name that clients use or "*", where it is missing or in place of a regex. If the Host selects Mappings by labels, take its mappingSelector off: no labels on the redirect can satisfy it.',
  },
  silent: ['gateways for which the hostname is enough (DISABLE_STRICT_LABEL_SELECTORS, releases before 2.5)'],
  example: {
    bad: `
kind: Mapping
metadata: { name: old, namespace: shop }
spec: { host: "^(www[.])?old[.]test$", host_regex: true, prefix: /, service: shop.test, host_redirect: true }
`,
    good: `
kind: Mapping
metadata: { name: old, namespace: shop }
spec: { hostname: old.test, prefix: /, service: shop.test, host_redirect: true }
`,
  },

  run({ cluster, report }) {
    for (const { cause, mappings } of unattached(cluster)) {
      if (cause.kind !== 'redirect') continue;

      const [mapping] = mappings;
      const { by, host } = cause;
      report({
        on: writtenAs(mapping),
        data: { mapping: writtenAs(mapping), reason: words(REASONS[by]), advice: words(ADVICE[by]) },
        evidence: [
          { at: mapping, path: 'spec.host_redirect', value: String(mapping.spec.host_redirect) },
          { at: mapping, path: hostnamePath(mapping), value: mapping.spec.hostname ?? mapping.spec.host },
          ...(host ? [{ at: host, path: 'spec.mappingSelector.matchLabels', value: labelsOf(host) }] : []),
        ],
        related: host ? [host] : [],
        command:
          by === 'labels' && host
            ? patch(host, { spec: { mappingSelector: null, ...(host.spec.selector && { selector: null }) } })
            : patch(mapping, {
                spec: { hostname: 'HOSTNAME', ...(by === 'regex' && { host: null, host_regex: null }) },
              }),
      });
    }
  },
});

function labelsOf({ spec }: Host): readonly string[] {
  const { matchLabels = {} } = spec.mappingSelector ?? spec.selector ?? {};
  return Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
}

const REASONS = {
  regex: ' with a regex for its host',
  'no-hostname': ' without hostname',
  labels: ' for a Host that selects Mappings by labels',
} as const;

const ADVICE = {
  regex: 'Write spec.hostname, with one star if need be, in place of the regex.',
  'no-hostname': 'Write spec.hostname: the name that clients use, or "*" for every name.',
  labels: 'Take mappingSelector off the Host: no labels on the redirect can satisfy it.',
} as const;
