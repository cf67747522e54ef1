import { isUsedByEdgeStack } from '../../cluster/edge-stack.ts';
import { isEqual } from '../../cluster/equal.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { defineCheck } from '../../engine/check.ts';
import { patchItems } from '../../engine/kubectl.ts';

export const filterpolicyShadowed = defineCheck({
  code: 'AUT030',
  name: 'filterpolicy-shadowed',
  area: 'auth',
  title: 'A rule of a FilterPolicy is never reached',
  severity: 'warning',
  reads: ['FilterPolicy'],
  alsoReads: installationKinds,
  message: 'Rule {later} of {policy} ({what}) is never reached: rule {earlier} ({by}) takes all its requests.',
  why: 'The first rule that matches decides: its filters are used, or none, where others were meant.',
  fix: 'Move rule {later} before rule {earlier}, or delete it.',
  silent: [
    'rules that say the same',
    'policies that set an order themselves (precedence), and the order of several policies',
    'Filters and FilterPolicies in a cluster whose gateways are not Edge Stack: nothing reads them',
  ],
  example: {
    bad: `
kind: FilterPolicy
metadata: { name: gate, namespace: shop }
spec:
  rules:
    - { host: "*", path: "*", filters: null }
    - { host: "*", path: /admin/*, filters: [{ name: login }] }
`,
    good: `
kind: FilterPolicy
metadata: { name: gate, namespace: shop }
spec:
  rules:
    - { host: "*", path: /admin/*, filters: [{ name: login }] }
    - { host: "*", path: "*", filters: null }
`,
  },

  run({ cluster, report }) {
    for (const policy of cluster.all('FilterPolicy').filter((one) => isUsedByEdgeStack(cluster, one))) {
      const rules = policy.spec.rules ?? [];
      if (rules.some((rule) => 'precedence' in rule)) continue;
      for (const [index, rule] of rules.entries()) {
        const { host = '*', path = '*' } = rule;
        const by = rules
          .slice(0, index)
          .findIndex((earlier) => takes(earlier.host ?? '*', host) && takes(earlier.path ?? '*', path));
        const earlier = rules[by];
        if (!earlier || isEqual(earlier.filters ?? [], rule.filters ?? [])) continue;

        const name = (one: typeof rule) => `${one.host ?? '*'} ${one.path ?? '*'}`;
        report({
          on: policy,
          key: name(rule),
          data: { policy, later: index + 1, earlier: by + 1, what: name(rule), by: name(earlier) },
          evidence: [
            { at: policy, path: `spec.rules[${by}]`, value: name(earlier) },
            { at: policy, path: `spec.rules[${index}]`, value: name(rule) },
          ],
          command: patchItems(policy, { op: 'move', from: `/spec/rules/${index}`, path: `/spec/rules/${by}` }),
        });
      }
    }
  },
});

/** Whether a glob surely matches all that another one does. Only stars at its end are understood. */
function takes(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '*') return true;
  const start = /^([^*?[\\{]*)\*+$/.exec(wide)?.[1];
  // A literal beginning is all that counts; `/*` needs what it matches to begin with a slash.
  return start !== undefined && /^[^*?[\\{]*/.exec(narrow)?.[0].startsWith(start) === true;
}
