import type { Cluster } from '../../cluster/cluster.ts';
import { type GatewayPart, gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { type InstallationKind, installationKinds } from '../../cluster/installations.ts';
import type { AnyObject, Container, PodSpec, Ref, Service } from '../../cluster/objects.ts';
import {
  exporterIn,
  hasOwnAddress,
  listenPortOf,
  portNumberOf,
  STATSD_PORT,
  sinkOf,
  statsdOf,
  statsdPortOf,
} from '../../cluster/statsd.ts';
import { podsOf, workloadsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patchContainer, patchItems } from '../../engine/kubectl.ts';

export const metricsStatsdUdpMismatch = defineCheck({
  code: 'MET018',
  name: 'metrics-statsd-udp-mismatch',
  area: 'metrics',
  title: 'A statsd-exporter does not listen where the metrics arrive',
  severity: 'error',
  reads: ['Service'],
  alsoReads: installationKinds,
  message: '{gateway} sends its metrics to {sink}, where they arrive on UDP port {arrives}, and {problem}.',
  why: 'statsd is sent without an answer: nobody notices, and the exporter shows no gateway metrics at all.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Let the statsd-exporter listen where the metrics arrive: give it the argument --statsd.listen-udp=:8125 (its default is :9125), or correct targetPort of the Service. If port 8125 of the Service is TCP, set protocol: UDP.',
  },
  silent: [
    'a Service that leads port 8125 to the port the exporter listens on',
    'exporters in an image of your own, whose flags may be built in',
    'a STATSD_PORT that was set for this: that is metrics-statsd-port-ignored',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: localhost }]
        - { name: exporter, image: "prom/statsd-exporter:v0.26.0" }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: localhost }]
        - { name: exporter, image: "prom/statsd-exporter:v0.26.0", args: ["--statsd.listen-udp=:8125"] }
`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const statsd = statsdOf(cluster, part);
      const { port } = statsd;
      if (statsd.isOn !== true || (port.value && port.value.trim() !== String(STATSD_PORT))) continue;

      const service = sinkOf(cluster, statsd);
      const tcp = service && hasOwnAddress(service) ? tcpPortOf(service) : undefined;
      if (service && tcp !== undefined) {
        report({
          on: service,
          data: {
            gateway: part.on,
            sink: service,
            arrives: STATSD_PORT,
            problem: words('that port of the Service is TCP'),
            advice: words('Set protocol: UDP on port 8125 of the Service.'),
          },
          evidence: [{ at: service, path: `spec.ports[${STATSD_PORT}].protocol`, value: 'TCP' }],
          related: [part.on],
          command: patchItems(service, { op: 'add', path: `/spec/ports/${tcp}/protocol`, value: 'UDP' }),
        });
        continue;
      }

      const arrivals =
        statsd.target.kind === 'own-pod' ? [ownArrival(part)] : service ? arrivalsBehind(cluster, service) : [];
      for (const { on, path, spec, arrives } of arrivals) {
        const exporter = exporterIn(spec);
        const listens = exporter && listenPortOf(exporter);
        if (!exporter || listens === undefined || arrives === undefined || listens === arrives) continue;
        report({
          on,
          data: {
            gateway: part.on,
            sink: on === part.on ? words('its own Pods') : on,
            arrives,
            problem: words(
              listens === 0 ? 'the statsd-exporter takes no UDP' : `the statsd-exporter listens on ${listens}`,
            ),
            advice: words(
              `Give container ${exporter.name} the argument --statsd.listen-udp=:${arrives}${service ? `, or write targetPort: ${listens || arrives} in the Service` : ''}.`,
            ),
          },
          evidence: [{ at: on, path: `${path}.containers[${exporter.name}].args`, value: argsOf(exporter) }],
          related: [part.on, ...(service ? [service] : [])],
          command: patchContainer(on, { name: exporter.name, args: listening(exporter, arrives) }),
        });
      }
    }
  },
});

interface Arrival {
  readonly on: AnyObject | Ref;
  readonly path: string;
  readonly spec: PodSpec;
  /** The port of the Pod; undefined: a name that no container has. */
  readonly arrives: number | undefined;
}

function ownArrival(part: GatewayPart): Arrival {
  return { on: part.on, path: podPath(part, 'spec'), spec: part.spec, arrives: STATSD_PORT };
}

/** What stands behind a sink's Service: workloads, or Pods without one. */
function arrivalsBehind(cluster: Cluster<InstallationKind>, service: Service): readonly Arrival[] {
  const port = statsdPortOf(service);
  // A Service without the port takes nothing at all: that is metrics-statsd-port-ignored.
  if (hasOwnAddress(service) && !port) return [];
  const target = port?.targetPort ?? STATSD_PORT;
  const arrivesAt = (spec: PodSpec) => (hasOwnAddress(service) ? portNumberOf(spec, target) : STATSD_PORT);
  const workloads = workloadsOf(cluster, service).flatMap((on) => {
    const spec = on.spec.template?.spec;
    return spec ? [{ on, path: 'spec.template.spec', spec, arrives: arrivesAt(spec) }] : [];
  });
  if (workloads.length > 0) return workloads;
  return podsOf(cluster, service)
    .slice(0, 1)
    .map((on) => ({ on, path: 'spec', spec: on.spec, arrives: arrivesAt(on.spec) }));
}

function tcpPortOf({ spec }: Service): number | undefined {
  const ports = (spec.ports ?? [])
    .map((port, index) => ({ ...port, index }))
    .filter(({ port }) => port === STATSD_PORT);
  return ports.some(({ protocol }) => protocol === 'UDP') ? undefined : ports[0]?.index;
}

/** The arguments with the right port; kubectl replaces such a list whole. */
function listening({ args = [] }: Container, port: number): readonly string[] {
  return [...args.filter((arg) => !arg.startsWith('--statsd.listen-udp')), `--statsd.listen-udp=:${port}`];
}

function argsOf({ args = [], command = [] }: Container): readonly string[] | string {
  return args.length > 0 ? args : command.length > 0 ? command : '(none)';
}
