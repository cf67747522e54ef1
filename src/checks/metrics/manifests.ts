import { type GatewayPart, isWorkload } from '../../cluster/gateway-parts.ts';
import type { ServiceMonitor } from '../../cluster/objects.ts';
import { refOf } from '../../engine/finding.ts';
import { apply } from '../../engine/kubectl.ts';

type Labels = Readonly<Record<string, string>>;

/** A command that lets Prometheus read a port of the gateway's Pods, of each by itself. */
export function createPodMonitor(part: GatewayPart, port: number, labels: Labels = {}): string {
  const { namespace, spec } = part;
  const name = (spec.containers ?? [])
    .flatMap(({ ports = [] }) => ports)
    .find(({ containerPort }) => containerPort === port)?.name;
  const endpoint = name ? { port: name } : { targetPort: port };
  return apply({
    kind: 'PodMonitor',
    metadata: { name: refOf(part.on).name, namespace, ...(Object.keys(labels).length > 0 && { labels }) },
    spec: { selector: { matchLabels: podLabels(part) }, podMetricsEndpoints: [{ ...endpoint, path: '/metrics' }] },
  });
}

/** A command that makes the Service which a monitor follows to the gateway's metrics. */
export function createAdminService(part: GatewayPart, monitor: ServiceMonitor, name: string, admin: number): string {
  const { port = 'ambassador-admin' } = monitor.spec.endpoints?.[0] ?? {};
  const labels = monitor.spec.selector?.matchLabels ?? { service: 'ambassador-admin' };
  const ports = [{ name: String(port), port: admin, targetPort: admin }];
  return apply({
    kind: 'Service',
    metadata: { name, namespace: part.namespace, labels },
    spec: { selector: podLabels(part), ports },
  });
}

/** The labels that a workload itself tells its Pods by; those of the Pods where it could not be read. */
function podLabels({ on, labels }: GatewayPart): Labels {
  const own = isWorkload(on) && 'spec' in on && 'selector' in on.spec ? on.spec.selector?.matchLabels : undefined;
  return own ?? labels;
}
