import type { Cluster } from './cluster.ts';
import { hasLabels } from './labels.ts';
import type {
  AnyObject,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Kind,
  Pod,
  ScaledObject,
  Service,
  StatefulSet,
} from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { isOver, isReady } from './pods.ts';

export { isOver, isReady, PATIENCE, type Patience, type Trouble, type TroubleReason, troubleOf } from './pods.ts';

/** All that `backendsOf` looks at. It can do without any of them, so a check lists them under `alsoReads`. */
export const backendKinds = [
  'Pod',
  'EndpointSlice',
  'Endpoints',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'HorizontalPodAutoscaler',
  'ScaledObject',
] as const satisfies readonly Kind[];

export type BackendKind = (typeof backendKinds)[number];
export type Workload = Deployment | StatefulSet | DaemonSet;

/** An address behind a Service. */
export interface Endpoint {
  readonly address: string;
  /** The Pod it belongs to, in the Service's namespace. */
  readonly pod?: string;
  readonly ready: boolean;
  /** The ports it is reached on. Undefined: not known, it was only seen as a Pod. */
  readonly ports?: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[];
}

/** What stands behind a Service. */
export interface Backends {
  /** The Pods its selector picks, without those that end or have ended. Empty as well when `knowsPods` is false. */
  readonly pods: readonly Pod[];
  /** Whether all Pods of its namespace are known. */
  readonly knowsPods: boolean;
  /** What `endpoints` were made of; `unknown`: nothing that tells them could be read. */
  readonly source: 'EndpointSlice' | 'Endpoints' | 'Pod' | 'unknown';
  /** Every Pod or address once, also when it has two (IPv4 and IPv6). Addresses that are going away are left out. */
  readonly endpoints: readonly Endpoint[];
  /** How many endpoints take traffic; undefined: unknown. */
  readonly ready?: number;
  readonly notReady?: number;
  /** The workloads whose Pods the selector picks, also when they have none at the moment. */
  readonly workloads: readonly Workload[];
  /** How many Pods these workloads are meant to have; undefined: unknown, or there is no such workload. */
  readonly desired?: number;
  /** What changes the number of these Pods by itself. */
  readonly scalers: readonly (HorizontalPodAutoscaler | ScaledObject)[];
  /** Whether having no Pods can be intended (KEDA, Knative, an HPA from 0); undefined: what could say so is unknown. */
  readonly scalesToZero?: boolean;
  /** Whether its Pods are being replaced at this moment, and the time for that is not over. */
  readonly isRollingOut: boolean;
}

/** The Pods, addresses and workloads behind a Service. Says nothing about a Service of type ExternalName. */
export function backendsOf(cluster: Cluster<BackendKind>, service: Service): Backends {
  const known = backendsByService(cluster);
  const backends = known.get(service) ?? compute(cluster, service);
  known.set(service, backends);
  return backends;
}

const backendsByService = perCluster((_: Cluster<BackendKind>) => new Map<Service, Backends>());

function compute(cluster: Cluster<BackendKind>, service: Service): Backends {
  const pods = podsOf(cluster, service);
  const workloads = workloadsOf(cluster, service);
  const { source, endpoints } = endpointsOf(cluster, service, pods);
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const scalers = workloads.flatMap((workload) => scalersOf(cluster, workload));
  const desired = workloads.map(desiredPods);
  const scalesToZero = canScaleToZero(cluster, service, pods, workloads, scalers);
  return {
    pods,
    knowsPods: cluster.knows('Pod', service.metadata.namespace),
    source,
    endpoints,
    ...(source !== 'unknown' && { ready, notReady: endpoints.length - ready }),
    workloads,
    ...(desired.length > 0 && desired.every((count) => count !== undefined) && { desired: sum(desired) }),
    scalers,
    ...(scalesToZero !== undefined && { scalesToZero }),
    isRollingOut: workloads.some((workload) => isRollingOut(cluster, workload)),
  };
}

/** The Pods that a Service's selector picks, without those that end or have ended. */
export function podsOf(cluster: Cluster<'Pod'>, service: Service): readonly Pod[] {
  const { namespace } = service.metadata;
  const selector = service.spec.selector ?? {};
  return candidates(podsByLabel(cluster), namespace, selector).filter(
    (pod) => hasLabels(pod.metadata.labels, selector) && !isOver(pod),
  );
}

