import { contextUserKinds, contextUsersOf } from '../../cluster/context-uses.ts';
import { installationsOf } from '../../cluster/installations.ts';
import type { Host, TLSContext } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';

export const tlsContextUnused = defineCheck({
  code: 'TLS026',
  name: 'tls-context-unused',
  area: 'tls',
  title: 'Nothing uses a TLSContext',
  severity: 'info',
  reads: ['TLSContext', 'Host', 'Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: 'Nothing uses {context}{reason}.',
  why: '{effect}',
  fix: '{advice}',
  silent: [
    'a TLSContext that some gateway uses, and one that no gateway here reads (ambassador_id)',
    'a TLSContext whose hosts a TCPMapping asks for, or that is called <name of a Host>-context',
    'Ambassador 1, where hosts of a TLSContext are enough',
  ],
  example: {
    bad: `
kind: TLSContext
metadata: { name: old, namespace: shop }
spec: { hosts: [shop.example.com], secret: shop-tls }
`,
    good: `
kind: TLSContext
metadata: { name: modern, namespace: shop }
spec: { hosts: [shop.example.com], secret: shop-tls }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: modern } }
`,
  },

  run({ cluster, report }) {
    if (contextUserKinds.some((kind) => !cluster.knows(kind))) return;
    for (const context of cluster.all('TLSContext')) {
      const gateways = installationsOf(cluster).filter((installation) => installation.sees(context));
      const isUsed = gateways.some(
        (installation) =>
          contextUsersOf(cluster, installation).has(context) ||
          (installation.flavour === 'ambassador-1' && context.spec.hosts?.length),
      );
      if (gateways.length === 0 || isUsed) continue;

      const host = cluster
        .all('Host')
        .find((candidate) => gateways.some((gateway) => gateway.sees(candidate)) && wantsTls(candidate, context));
      const { hosts = [], secret } = context.spec;
      report({
        on: context,
        severity: host ? 'warning' : 'info',
        data: {
          context,
          reason: words(host ? `, and ${host.spec.hostname}, which it is for, is served without TLS` : ''),
          effect: words(
            host
              ? 'https for this hostname is not answered: since version 2 a TLSContext terminates TLS only for Hosts that have a Secret.'
              : 'Nobody notices.',
          ),
          advice: words(
            host
              ? `Give Host ${host.metadata.name} of namespace ${host.metadata.namespace} the tlsSecret ${secret}, and name the TLSContext in its tlsContext.`
              : 'Delete it if it is not needed any more.',
          ),
        },
        evidence: [{ at: context, path: 'spec.hosts', value: hosts.length > 0 ? hosts : undefined }],
        related: host ? [host] : [],
      });
    }
  },
});

/** Whether a Host without Secret has a hostname that a TLSContext was written for. */
function wantsTls({ spec }: Host, { spec: { hosts = [], secret } }: TLSContext): boolean {
  return Boolean(secret) && !spec.tlsSecret?.name && spec.hostname !== undefined && hosts.includes(spec.hostname);
}
