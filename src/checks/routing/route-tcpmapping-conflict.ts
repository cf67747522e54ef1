import { overlap } from '../../cluster/hostnames.ts';
import type { TCPMapping } from '../../cluster/objects.ts';
import { type PostedError, type Routing, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { createHost, patch } from '../../engine/kubectl.ts';

export const routeTcpmappingConflict = defineCheck({
  code: 'RTE031',
  name: 'route-tcpmapping-conflict',
  area: 'routing',
  title: 'A TCPMapping gets in the way of a Host, or of another TCPMapping, or has no certificate',
  severity: 'error',
  reads: ['TCPMapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{mapping} {problem}.',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'Without a certificate the gateway opens no port for the TCPMapping, so nobody can connect. Of two that want the same port and name only one is served; a port that is to speak both TCP and HTTP serves neither.',
    fix: 'Give the TCPMapping a port or a host of its own. One with a host needs a certificate for it: a Host with tlsSecret, or a TLSContext whose hosts list it. Without TLS leave spec.host out.',
  },
  silent: [
    'TCPMappings for one port with different hosts',
    'a Host or TLSContext for the name that is broken: what broke it is the cause',
  ],
  example: {
    bad: `
kind: TCPMapping
metadata: { name: db, namespace: shop }
spec: { port: 5432, host: db.test, service: "db:5432" }
`,
    good: `
kind: TCPMapping
metadata: { name: db, namespace: shop }
spec: { port: 5432, service: "db:5432" }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const byName = new Map(cluster.all('TCPMapping').map((mapping) => [keyOf(mapping.metadata), mapping]));
      for (const { on, about, reason } of routing.errors) {
        if (reason !== 'tcp-context-missing' && reason !== 'tcp-conflict' && reason !== 'host-tcp-conflict') continue;
        const own = reason === 'host-tcp-conflict' ? about : on;
        const mapping = own && typeof own !== 'string' ? byName.get(keyOf(own)) : undefined;
        const other = reason === 'host-tcp-conflict' ? on : about;
        const isHeldUp =
          reason === 'tcp-context-missing' &&
          (!cluster.knows('Host') || !cluster.knows('TLSContext') || hasBroken(routing, mapping?.spec.host ?? ''));
        if (!mapping || isHeldUp) continue;

        const name = other && typeof other !== 'string' ? ` ${other.kind} ${other.namespace}/${other.name}` : '';
        report({
          on: mapping,
          key: `${reason}${name}`,
          data: { mapping, ...textsOf(reason, mapping, name) },
          evidence: [
            { at: mapping, path: 'spec.port', value: mapping.spec.port },
            { at: mapping, path: 'spec.host', value: mapping.spec.host },
          ],
          related: other && typeof other !== 'string' ? [other] : [],
          command:
            reason === 'tcp-context-missing'
              ? createHost(mapping.metadata.namespace, mapping.spec.host ?? '', routing.installation)
              : patch(mapping, { spec: { port: 'PORT' } }),
        });
      }

      for (const { host, members, servedBy } of routing.tcpGroups) {
        const [first] = members;
        const shared = servedBy.find(
          ({ listener }) => listener.stack.includes('HTTP') && hostsOn(routing.hosts, listener).length > 0,
        )?.listener;
        if (!first || host || !shared) continue;
        report({
          on: first.mapping,
          key: 'listener',
          data: {
            mapping: first.mapping,
            problem: words(
              `has no host, and port ${shared.port} is that of Listener ${shared.namespace}/${shared.name}, which speaks HTTP`,
            ),
            consequence: words(
              'Envoy refuses to open a port that is to be both: the TCPMapping and all Hosts on it are unreachable.',
            ),
            advice: words('Give the TCPMapping a port of its own, or a host, so that TLS can tell them apart.'),
          },
          evidence: [{ at: first.mapping, path: 'spec.port', value: first.mapping.spec.port }],
          related: shared.listener ? [shared.listener] : [],
          command: patch(first.mapping, { spec: { port: 'PORT' } }),
        });
      }
    }
  },
});

/** Whether a Host or TLSContext is there for a name and cannot be used: what broke it is the cause. */
function hasBroken({ hosts, contexts }: Routing, name: string): boolean {
  return (
    hosts.some(({ host, hostname, tlsValid }) => host?.spec.tlsSecret?.name && !tlsValid && overlap(hostname, name)) ||
    contexts.some(({ hosts: names, isUsable }) => !isUsable && names.includes(name))
  );
}

function hostsOn(
  hosts: readonly { readonly servedBy: readonly { readonly listener: unknown; readonly tls: boolean }[] }[],
  listener: unknown,
) {
  return hosts.filter(({ servedBy }) => servedBy.some((place) => place.listener === listener && !place.tls));
}

function textsOf(reason: PostedError['reason'], { spec }: TCPMapping, other: string) {
  const host = spec.host ?? '';
  if (reason === 'tcp-context-missing') {
    return {
      problem: words(
        `is for ${host}, and there is no certificate for it: no Host with TLS has that name, and no TLSContext`,
      ),
      consequence: words('The gateway opens no port for it, so nobody can connect.'),
      advice: words(
        `Add a Host with tlsSecret for ${host}, or a TLSContext whose hosts list it; without TLS leave spec.host out.`,
      ),
    };
  }
  if (reason === 'tcp-conflict') {
    return {
      problem: words(`wants the same port and name as${other}`),
      consequence: words('Only the first of the two is served; connections meant for this one end up there.'),
      advice: words('Give it a port or a host of its own, or delete it.'),
    };
  }
  return {
    problem: words(`takes port ${spec.port ?? ''} for the name of${other}`),
    consequence: words('The Host is not served on that port: its requests go to the TCPMapping, byte by byte.'),
    advice: words('Give the TCPMapping a port or a host of its own.'),
  };
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