/** The Deployments, StatefulSets and DaemonSets that make the Pods which a Service's selector picks. */
export function workloadsOf(
  cluster: Cluster<'Deployment' | 'StatefulSet' | 'DaemonSet'>,
  service: Service,
): readonly Workload[] {
  const selector = service.spec.selector ?? {};
  return candidates(workloadsByLabel(cluster), service.metadata.namespace, selector).filter((workload) =>
    hasLabels(workload.spec.template?.metadata?.labels, selector),
  );
}

/** How many Pods a workload is meant to have; undefined for a DaemonSet that has no status yet. */
export function desiredPods(workload: Workload): number | undefined {
  return workload.kind === 'DaemonSet' ? workload.status?.desiredNumberScheduled : (workload.spec.replicas ?? 1);
}

const SCALE_TO_ZERO = /^(serving\.knative\.dev|autoscaling\.keda\.sh|downscaler|sablier|osiris\.[\w.]+|kube-green)[/.]/;

/** Whether a label or annotation says that Pods come and go with requests or hours: none may be what is wanted. */
export function comesAndGoes({ metadata: { labels, annotations } }: AnyObject): boolean {
  return Object.keys({ ...labels, ...annotations }).some((key) => SCALE_TO_ZERO.test(key));
}

const SETTLING_MS = 10 * 60 * 1000;

/**
 * Whether a workload replaces its Pods at this moment. A Deployment says itself when it took too long; of the others a
 * rollout counts for ten minutes.
 */
export function isRollingOut(cluster: Cluster<'Pod'>, workload: Workload): boolean {
  const { metadata, spec, status } = workload;
  if (!status) return false;
  if (status.observedGeneration !== undefined && status.observedGeneration < (metadata.generation ?? 0)) return true;

  const { updatedReplicas, replicas = 0 } = status;
  if (workload.kind === 'Deployment') {
    const progress = status.conditions?.find(({ type }) => type === 'Progressing');
    if (progress) return progress.status === 'True' && progress.reason !== 'NewReplicaSetAvailable';
    return updatedReplicas !== undefined && (updatedReplicas < (spec.replicas ?? 1) || replicas > updatedReplicas);
  }

  const ready = workload.kind === 'DaemonSet' ? status.numberReady : status.readyReplicas;
  if ((ready ?? 0) >= (desiredPods(workload) ?? 0)) return false;
  const selector = spec.selector?.matchLabels ?? {};
  return candidates(podsByLabel(cluster), metadata.namespace, selector).some(
    (pod) =>
      hasLabels(pod.metadata.labels, selector) &&
      cluster.takenAt.getTime() - Date.parse(pod.metadata.creationTimestamp ?? '') < SETTLING_MS,
  );
}

type Addresses = Pick<Backends, 'source' | 'endpoints'>;

function endpointsOf(cluster: Cluster<BackendKind>, service: Service, pods: readonly Pod[]): Addresses {
  const { namespace, name } = service.metadata;
  const slices = slicesByService(cluster).get(`${namespace}/${name}`);
  if (slices) return { source: 'EndpointSlice', endpoints: merged(slices) };

  const classic = classicEndpoints(cluster, service);
  if (classic) return { source: 'Endpoints', endpoints: merged(classic) };

  const hasSelector = Object.keys(service.spec.selector ?? {}).length > 0;
  if (hasSelector && cluster.knows('Pod', namespace)) {
    const all = service.spec.publishNotReadyAddresses === true;
    const endpoints = pods.map((pod) => ({
      address: pod.status?.podIP ?? pod.metadata.name,
      pod: pod.metadata.name,
      ready: all || isReady(pod),
    }));
    return { source: 'Pod', endpoints };
  }
  // Kubernetes writes a slice for every Service with a selector, so that where it is missing it was left out.
  if (!hasSelector && cluster.knows('EndpointSlice', namespace)) return { source: 'EndpointSlice', endpoints: [] };
  if (!hasSelector && cluster.lacks('Endpoints', namespace, name)) return { source: 'Endpoints', endpoints: [] };
  return { source: 'unknown', endpoints: [] };
}

const slicesByService = perCluster((cluster: Cluster<'EndpointSlice'>): ReadonlyMap<string, readonly Endpoint[]> => {
  const byService = new Map<string, Endpoint[]>();
  for (const { metadata, ports = [], endpoints = [] } of cluster.all('EndpointSlice')) {
    const service = metadata.labels?.['kubernetes.io/service-name'];
    if (service === undefined) continue;
    const key = `${metadata.namespace}/${service}`;
    const list = byService.get(key) ?? [];
    byService.set(key, list);
    for (const { addresses = [], conditions, targetRef } of endpoints ?? []) {
      if (conditions?.terminating === true && conditions.ready !== true) continue;
      const pod = targetRef?.kind === 'Pod' ? targetRef.name : undefined;
      // A condition that is not there counts as fulfilled.
      list.push({ address: addresses[0] ?? '', ...(pod && { pod }), ready: conditions?.ready !== false, ports });
    }
  }
  return byService;
});

