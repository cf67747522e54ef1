import type { Cluster } from '../../cluster/cluster.ts';
import { type Directed, directedMappings, targetAlsoReads } from '../../cluster/targets.ts';
import { isIPv6 } from '../../cluster/url.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingNamedPort = defineCheck({
  code: 'MAP005',
  name: 'mapping-named-port',
  area: 'mappings',
  title: 'A Mapping names its port instead of numbering it',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: targetAlsoReads,
  explains: [
    'route-leads-nowhere',
    'lb-service-broken',
    'gateway-diag-errors',
    'gateway-log-errors',
    'gateway-access-log-flags',
  ],
  message: '{mapping} names the port in {written}; Emissary understands only numbers and sends traffic to {place}.',
  why: 'Emissary posts an error, and requests go to the default port, where usually nothing answers: 503.',
  fix: 'Write the number of the port in spec.service of {mapping}{advice}.',
  silent: ['an IPv6 address without brackets: that is mapping-service-malformed'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "cart.shop:http" }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "cart.shop:8080" }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, upstream, isRedirect } of directedMappings(cluster)) {
      const { address, qualified, port } = upstream;
      if (isRedirect || address.malformed !== 'port-not-a-number' || isBareIPv6(address.written)) continue;

      const name = NAMED_PORT.exec(address.written)?.[1] ?? '';
      const number = numberOf(cluster, { mapping, upstream }, name);
      const right = number && address.written.replace(NAMED_PORT, `:${number}`);
      // The name of the default port leads there after all, when the host is one that is found as it stands.
      const isHarmless = number === port && address.host.includes('.');
      report({
        on: mapping,
        severity: isHarmless ? 'warning' : 'error',
        data: {
          mapping,
          written: address.written,
          place: `${qualified}:${port}`,
          advice: words(right ? `: ${right}` : ' behind the name of the Service'),
        },
        evidence: [{ at: mapping, path: 'spec.service', value: address.written }],
        command: patch(mapping, { spec: { service: right ?? address.written.replace(NAMED_PORT, ':PORT') } }),
      });
    }
  },
});

const NAMED_PORT = /:([^:/?#]+)(?=[/?#]|$)/;
const WELL_KNOWN: Readonly<Record<string, number>> = { http: 80, https: 443 };

function isBareIPv6(written: string): boolean {
  return isIPv6(written.replace(/^\w+:\/\//, ''));
}

/** The number that a port's name stands for in the Service that was meant, or everywhere. */
function numberOf(
  cluster: Cluster<'Service'>,
  { mapping, upstream }: Pick<Directed, 'mapping' | 'upstream'>,
  name: string,
): number | undefined {
  // Emissary leaves a text with such a port as it is, so that a bare host does not get its namespace.
  const [service = '', namespace = mapping.metadata.namespace] = upstream.address.host.split('.');
  const ports = cluster.find('Service', namespace, service)?.spec.ports;
  return ports ? ports.find((port) => port.name === name)?.port : WELL_KNOWN[name];
}
