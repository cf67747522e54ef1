import type { Cluster } from '../../cluster/cluster.ts';
import { type GatewayPart, gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { Service } from '../../cluster/objects.ts';
import {
  exporterIn,
  hasOwnAddress,
  listenPortOf,
  STATSD_PORT,
  type Statsd,
  sinkOf,
  statsdOf,
  statsdPortOf,
} from '../../cluster/statsd.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { addPort, edit, setEnv } from '../../engine/kubectl.ts';

export const metricsStatsdPortIgnored = defineCheck({
  code: 'MET017',
  name: 'metrics-statsd-port-ignored',
  area: 'metrics',
  title: 'statsd metrics go to port 8125 whatever is configured',
  severity: 'error',
  reads: ['Service'],
  alsoReads: installationKinds,
  message: '{gateway} sends its metrics to UDP port 8125 of {sink}, and {problem}.',
  why: 'Envoy always sends to port 8125; metrics that nothing takes there are lost without an error.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Let the sink take UDP port 8125: give its Service that port with protocol: UDP, and the port of its Pods as targetPort. Take STATSD_PORT away: Emissary does not read it.',
  },
  silent: [
    'headless Services, whose ports do not matter',
    'a port 8125 that is TCP: that is metrics-statsd-udp-mismatch',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers: [{ name: emissary, image: "emissary:4.0.1", env: [{ name: STATSD_ENABLED, value: "true" }] }]
---
kind: Service
metadata: { name: statsd-sink, namespace: emissary }
spec: { selector: { app: statsd }, ports: [{ port: 9125, protocol: UDP }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers: [{ name: emissary, image: "emissary:4.0.1", env: [{ name: STATSD_ENABLED, value: "true" }] }]
---
kind: Service
metadata: { name: statsd-sink, namespace: emissary }
spec: { selector: { app: statsd }, ports: [{ port: 8125, targetPort: 9125, protocol: UDP }] }
`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const { on, container } = part;
      const statsd = statsdOf(cluster, part);
      if (statsd.isOn !== true) continue;

      const service = sinkOf(cluster, statsd);
      const written = statsd.port.value?.trim();
      if (written !== undefined && written !== '' && written !== String(STATSD_PORT)) {
        const arrives = takesMetrics(part, statsd, cluster);
        report({
          on,
          data: {
            gateway: on,
            sink: service ?? hostOf(statsd),
            problem: words(`STATSD_PORT ${written} changes nothing`),
            advice: words(
              arrives
                ? 'Take STATSD_PORT away: Emissary does not read it.'
                : `Let the sink take UDP port ${STATSD_PORT} (a Service can lead ${STATSD_PORT} to ${written}), and take STATSD_PORT away.`,
            ),
          },
          evidence: [
            { at: on, path: podPath(part, `spec.containers[${container.name}].env[STATSD_PORT]`), value: written },
          ],
          related: service ? [service] : [],
          command: [
            ...(!arrives && service && hasOwnAddress(service) ? [leadToPods(service, Number(written))] : []),
            setEnv(on, container.name, 'STATSD_PORT-'),
          ].join('\n'),
          severity: arrives ? 'info' : arrives === undefined ? 'warning' : 'error',
        });
        continue;
      }

      const ports = service?.spec.ports ?? [];
      if (!service || !hasOwnAddress(service) || ports.some(({ port }) => port === STATSD_PORT)) continue;
      report({
        on: service,
        data: {
          gateway: on,
          sink: service,
          problem: words(
            `that Service has only ${ports.map(({ port, protocol = 'TCP' }) => `${port}/${protocol}`).join(', ') || 'no port'}`,
          ),
          advice: words(
            `Give the Service a port ${STATSD_PORT} with protocol: UDP, and the port of its Pods as targetPort.`,
          ),
        },
        evidence: [
          { at: service, path: 'spec.ports', value: ports.map(({ port, protocol = 'TCP' }) => `${port}/${protocol}`) },
        ],
        related: [on],
        command: leadToPods(service),
      });
    }
  },
});

/** Gives a Service the port that metrics are sent to; where several could be meant, a person says which. */
function leadToPods(service: Service, own?: number): string {
  const { ports = [] } = service.spec;
  if (ports.some(({ port }) => port === STATSD_PORT)) return edit(service);
  const udp = ports.filter(({ protocol }) => protocol === 'UDP');
  const found = ports.find(({ port }) => port === own) ?? (udp.length === 1 ? udp[0] : undefined);
  const targetPort = found?.targetPort ?? found?.port ?? 'PORT';
  return addPort(service, { name: 'statsd', port: STATSD_PORT, targetPort, protocol: 'UDP' });
}

function hostOf({ target }: Statsd): string {
  return target.kind === 'unknown' ? 'its statsd host' : target.host;
}

/** Whether the sink takes metrics on the port they are sent to; undefined: it cannot be seen. */
function takesMetrics(part: GatewayPart, statsd: Statsd, cluster: Cluster<'Service'>): boolean | undefined {
  const { target } = statsd;
  if (target.kind === 'own-pod') {
    const exporter = exporterIn(part.spec);
    const port = exporter && listenPortOf(exporter);
    return port === undefined ? undefined : port === STATSD_PORT;
  }
  const service = sinkOf(cluster, statsd);
  return service && hasOwnAddress(service) ? statsdPortOf(service) !== undefined : undefined;
}
