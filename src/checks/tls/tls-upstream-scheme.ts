import type { Cluster } from '../../cluster/cluster.ts';
import { isBackendMeshed, isGatewayMeshed } from '../../cluster/mesh.ts';
import type { Service } from '../../cluster/objects.ts';
import { type Spoken, spokenAt } from '../../cluster/spoken.ts';
import {
  type Directed,
  directedMappings,
  matchPort,
  serviceText,
  type Target,
  type TargetKind,
  targetAlsoReads,
  targetsOf,
} from '../../cluster/targets.ts';
import { defineCheck, type Evidence, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const tlsUpstreamScheme = defineCheck({
  code: 'TLS029',
  name: 'tls-upstream-scheme',
  area: 'tls',
  title: 'A Mapping speaks TLS to a port that takes none, or none to a port that does',
  severity: 'warning',
  reads: ['Mapping', 'Service'],
  alsoReads: [...targetAlsoReads, 'Namespace'],
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
    const targets: readonly Addressed[] = [...targetsOf(cluster), ...externalsOf(cluster)];
    for (const target of targets) {
      const { mapping, upstream, installation, service, traffic } = target;
      // With a TLSContext it is a matter of that, which other checks look at.
      if (mapping.kind !== 'Mapping' || mapping.spec.tls || traffic === 'none') continue;
      const found = spokenTo(cluster, target);
      if (!found || found.tls === upstream.tls) continue;
      if (isGatewayMeshed(cluster, installation)) continue;

      const right = service && portFor(cluster, service, upstream.tls);
      const change = serviceText(
        { ...upstream.address, scheme: found.tls ? 'https' : 'http' },
        { port: upstream.port },
      ).replace(/^http:\/\//, '');
      report({
        on: mapping,
        severity: found.isSure && traffic !== 'copies' ? 'error' : 'warning',
        data: {
          mapping,
          how: words(upstream.tls ? 'with TLS' : 'in clear'),
          port: upstream.port,
          upstream: service ?? upstream.name,
          speaks: words(found.says),
          effect: words(
            found.tls
              ? 'The upstream answers with 400, or closes the connection, which the gateway makes 503 of.'
              : 'The TLS handshake fails, and the gateway answers with 503.',
          ),
          advice: words(
            right === undefined
              ? `Write ${change} as spec.service of the Mapping.`
              : `Write ${change} as spec.service of the Mapping, or send them to port ${right}, which takes ${upstream.tls ? 'TLS' : 'none'}.`,
          ),
        },
        evidence: [{ at: mapping, path: 'spec.service', value: mapping.spec.service }, ...found.evidence],
        related: service ? [service] : [],
        command: patch(mapping, { spec: { service: change } }),
      });
    }
  },
});

interface Found {
  readonly tls: boolean;
  readonly isSure: boolean;
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

/** A Mapping, and the Service it sends traffic to, unless that is a name outside. */
interface Addressed extends Directed {
  readonly service?: Service;
  readonly traffic?: Target['traffic'];
}

function spokenTo(cluster: Cluster<TargetKind | 'Namespace'>, target: Addressed): Found | undefined {
  const { service, upstream, traffic } = target;
  if (upstream.kind === 'external' || service?.spec.type === 'ExternalName') return spokenOutside(target);
  const match = traffic && matchPort({ ...target, traffic });
  if (!service || match?.kind !== 'matches') return undefined;
  const spoken = spokenAt(cluster, service, match.port);
  if (!spoken || isBackendMeshed(cluster, service)) return undefined;
  const { tls, isSure, at, path, value } = spoken;
  return { tls, isSure, says: saysOf(spoken), evidence: [{ at, path, value }] };
}

function saysOf({ tls, isSure, path, value }: Spoken): string {
  const what = tls ? 'takes TLS' : 'takes none';
  if (path.endsWith('scheme')) return `${what}: it is probed by ${value}`;
  return isSure
    ? `${what}: its appProtocol is ${value}`
    : `seems to ${tls ? 'take TLS' : 'take none'}, by its name and numbers`;
}

/** Ports of names outside say by their numbers alone what they take. */
function spokenOutside({ upstream }: Directed): Found | undefined {
  const { port } = upstream;
  const tls = port === 443 || port === 8443 ? true : port === 80 ? false : undefined;
  if (tls === undefined) return undefined;
  return { tls, isSure: false, says: tls ? 'is one for TLS' : 'is one for clear traffic', evidence: [] };
}

function externalsOf(cluster: Cluster<TargetKind>): readonly Directed[] {
  const inside = new Set(targetsOf(cluster).map(({ mapping }) => mapping));
  return directedMappings(cluster).filter(
    ({ mapping, upstream: { kind, resolver, address }, isRedirect }) =>
      kind === 'external' && resolver === 'service' && !address.malformed && !isRedirect && !inside.has(mapping),
  );
}

/** Another port of the Service that takes what is sent. */
function portFor(cluster: Cluster<TargetKind>, service: Service, tls: boolean): number | undefined {
  return service.spec.ports?.find((port) => spokenAt(cluster, service, port)?.tls === tls)?.port;
}
