import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { Host, LabelSelector, Listener } from '../../cluster/objects.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeSelectorNotMatchlabels = defineCheck({
  code: 'RTE004',
  name: 'route-selector-not-matchlabels',
  area: 'routing',
  title: 'A selector asks with matchExpressions, which Emissary does not read',
  severity: 'warning',
  reads: ['Host', 'Listener'],
  alsoReads: [...installationKinds],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'route-nr-in-logs'],
  message: '{object} selects with matchExpressions, and Emissary reads matchLabels only: {effect}.',
  why: '{consequence}',
  fix: 'Write the condition as matchLabels: a key and the one value it has to have.',
  inGeneral: {
    why: 'Mappings or Hosts that the selector was to keep out are served as well. A Listener whose selector has no matchLabels beside them is refused: its port stays closed for all Hosts.',
  },
  silent: ['an empty selector, which is none'],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, mappingSelector: { matchExpressions: [{ key: team, operator: In, values: [shop] }] } }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, mappingSelector: { matchLabels: { team: shop } } }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster).filter(usesHosts);
    const isSeen = (object: Host | Listener) => installations.some((installation) => installation.sees(object));

    for (const host of cluster.all('Host')) {
      const field = host.spec.mappingSelector ? 'mappingSelector' : 'selector';
      const selector = host.spec[field];
      if (!hasExpressions(selector) || !isSeen(host)) continue;
      report({
        on: host,
        data: {
          object: host,
          effect: words(hasLabels(selector) ? 'only its labels count' : 'it takes Mappings with any labels'),
          consequence: words('Mappings that this Host was to keep out are served on its name as well.'),
        },
        evidence: [
          { at: host, path: `spec.${field}.matchExpressions`, value: JSON.stringify(selector.matchExpressions) },
        ],
        command: patch(host, { spec: { [field]: asLabels(selector) } }),
      });
    }
    for (const listener of cluster.all('Listener')) {
      const selector = listener.spec.hostBinding?.selector;
      if (!hasExpressions(selector) || !isSeen(listener)) continue;
      const isGone = !hasLabels(selector);
      report({
        on: listener,
        severity: isGone ? 'error' : 'warning',
        data: {
          object: listener,
          effect: words(isGone ? 'it refuses the whole Listener' : 'only its labels count'),
          consequence: words(
            isGone
              ? `Port ${listener.spec.port ?? ''} stays closed for all Hosts.`
              : 'Hosts that this Listener was to keep out are served on it as well.',
          ),
        },
        evidence: [
          {
            at: listener,
            path: 'spec.hostBinding.selector.matchExpressions',
            value: JSON.stringify(selector.matchExpressions),
          },
        ],
        command: patch(listener, { spec: { hostBinding: { selector: asLabels(selector) } } }),
      });
    }
  },
});

/** What labels can say of the conditions; a person has to find words for the others. */
function asLabels({ matchExpressions = [] }: LabelSelector) {
  const labels = matchExpressions.map(({ key, operator, values: [value, ...more] = [] }) => [
    key,
    operator === 'In' && value !== undefined && more.length === 0 ? value : 'VALUE',
  ]);
  return { matchLabels: Object.fromEntries(labels), matchExpressions: null };
}

function hasExpressions(selector: LabelSelector | undefined): selector is LabelSelector {
  return (selector?.matchExpressions ?? []).length > 0;
}

function hasLabels({ matchLabels }: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length > 0;
}
