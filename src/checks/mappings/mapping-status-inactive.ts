import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const mappingStatusInactive = defineCheck({
  code: 'MAP028',
  name: 'mapping-status-inactive',
  area: 'mappings',
  title: 'The gateway itself says that a Mapping is inactive',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-log-errors'],
  message: 'The status of {mapping} says that it is inactive: {reason}.',
  why: 'The gateway does not use it: its requests go to the next route that matches, or are answered with 404.',
  fix: 'Correct what the reason names in {mapping}.',
  silent: [
    'no status, which is the rule: Emissary writes it only with AMBASSADOR_UPDATE_MAPPING_STATUS',
    'a status that is left over: the gateway does not write it any more',
    'Mappings that another check already explains',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
status: { state: Inactive, reason: "Invalid cors specified" }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
status: { state: Running }
`,
  },

  run({ cluster, report }) {
    for (const { installation, dropped } of routingOf(cluster)) {
      const { isAssumed, env } = installation;
      const isWritten = isAssumed || env.AMBASSADOR_UPDATE_MAPPING_STATUS?.toLowerCase() === 'true';
      const explained = new Set(dropped.map(({ mapping }) => mapping));
      for (const mapping of isWritten ? cluster.all('Mapping') : []) {
        const { state, reason } = mapping.status ?? {};
        if (state !== 'Inactive' || !installation.sees(mapping) || explained.has(mapping)) continue;

        report({
          on: mapping,
          data: { mapping, reason: words(reason?.replace(/\.+$/, '') || 'it gives no reason') },
          evidence: [
            { at: mapping, path: 'status.state', value: state },
            { at: mapping, path: 'status.reason', value: reason },
          ],
          command: kubectl('describe', mapping),
        });
      }
    }
  },
});
