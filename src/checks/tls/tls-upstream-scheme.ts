import type { Spoken } from '../../cluster/spoken.ts';
import { serviceText, targetAlsoReads } from '../../cluster/targets.ts';
import { wrongSchemesOf } from '../../cluster/wrong-schemes.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const tlsUpstreamScheme = defineCheck({
  code: 'TLS029',
  name: 'tls-upstream-scheme',
  area: 'tls',
  title: 'A Mapping speaks TLS to a port that takes none, or none to a port that does',
  severity: 'warning',
  reads: ['Mapping', 'Service'],
  alsoReads: [...targetAlsoReads, 'Namespace'],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'gateway-access-log-flags'],
  message: '{mapping} sends its requests {how} to port {port} of {upstream}, which {speaks}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'A port that takes TLS answers clear requests with 400, or closes the connection; at one that takes none the TLS handshake fails. The gateway answers with 503.',
    fix: 'Write https:// in front of the service of the Mapping where the port takes TLS, and leave it out where it takes none.',
  },
  silent: [
    'Services whose names, numbers, probes and appProtocol do not agree, such as port 443 in front of 8080',
    'a probe in clear beside a port for TLS: some servers take both on one port',
    'gateways and upstreams in a service mesh, whose proxies add and remove TLS',
    'another gateway of Emissary as upstream, whose Listeners take both',
    'TCPMappings, which pass TLS through',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: pay, namespace: shop }
spec: { hostname: "*", prefix: /pay/, service: "pay.shop:8443" }
---
kind: Service
metadata: { name: pay, namespace: shop }
spec: { ports: [{ name: https, port: 8443 }] }
`,
    good: `
kind: Mapping
metadata: { name: pay, namespace: shop }
spec: { hostname: "*", prefix: /pay/, service: "https://pay.shop:8443" }
---
kind: Service
metadata: { name: pay, namespace: shop }
spec: { ports: [{ name: https, port: 8443 }] }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, upstream, service, traffic, takesTls, spoken, right } of wrongSchemesOf(cluster)) {
      const change = serviceText(
        { ...upstream.address, scheme: takesTls ? 'https' : 'http' },
        { port: upstream.port },
      ).replace(/^http:\/\//, '');
      const otherPort = `, or send them to port ${right}, which takes ${upstream.tls ? 'TLS' : 'none'}`;
      report({
        on: mapping,
        severity: spoken?.isSure && traffic !== 'copies' ? 'error' : 'warning',
        data: {
          mapping,
          how: words(upstream.tls ? 'with TLS' : 'in clear'),
          port: upstream.port,
          upstream: service ?? upstream.name,
          speaks: words(spoken ? saysOf(spoken) : takesTls ? 'is one for TLS' : 'is one for clear traffic'),
          effect: words(
            takesTls
              ? 'The upstream answers with 400, or closes the connection, which the gateway makes 503 of.'
              : 'The TLS handshake fails, and the gateway answers with 503.',
          ),
          advice: words(`Write ${change} as spec.service of the Mapping${right === undefined ? '' : otherPort}.`),
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: mapping.spec.service },
          ...(spoken ? [{ at: spoken.at, path: spoken.path, value: spoken.value }] : []),
        ],
        related: service ? [service] : [],
        command: patch(mapping, { spec: { service: change } }),
      });
    }
  },
});

function saysOf({ tls, isSure, path, value }: Spoken): string {
  const what = tls ? 'takes TLS' : 'takes none';
  if (path.endsWith('scheme')) return `${what}: it is probed by ${value}`;
  return isSure
    ? `${what}: its appProtocol is ${value}`
    : `seems to ${tls ? 'take TLS' : 'take none'}, by its name and numbers`;
}
