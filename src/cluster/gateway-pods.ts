import type { Cluster } from './cluster.ts';
import { hasLabels, selects } from './labels.ts';
import type { Container, DaemonSet, Deployment, Pod, PodSpec, Service, StatefulSet } from './objects.ts';

export type Flavour = 'emissary' | 'edge-stack' | 'ambassador-1';

type GatewayKind = 'Deployment' | 'DaemonSet' | 'StatefulSet' | 'Pod' | 'Service';
type Workload = Deployment | DaemonSet | StatefulSet;

/** Workloads or bare Pods of one gateway, and what its container says. */
export interface FoundGateway {
  readonly name: string;
  readonly namespace: string;
  readonly version?: string;
  readonly flavour: Flavour;
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly env: Readonly<Record<string, string>>;
  /** AMBASSADOR_ID is set, but from a place that cannot be read. */
  readonly hidesId: boolean;
}

/**
 * The gateways that run in a cluster, recognised by their image, or by their environment together with ports or labels.
 * Workloads with one ID and namespace (a canary beside the main one) are one gateway. Stable order.
 */
export function foundGateways(cluster: Cluster<GatewayKind>): readonly FoundGateway[] {
  const runners = [
    ...workloadRunners([...cluster.all('Deployment'), ...cluster.all('DaemonSet'), ...cluster.all('StatefulSet')]),
  ];
  const pods = cluster.all('Pod').filter(({ spec, metadata }) => gatewayContainer(spec, metadata.labels));
  const owned = new Set<Pod>();
  for (const runner of runners) {
    runner.pods = pods.filter((pod) => belongs(pod, runner.workload));
    for (const pod of runner.pods) owned.add(pod);
  }
  const bare = pods.filter((pod) => !owned.has(pod)).flatMap(podRunner);

  const groups = Map.groupBy([...runners, ...bare], ({ namespace, env }) => `${namespace}/${env.AMBASSADOR_ID ?? ''}`);
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => gatewayOf(group, cluster));
}

interface Runner {
  readonly workload?: Workload;
  readonly home: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly container: Container;
  readonly env: Readonly<Record<string, string>>;
  pods: readonly Pod[];
}

function workloadRunners(workloads: readonly Workload[]): readonly Runner[] {
  return workloads.flatMap((workload) => {
    const { template } = workload.spec;
    const labels = template?.metadata?.labels ?? {};
    const container = isHelper(workload.metadata.name) ? undefined : gatewayContainer(template?.spec, labels);
    return container ? [runner(workload.metadata, labels, container, [], workload)] : [];
  });
}

function podRunner(pod: Pod): readonly Runner[] {
  const labels = pod.metadata.labels ?? {};
  const container = isHelper(pod.metadata.name) ? undefined : gatewayContainer(pod.spec, labels);
  return container ? [runner(pod.metadata, labels, container, [pod])] : [];
}

function runner(
  { name, namespace: home }: { readonly name: string; readonly namespace: string },
  labels: Readonly<Record<string, string>>,
  container: Container,
  pods: readonly Pod[],
  workload?: Workload,
): Runner {
  const env = environment(container, home);
  const namespace = env.AMBASSADOR_NAMESPACE || (declares(container, 'AMBASSADOR_NAMESPACE') ? home : 'default');
  return { ...(workload && { workload }), home, name, namespace, labels, container, env, pods };
}

function gatewayOf(group: readonly Runner[], cluster: Cluster<GatewayKind>): readonly FoundGateway[] {
  const [main, ...others] = group.toSorted(
    (a, b) => rank(a) - rank(b) || (`${a.home}/${a.name}` < `${b.home}/${b.name}` ? -1 : 1),
  );
  if (!main) return [];
  const runners = [main, ...others];
  const services = cluster
    .all('Service')
    .filter(
      ({ metadata, spec: { selector } }) =>
        selector &&
        Object.keys(selector).length > 0 &&
        runners.some(({ home, labels }) => home === metadata.namespace && hasLabels(labels, selector)),
    );
  const { version, flavour } = release(main.container);
  return [
    {
      name: main.name,
      namespace: main.namespace,
      ...(version && { version }),
      flavour,
      workloads: runners.flatMap(({ workload }) => workload ?? []),
      pods: [...new Set(runners.flatMap(({ pods }) => pods))],
      services,
      env: main.env,
      hidesId: declares(main.container, 'AMBASSADOR_ID') && main.env.AMBASSADOR_ID === undefined,
    },
  ];
}

