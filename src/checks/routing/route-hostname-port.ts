import type { Host, Mapping } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { hostnamePath, unattached, writtenAs } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const routeHostnamePort = defineCheck({
  code: 'RTE006',
  name: 'route-hostname-port',
  area: 'routing',
  title: 'A port in one hostname keeps a Mapping from its Host',
  severity: 'error',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-nr-in-logs'],
  message: '{mapping} is for {hostname} and {host} for {other}: a port is part of the name.',
  why: 'No Host takes this Mapping, so every request that is meant for it is answered with 404 or by another route.',
  fix: 'Leave the port out of both hostnames; where clients send it, set strip_matching_host_port in the Module.',
  silent: ['a port that both names have'],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "shop.test:8443", prefix: /cart/, service: cart }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
`,
  },

  run({ cluster, report }) {
    for (const { cause, mappings } of unattached(cluster)) {
      if (cause.kind !== 'port') continue;

      const [mapping, ...others] = mappings;
      const { hostname, host } = cause;
      const on = /:\d+$/.test(hostname) ? writtenAs(mapping) : host;
      report({
        on,
        key: hostname,
        data: { mapping: writtenAs(mapping), hostname, host, other: host.spec.hostname ?? '*' },
        evidence: [
          { at: writtenAs(mapping), path: hostnamePath(mapping), value: hostname },
          { at: host, path: 'spec.hostname', value: host.spec.hostname },
        ],
        related: [writtenAs(mapping), ...others.map(writtenAs), host],
        command: withoutPorts([...mappings, host]),
      });
    }
  },
});

function withoutPorts(objects: readonly (Mapping | Host)[]): string {
  const commands = objects.flatMap((object) => {
    const { hostname } = object.spec;
    if (!hostname) return object.kind === 'Mapping' ? [edit(object)] : [];
    const [name = '', port] = hostname.split(':');
    return port ? [patch(object, { spec: { hostname: name } })] : [];
  });
  return [...new Set(commands)].join('\n');
}