function classicEndpoints(cluster: Cluster<'Endpoints'>, service: Service): readonly Endpoint[] | undefined {
  const object = cluster.find('Endpoints', service.metadata.namespace, service.metadata.name);
  return (
    object &&
    (object.subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) =>
      [
        ...addresses.map((one) => ({ one, ready: true })),
        ...notReadyAddresses.map((one) => ({ one, ready: false })),
      ].map(({ one: { ip, targetRef }, ready }) => ({
        address: ip,
        ...(targetRef?.kind === 'Pod' && targetRef.name !== undefined && { pod: targetRef.name }),
        ready,
        ports,
      })),
    )
  );
}

// One Pod stands in several slices when it has two addresses, or when its ports are split over slices.
function merged(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return [...Map.groupBy(endpoints, ({ pod, address }) => pod ?? address).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const ports = same.flatMap((one) => one.ports ?? []);
    return [{ ...first, ready: same.some(({ ready }) => ready), ports }];
  });
}

/** What changes the number of Pods of a workload by itself. */
export function scalersOf(
  cluster: Cluster<'HorizontalPodAutoscaler' | 'ScaledObject'>,
  workload: Workload,
): readonly (HorizontalPodAutoscaler | ScaledObject)[] {
  const { namespace, name } = workload.metadata;
  return [...cluster.in('HorizontalPodAutoscaler', namespace), ...cluster.in('ScaledObject', namespace)].filter(
    ({ spec: { scaleTargetRef } }) =>
      scaleTargetRef?.name === name && (scaleTargetRef.kind ?? 'Deployment') === workload.kind,
  );
}

function canScaleToZero(
  cluster: Cluster<BackendKind>,
  service: Service,
  pods: readonly Pod[],
  workloads: readonly Workload[],
  scalers: readonly (HorizontalPodAutoscaler | ScaledObject)[],
): boolean | undefined {
  const { namespace } = service.metadata;
  if ([service, ...pods, ...workloads].some(comesAndGoes) || isForChallenges(service)) return true;
  if (scalers.some((scaler) => scaler.kind === 'ScaledObject' || scaler.spec.minReplicas === 0)) return true;
  const isKnown = cluster.knows('HorizontalPodAutoscaler', namespace) && cluster.knows('ScaledObject', namespace);
  return isKnown ? false : undefined;
}

// cert-manager's solver runs only while a challenge is on; its documentation has a Service that waits for it.
function isForChallenges({ spec: { selector = {} } }: Service): boolean {
  return Object.keys(selector).some((label) => label.startsWith('acme.cert-manager.io/'));
}

type ByLabel<T> = ReadonlyMap<string, readonly T[]>;

const podsByLabel = perCluster(
  (cluster: Cluster<'Pod'>): ByLabel<Pod> => byLabel(cluster.all('Pod'), ({ metadata }) => metadata.labels),
);

const workloadsByLabel = perCluster(
  (cluster: Cluster<'Deployment' | 'StatefulSet' | 'DaemonSet'>): ByLabel<Workload> =>
    byLabel(
      [...cluster.all('Deployment'), ...cluster.all('StatefulSet'), ...cluster.all('DaemonSet')],
      ({ spec }) => spec.template?.metadata?.labels,
    ),
);

// Thousands of Services ask for their Pods: each looks only at those that share its first label.
function byLabel<T extends AnyObject>(
  objects: readonly T[],
  labelsOf: (object: T) => Readonly<Record<string, string>> | undefined,
): ByLabel<T> {
  const index = new Map<string, T[]>();
  for (const object of objects) {
    for (const [label, value] of Object.entries(labelsOf(object) ?? {})) {
      const key = `${object.metadata.namespace}\0${label}=${value}`;
      const list = index.get(key) ?? [];
      list.push(object);
      index.set(key, list);
    }
  }
  return index;
}

function candidates<T>(index: ByLabel<T>, namespace: string, selector: Readonly<Record<string, string>>): readonly T[] {
  const lists = Object.entries(selector).map(([label, value]) => index.get(`${namespace}\0${label}=${value}`) ?? []);
  return lists.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}