/** The workload whose settings speak for the gateway comes first: one that runs, and no canary. */
function rank({ workload, labels, name }: Runner): number {
  const isCanary = labels.profile === 'canary' || name.endsWith('-canary');
  return (workload && workload.kind !== 'DaemonSet' && workload.spec.replicas === 0 ? 2 : 0) + (isCanary ? 1 : 0);
}

function belongs({ metadata }: Pod, workload: Workload | undefined): boolean {
  const selector = workload?.spec.selector;
  return (
    selector !== undefined && workload?.metadata.namespace === metadata.namespace && selects(selector, metadata.labels)
  );
}

const GATEWAY_IMAGES = ['emissary', 'emissary-ingress', 'ambassador', 'aes', 'edge-stack'];
const GATEWAY_NAMES = ['emissary-ingress', 'ambassador', 'edge-stack'];
const HELPERS = /(^|-)(apiext|agent|redis)(-|$)/;

function isHelper(name: string): boolean {
  return HELPERS.test(name);
}

/** The container that is the gateway itself, and not its API extension, agent or cache, which share its image. */
export function gatewayContainer(
  spec: PodSpec | undefined,
  labels: Readonly<Record<string, string>> = {},
): Container | undefined {
  return (spec?.containers ?? []).find((container) => {
    const { name, command = [], args = [] } = container;
    if (isHelper(name) || [...command, ...args].some((word) => word === 'apiext' || word === 'agent')) return false;
    return GATEWAY_IMAGES.includes(imageOf(container).name) || looksLikeGateway(container, labels);
  });
}

function looksLikeGateway(container: Container, labels: Readonly<Record<string, string>>): boolean {
  const hasEnvironment = ['AMBASSADOR_NAMESPACE', 'AMBASSADOR_ID', 'AMBASSADOR_SINGLE_NAMESPACE'].some((variable) =>
    declares(container, variable),
  );
  const hasPort = (container.ports ?? []).some(({ name, containerPort }) => name === 'admin' || containerPort === 8877);
  const hasLabel = labels.product === 'aes' || GATEWAY_NAMES.includes(labels['app.kubernetes.io/name'] ?? '');
  return hasEnvironment && (hasPort || hasLabel);
}

/** The last part of an image's repository, and its tag. */
function imageOf({ image = '' }: Container): { readonly name: string; readonly tag?: string } {
  const [repository = ''] = image.split('@');
  const [name = '', tag] = repository.slice(repository.lastIndexOf('/') + 1).split(':');
  return { name, ...(tag && { tag }) };
}

function release(container: Container): { readonly version?: string; readonly flavour: Flavour } {
  const { name, tag } = imageOf(container);
  const version = /^v?(\d+\.\d+(?:\.\d+)?\S*)$/.exec(tag ?? '')?.[1];
  const flavour =
    name === 'aes' || name === 'edge-stack'
      ? 'edge-stack'
      : name === 'ambassador' && /^[01]\./.test(version ?? '1.')
        ? 'ambassador-1'
        : 'emissary';
  return { flavour, ...(version && { version }) };
}

function declares({ env = [] }: Container, variable: string): boolean {
  return env.some(({ name }) => name === variable);
}

function environment({ env = [] }: Container, namespace: string): Readonly<Record<string, string>> {
  const known: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    if (value !== undefined) known[name] = value;
    else if (valueFrom?.fieldRef?.fieldPath === 'metadata.namespace') known[name] = namespace;
    // `value` left out altogether is the empty text.
    else if (!valueFrom) known[name] = '';
  }
  return known;
}
