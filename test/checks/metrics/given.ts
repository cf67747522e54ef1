/** Objects of a small cluster, as YAML; each field can be replaced. All stand in namespace `emissary` unless said otherwise. */

type Labels = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, unknown>>;

interface Facts {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly created?: string;
}

interface PodFacts extends Facts {
  readonly env?: Labels;
  readonly ports?: readonly Fields[];
  /** Beside the gateway's container. */
  readonly sidecars?: readonly Fields[];
  /** Further fields of the Pod's spec and status. */
  readonly spec?: Fields;
  readonly status?: Fields;
  readonly image?: string;
}

export const ADMIN = { name: 'admin', containerPort: 8877 };
export const EXPORTER = {
  name: 'prometheus-exporter',
  image: 'prom/statsd-exporter:v0.8.1',
  args: ['--statsd.listen-udp=:8125', '--web.listen-address=:9102'],
  ports: [{ name: 'metrics', containerPort: 9102 }],
};
export const TO_SIDECAR = { STATSD_ENABLED: 'true', STATSD_HOST: 'localhost' };

export function deployment(facts: PodFacts & { readonly replicas?: number; readonly kind?: string } = {}): string {
  const {
    name = 'emissary-ingress',
    namespace = 'emissary',
    kind = 'Deployment',
    replicas,
    labels,
    annotations,
  } = facts;
  const own = labels ?? { app: 'emissary' };
  return JSON.stringify({
    kind,
    metadata: { name, namespace },
    spec: {
      ...(replicas !== undefined && { replicas }),
      selector: { matchLabels: own },
      template: { metadata: { labels: own, ...(annotations && { annotations }) }, spec: podSpec(facts) },
    },
    ...(facts.status && { status: facts.status }),
  });
}

/** A Pod that runs; of a Deployment when its name is `<deployment>-<hash>-<id>`. */
export function pod(facts: PodFacts = {}): string {
  const { name = 'emissary-ingress-abc-1', namespace = 'emissary', labels, annotations, created } = facts;
  const [, replicaSet] = /^(.+-[a-z0-9]+)-[a-z0-9]+$/.exec(name) ?? [];
  return JSON.stringify({
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: labels ?? { app: 'emissary' },
      ...(annotations && { annotations }),
      ...(created && { creationTimestamp: created }),
      ...(replicaSet && { ownerReferences: [{ kind: 'ReplicaSet', name: replicaSet, controller: true }] }),
    },
    spec: podSpec(facts),
    status: { phase: 'Running', ...facts.status },
  });
}

export function service(
  facts: Facts & { readonly selector?: Labels; readonly ports?: readonly Fields[]; readonly spec?: Fields } = {},
): string {
  const { name = 'emissary-ingress-admin', namespace = 'emissary', labels, annotations, created } = facts;
  return JSON.stringify({
    kind: 'Service',
    metadata: {
      name,
      namespace,
      labels: labels ?? { service: 'ambassador-admin' },
      ...(annotations && { annotations }),
      ...(created && { creationTimestamp: created }),
    },
    spec: {
      selector: facts.selector ?? { app: 'emissary' },
      ports: facts.ports ?? [{ name: 'ambassador-admin', port: 8877, targetPort: 'admin', protocol: 'TCP' }],
      ...facts.spec,
    },
  });
}

export function serviceMonitor(facts: Facts & { readonly selector?: Labels; readonly spec?: Fields } = {}): string {
  const { name = 'emissary-ingress', namespace = 'emissary', labels } = facts;
  return JSON.stringify({
    kind: 'ServiceMonitor',
    metadata: { name, namespace, ...(labels && { labels }) },
    spec: {
      selector: { matchLabels: facts.selector ?? { service: 'ambassador-admin' } },
      endpoints: [{ port: 'ambassador-admin', path: '/metrics' }],
      ...facts.spec,
    },
  });
}

export function podMonitor(facts: Facts & { readonly selector?: Labels; readonly spec?: Fields } = {}): string {
  const { name = 'emissary-ingress', namespace = 'emissary', labels } = facts;
  return JSON.stringify({
    kind: 'PodMonitor',
    metadata: { name, namespace, ...(labels && { labels }) },
    spec: {
      selector: { matchLabels: facts.selector ?? { app: 'emissary' } },
      podMetricsEndpoints: [{ port: 'admin' }],
      ...facts.spec,
    },
  });
}

/** A Prometheus that follows every monitor. */
export function prometheus({
  name = 'main',
  namespace = 'monitoring',
  created,
  ...facts
}: Facts & { readonly spec?: Fields; readonly status?: Fields } = {}): string {
  return JSON.stringify({
    kind: 'Prometheus',
    metadata: { name, namespace, ...(created && { creationTimestamp: created }) },
    spec: {
      serviceMonitorSelector: {},
      serviceMonitorNamespaceSelector: {},
      podMonitorSelector: {},
      podMonitorNamespaceSelector: {},
      ...facts.spec,
    },
    ...(facts.status && { status: facts.status }),
  });
}

export function namespace(name: string, labels: Labels = {}): string {
  return JSON.stringify({ kind: 'Namespace', metadata: { name, labels } });
}

/** Something else that runs: an agent, a server, a sink. */
export function workload(
  kind: string,
  name: string,
  image: string,
  facts: Facts & {
    readonly args?: readonly string[];
    readonly ports?: readonly Fields[];
    readonly status?: Fields;
  } = {},
): string {
  const { namespace: home = 'monitoring', labels = { app: name }, created } = facts;
  const container = {
    name,
    image,
    ...(facts.args && { args: facts.args }),
    ...(facts.ports && { ports: facts.ports }),
  };
  return JSON.stringify({
    kind,
    metadata: { name, namespace: home, ...(created && { creationTimestamp: created }) },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
    ...(facts.status && { status: facts.status }),
  });
}

function podSpec({
  env = {},
  ports = [ADMIN],
  sidecars = [],
  spec,
  image = 'ghcr.io/emissary-ingress/emissary:4.0.1',
}: PodFacts): Fields {
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  return {
    containers: [{ name: 'emissary', image, ports, ...(variables.length > 0 && { env: variables }) }, ...sidecars],
    ...spec,
  };
}
