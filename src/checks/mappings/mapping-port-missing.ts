import type { Service, ServicePort } from '../../cluster/objects.ts';
import type { ServiceAddress } from '../../cluster/service-address.ts';
import { matchPort, serviceText, type Target, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from './sentence-parts.ts';

export const mappingPortMissing = defineCheck({
  code: 'MAP003',
  name: 'mapping-port-missing',
  area: 'mappings',
  title: 'A Mapping names a port that its Service does not have',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: [
    'route-leads-nowhere',
    'lb-service-broken',
    'mapping-no-endpoints',
    'gateway-diag-errors',
    'gateway-log-errors',
    'gateway-access-log-flags',
  ],
  message: '{mapping} sends traffic to port {port}{reason} of {service}, which has {ports}.{note}',
  why: 'Connections are refused or time out, so the gateway answers every request of this Mapping with 503.',
  fix: 'Write the right port behind the name of the Service in spec.service of {mapping}{right}.',
  silent: [
    'Services of type ExternalName, which have no ports',
    'a headless Service, whose Pods are reached on their own port, unless they declare others',
    'a port that is a targetPort of the Service: that is mapping-port-is-targetport',
    'a port that is no number: that is mapping-named-port',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: search, namespace: shop }
spec: { hostname: "*", prefix: /search/, service: "search.shop:8080" }
---
kind: Service
metadata: { name: search, namespace: shop }
spec: { ports: [{ port: 9200 }] }
`,
    good: `
kind: Mapping
metadata: { name: search, namespace: shop }
spec: { hostname: "*", prefix: /search/, service: "search.shop:9200" }
---
kind: Service
metadata: { name: search, namespace: shop }
spec: { ports: [{ port: 9200 }] }
`,
  },

  run({ cluster, report }) {
    for (const target of targetsOf(cluster)) {
      const { mapping, upstream, service, traffic } = target;
      const match = matchPort(target);
      if (!service || match.kind !== 'missing') continue;

      const numbers = numbersOf(service, target.podPorts);
      const choices = numbers.map((port) => serviceText(schemeFor(target, port), { port }));
      const [only, ...more] = choices;
      // With TLS to a plain port it may be the scheme that is wrong, or the port.
      const isEvident = more.length === 0 && !numbers.some((port) => isPlainUnderTls(target, port));
      const ports = describe(service, target.podPorts);
      // Pods may listen on what they do not declare, unless the number shows where the mistake comes from.
      const isCertain = !target.podPorts || match.pod !== undefined;
      report({
        on: mapping,
        severity: isCertain ? lossOf(traffic) : 'warning',
        data: {
          mapping,
          service,
          port: upstream.port,
          reason: words(upstream.isDefaultPort ? `, the default for ${upstream.tls ? 'TLS' : 'clear traffic'},` : ''),
          ports: words(ports),
          note: trafficNote(traffic),
          right: words(only ? `: ${choices.slice(0, 3).join(' or ')}` : ', once it has one for TCP'),
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: upstream.address.written },
          { at: service, path: 'spec.ports', value: ports },
        ],
        command: only
          ? patch(mapping, { spec: { service: isEvident ? only : serviceText(upstream.address, { port: 'PORT' }) } })
          : edit(service),
      });
    }
  },
});

/** Whether TLS is asked for, and the port of the Service speaks clear HTTP, as its number or name says. */
function isPlainUnderTls({ upstream, service }: Target, number: number): boolean {
  const { name = '' } = service?.spec.ports?.find(({ port, targetPort }) => [port, targetPort].includes(number)) ?? {};
  return upstream.tls && (number === 80 || number === 8080 || /^http(?!s)/.test(name));
}

function schemeFor(target: Target, number: number): ServiceAddress {
  const { address } = target.upstream;
  return address.scheme === 'https' && isPlainUnderTls(target, number) ? { ...address, scheme: 'http' } : address;
}

type PodPorts = readonly { readonly port: number }[] | undefined;

/** The ports that would be right. */
function numbersOf({ spec }: Service, podPorts: PodPorts): readonly number[] {
  const ports = (spec.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  if (!podPorts) return ports.map(({ port }) => port);
  const numbers = ports.flatMap(({ port, targetPort = port }) => (typeof targetPort === 'number' ? targetPort : []));
  return [...new Set(numbers.length > 0 ? numbers : podPorts.map(({ port }) => port))];
}

function describe(service: Service, podPorts: PodPorts): string {
  if (podPorts) return `${numbersOf(service, podPorts).join(', ')} on its Pods, which is what counts (it is headless)`;
  return (service.spec.ports ?? []).map(describePort).join(', ');
}

function describePort({ port, name, protocol = 'TCP' }: ServicePort): string {
  return `${port}${name ? ` (${name})` : ''}${protocol === 'TCP' ? '' : ` ${protocol}`}`;
}
