import type { Cluster } from '../../cluster/cluster.ts';
import { contextNamesOf, contextUserKinds, contextUsersOf, unknownContextsOf } from '../../cluster/context-uses.ts';
import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { type Installation, installationsOf } from '../../cluster/installations.ts';
import { nearest } from '../../cluster/names.ts';
import type { TLSContext } from '../../cluster/objects.ts';
import { type RoutingKind, routingAlsoReads, routingFor, routingKinds } from '../../cluster/routing.ts';
import { isTlsTerminatedInFront } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { createHost, patch, remove } from '../../engine/kubectl.ts';

export const tlsContextUnused = defineCheck({
  code: 'TLS026',
  name: 'tls-context-unused',
  area: 'tls',
  title: 'Nothing uses a TLSContext',
  severity: 'info',
  reads: ['TLSContext', 'Host', 'Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-redirect-to-nowhere', 'gateway-diag-errors', 'gateway-log-errors'],
  message: 'Nothing uses {context}{reason}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'Mostly nobody notices. If it was meant to terminate TLS, https for its hosts is not answered: since version 2 a TLSContext terminates TLS only for Hosts that have a Secret.',
    fix: 'Delete it if it is not needed any more. If it was meant to terminate TLS, see that each of its hosts has a Host with its Secret in tlsSecret, and name it in tlsContext there.',
  },
  silent: [
    'a TLSContext that some gateway uses, and one that no gateway here reads (ambassador_id)',
    'a TLSContext whose hosts a TCPMapping asks for, or that is called <name of a Host>-context',
    'one whose name is taken by another (tls-context-name-collision) or was mistyped (tls-context-missing), or that a Host without Secret names (tls-host-settings-unused)',
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
      if (gateways.length === 0 || isUsed || gateways.some((gateway) => isMeant(cluster, gateway, context))) continue;

      const { hosts = [], secret } = context.spec;
      const wanted = hosts.length > 0 && secret && gateways.find((gateway) => terminatesHere(cluster, gateway));
      const own = wanted ? routingFor(cluster, wanted).hosts.flatMap(({ host }) => host ?? []) : [];
      const host = own.find(
        ({ spec }) => !spec.tlsSecret?.name && !spec.acmeProvider && hosts.includes(spec.hostname ?? '*'),
      );
      const isForHosts = host !== undefined || (wanted && own.length === 0);
      report({
        on: context,
        severity: isForHosts ? 'warning' : 'info',
        data: {
          context,
          reason: words(
            host
              ? `, and ${host.spec.hostname ?? '*'}, which it is for, is served without TLS`
              : isForHosts
                ? ', and there is no Host at all that could serve its hosts with TLS'
                : '',
          ),
          effect: words(
            isForHosts
              ? 'https for its hosts is not answered: since version 2 a TLSContext terminates TLS only for Hosts that have a Secret.'
              : 'Nobody notices.',
          ),
          advice: words(
            host
              ? `Give Host ${host.metadata.name} of namespace ${host.metadata.namespace} the tlsSecret ${secret}, and name the TLSContext in its tlsContext.`
              : isForHosts
                ? `Create a Host for each of its hosts, with the tlsSecret ${secret}.`
                : 'Delete it if it is not needed any more.',
          ),
        },
        evidence: [{ at: context, path: 'spec.hosts', value: hosts.length > 0 ? hosts : undefined }],
        related: host ? [host] : [],
        command:
          host && secret
            ? patch(host, { spec: { tlsSecret: { name: secret }, tlsContext: { name: context.metadata.name } } })
            : isForHosts && wanted
              ? hosts
                  .map((hostname) =>
                    createHost(context.metadata.namespace, hostname, { id: wanted.id, ...(secret && { secret }) }),
                  )
                  .join('\n')
              : remove(context),
      });
    }
  },
});

/** Whether a name in some object was surely meant for it, and reaches another or none: of that other checks tell. */
function isMeant(cluster: Cluster<RoutingKind>, gateway: Installation, { metadata }: TLSContext): boolean {
  const known = gatewayObjectsOf(cluster, gateway).contexts.byName;
  const isTaken = contextNamesOf(cluster, gateway).some(
    ({ by, name }) => name === metadata.name && by.metadata.namespace === metadata.namespace,
  );
  const isLeft = cluster.all('Host').some((host) => gateway.sees(host) && host.spec.tlsContext?.name === metadata.name);
  return (
    isTaken ||
    isLeft ||
    unknownContextsOf(cluster, gateway).some(({ name }) => nearest(name, known.keys()) === metadata.name)
  );
}

/** Whether a gateway is surely one with Listeners, and nothing in front of it terminates TLS. */
function terminatesHere(cluster: Cluster<'Listener'>, gateway: Installation): boolean {
  const isModern = !gateway.isAssumed || cluster.all('Listener').some((listener) => gateway.sees(listener));
  return isModern && gateway.flavour !== 'ambassador-1' && !isTlsTerminatedInFront(gateway);
}
