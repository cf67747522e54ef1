import { type ContextName, contextNamesOf } from '../../cluster/context-uses.ts';
import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { installationsOf } from '../../cluster/installations.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch, rename } from '../../engine/kubectl.ts';

export const tlsContextNameCollision = defineCheck({
  code: 'TLS017',
  name: 'tls-context-name-collision',
  area: 'tls',
  title: 'Two namespaces have a TLSContext of one name',
  severity: 'error',
  reads: ['TLSContext'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'tls-served-differs'],
  message: '{winner} is taken for {context}, which has the same name, by {users}.',
  why: 'A TLSContext is looked up by its name alone, and the first namespace by alphabet has it: certificates, authorities and versions of another team are used.',
  fix: 'Give {context} a name of its own, and name it so in {users}.',
  silent: [
    'TLSContexts of one name that nobody in their namespace names, or that are named with the namespace: name.namespace',
    'TLSContexts for different gateways (ambassador_id)',
  ],
  example: {
    bad: `
kind: TLSContext
metadata: { name: upstream, namespace: billing }
spec: { secret: client-tls }
---
kind: TLSContext
metadata: { name: upstream, namespace: shop }
spec: { secret: client-tls }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: upstream }
`,
    good: `
kind: TLSContext
metadata: { name: upstream, namespace: billing }
spec: { secret: client-tls }
---
kind: TLSContext
metadata: { name: shop-upstream, namespace: shop }
spec: { secret: client-tls }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: shop-upstream }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const { byName } = gatewayObjectsOf(cluster, installation).contexts;
      for (const [name, context] of byName) {
        const winner = byName.get(context.metadata.name);
        // The first of a name keeps it bare.
        if (!winner || name === context.metadata.name) continue;
        const { namespace } = context.metadata;
        const users = contextNamesOf(cluster, installation).filter(
          ({ by, name: used }) => used === context.metadata.name && by.metadata.namespace === namespace,
        );
        if (users.length === 0) continue;

        const own = `${namespace}-${context.metadata.name}`;
        report({
          on: context,
          data: { context, winner, users: users.map(({ by }) => by) },
          evidence: [
            { at: winner, path: 'metadata.name', value: winner.metadata.name },
            ...users.slice(0, 3).map(({ by, path, name: used }) => ({ at: by, path, value: used })),
          ],
          related: [winner, ...users.map(({ by }) => by)],
          command: [rename(context, own), ...users.map(({ by }) => patch(by, naming(by, own)))].join('\n'),
        });
      }
    }
  },
});

function naming({ kind }: ContextName['by'], name: string) {
  return { spec: kind === 'Host' ? { tlsContext: { name } } : { tls: name } };
}
