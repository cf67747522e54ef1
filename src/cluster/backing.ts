import type { Cluster } from './cluster.ts';
import { nearest } from './names.ts';
import type { Container, Mapping, Pod, Service, ServicePort, TCPMapping } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type TargetKind, type Traffic, targetsOf } from './targets.ts';
import {
  type BackendKind,
  type Backends,
  backendsOf,
  isOver,
  isReady,
  type Patience,
  type Trouble,
  troubleOf,
  type Workload,
} from './workloads.ts';

/** A Service that Mappings send traffic to, with what stands behind it. */
export interface BackedService {
  readonly service: Service;
  readonly mappings: readonly (Mapping | TCPMapping)[];
  /** What of the traffic reaches it through any of them. */
  readonly traffic: Traffic;
  readonly backends: Backends;
}

/**
 * Every Service with a selector that some Mapping sends traffic to, once, in the order of namespace and name. Services
 * that manage their addresses themselves (no selector, ExternalName) are left out.
 */
export const backedServices = perCluster((cluster: Cluster<TargetKind>): readonly BackedService[] => {
  const targets = targetsOf(cluster).filter(({ service }) => service && hasSelector(service));
  return [...Map.groupBy(targets, ({ service }) => service)]
    .flatMap(([service, same]): readonly BackedService[] => {
      if (!service) return [];
      const traffic = (['requests', 'copies'] as const).find((kind) => same.some((target) => target.traffic === kind));
      return [
        {
          service,
          mappings: same.map(({ mapping }) => mapping),
          traffic: traffic ?? 'none',
          backends: backendsOf(cluster, service),
        },
      ];
    })
    .toSorted((a, b) => (keyOf(a.service) < keyOf(b.service) ? -1 : 1));
});

function hasSelector({ spec }: Service): boolean {
  return spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0;
}

function keyOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** The one thing that is wrong behind a Service: the nearest to the cause of all that can be seen. */
export type BackendFault =
  /** Pods crash or cannot start. */
  | { readonly kind: 'crashing'; readonly troubles: readonly Trouble[] }
  /** Pods run, and their readiness fails. */
  | { readonly kind: 'not-ready'; readonly troubles: readonly Trouble[] }
  | { readonly kind: 'zero-replicas'; readonly workload: Workload }
  | { readonly kind: 'selector-mismatch'; readonly near: NearMiss }
  /** There is no address, and nothing that explains it. */
  | { readonly kind: 'no-endpoints' };

/** What keeps a Service from serving, wholly or in part; undefined when nothing does, or it is not known. */
export function backendFault(
  cluster: Cluster<BackendKind>,
  { service, backends }: BackedService,
  now: Date,
  patience: Partial<Patience> = {},
): BackendFault | undefined {
  const { pods, workloads, ready, desired, scalesToZero } = backends;
  const troubles = pods.flatMap((pod) => troubleOf(pod, now, patience) ?? []);
  const crashing = troubles.filter(({ reason }) => reason !== 'NotReady');
  if (crashing.length > 0) return { kind: 'crashing', troubles: crashing };
  if (troubles.length > 0) {
    // While Pods are replaced some are not ready; that matters only when nothing else answers.
    return backends.isRollingOut && servingPods(backends) > 0 ? undefined : { kind: 'not-ready', troubles };
  }
  if (pods.length > 0 || (ready ?? 0) > 0) return undefined;

  const [workload] = workloads;
  if (workload && workload.kind !== 'DaemonSet' && desired === 0) {
    return scalesToZero === false ? { kind: 'zero-replicas', workload } : undefined;
  }
  if (scalesToZero || backends.isRollingOut) return undefined;
  const near = backends.knowsPods && workloads.length === 0 ? nearMiss(cluster, service) : undefined;
  if (near) return { kind: 'selector-mismatch', near };
  if (ready !== 0 || undeclaredPorts(service, backends).some(({ isNamed }) => isNamed)) return undefined;
  // Without workloads it may be scaled to zero, as far as anyone can see.
  const { namespace } = service.metadata;
  const isKnown = workloads.length > 0 || (cluster.knows('Deployment', namespace) && scalesToZero === false);
  return isKnown ? { kind: 'no-endpoints' } : undefined;
}

/** Something whose Pods do not serve, and all that goes to them. */
export interface FailingBackend {
  /** The workload; of Pods without one the Service. */
  readonly object: Workload | Service;
  readonly troubles: readonly [Trouble, ...Trouble[]];
  /** The Services in front of it, the one with the fewest ready Pods first. */
  readonly services: readonly [BackedService, ...BackedService[]];
}

/** The workloads behind Mappings that have a fault of this kind, each once, behind however many Services it stands. */
export function failingBackends(
  cluster: Cluster<TargetKind>,
  kind: 'crashing' | 'not-ready',
  now: Date,
  patience: Partial<Patience> = {},
): readonly FailingBackend[] {
  const failures = backedServices(cluster).flatMap((backed) => {
    const fault = backendFault(cluster, backed, now, patience);
    if (fault?.kind !== kind) return [];
    return fault.troubles.map((trouble) => ({
      backed,
      trouble,
      object: workloadOf(trouble.evidence.at, backed.backends.workloads) ?? backed.service,
    }));
  });
  return [...Map.groupBy(failures, ({ object }) => object)].flatMap(([object, same]): readonly FailingBackend[] => {
    const byPod = new Map(same.map(({ trouble }) => [trouble.evidence.at, trouble]));
    const [trouble, ...troubles] = byPod.values();
    const [service, ...services] = [...new Set(same.map(({ backed }) => backed))].toSorted(
      (a, b) => servingPods(a.backends) - servingPods(b.backends),
    );
    return trouble && service ? [{ object, troubles: [trouble, ...troubles], services: [service, ...services] }] : [];
  });
}

/** How many Pods take the traffic of a Service. */
export function servingPods({ ready, pods }: Backends): number {
  return ready ?? pods.filter(isReady).length;
}

/** The workload that a Pod belongs to. */
export function workloadOf({ metadata }: Pod, workloads: readonly Workload[]): Workload | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller) ?? metadata.ownerReferences?.[0];
  const owning = workloads.find(({ kind, metadata: { name } }) =>
    kind === 'Deployment' ? isReplicaSetOf(owner?.name, name) : owner?.kind === kind && owner.name === name,
  );
  if (owning || owner) return owning;
  return workloads.find(({ spec }) => {
    const wanted = Object.entries(spec.selector?.matchLabels ?? {});
    return wanted.length > 0 && wanted.every(([key, value]) => metadata.labels?.[key] === value);
  });
}

/** A ReplicaSet bears the name of its Deployment and a hash. */
function isReplicaSetOf(name: string | undefined, deployment: string): boolean {
  return name?.startsWith(`${deployment}-`) === true && !name.slice(deployment.length + 1).includes('-');
}

/** What a Pod's controller is called; of a ReplicaSet what its Deployment would be. */
function ownerName({ metadata: { ownerReferences = [] } }: Pod): string | undefined {
  const owner = ownerReferences.find(({ controller }) => controller) ?? ownerReferences[0];
  return owner?.kind === 'ReplicaSet' ? owner.name.replace(/-[^-]*$/, '') : owner?.name;
}

/** A selector that finds nothing, and something that it would find if it were not for one label. */
export interface NearMiss {
  readonly object: Workload | Pod;
  /** The label of the selector. */
  readonly key: string;
  readonly wanted: string;
  /** The label of the object; of another key when the key is misspelled, absent when there is none. */
  readonly actualKey?: string;
  readonly actual?: string;
}

/**
 * A workload, or a Pod without one, that has all labels of a Service's selector but one: that one differs by a typing
 * mistake, or the workload bears the name of the Service. Labels that tell siblings apart (`component`, `version`) do not
 * count.
 */
export function nearMiss(cluster: Cluster<BackendKind>, service: Service): NearMiss | undefined {
  const { namespace } = service.metadata;
  const all: readonly Workload[] = [
    ...cluster.in('Deployment', namespace),
    ...cluster.in('StatefulSet', namespace),
    ...cluster.in('DaemonSet', namespace),
  ];
  const workloads = all.filter((workload) => workload.kind === 'DaemonSet' || workload.spec.replicas !== 0);
  const names = new Set(all.map(({ metadata }) => metadata.name));
  const bare = cluster.in('Pod', namespace).filter((pod) => !isOver(pod) && !names.has(ownerName(pod) ?? ''));
  const near = [...workloads, ...bare].flatMap((object) => missedBy(service, object) ?? []);
  const isNamesake = ({ object }: NearMiss) => object.metadata.name === service.metadata.name;
  return near.find(isNamesake) ?? near[0];
}

function missedBy({ spec: { selector = {} }, metadata }: Service, object: Workload | Pod): NearMiss | undefined {
  const labels = (object.kind === 'Pod' ? object.metadata.labels : object.spec.template?.metadata?.labels) ?? {};
  const [miss, ...more] = Object.entries(selector).filter(([key, value]) => labels[key] !== value);
  if (!miss || more.length > 0) return undefined;

  const [key, wanted] = miss;
  const actual = labels[key];
  const isNamesake = object.metadata.name === metadata.name;
  if (actual !== undefined) {
    return isNamesake || isTypo(wanted, actual) ? { object, key, wanted, actualKey: key, actual } : undefined;
  }
  const actualKey = nearest(key, Object.keys(labels));
  if (actualKey !== undefined && labels[actualKey] === wanted)
    return { object, key, wanted, actualKey, actual: wanted };
  return isNamesake ? { object, key, wanted } : undefined;
}

/** `v1` and `v2`, or `cart` and `cart-worker`, are two things and not one that is misspelled. */
function isTypo(wanted: string, actual: string): boolean {
  const isPart = wanted.startsWith(`${actual}-`) || actual.startsWith(`${wanted}-`);
  const isPartEnd = wanted.endsWith(`-${actual}`) || actual.endsWith(`-${wanted}`);
  const letters = (text: string) => text.replace(/\d+/g, '');
  if (isPart || isPartEnd || letters(wanted) === letters(actual) || wanted.length < 4) return false;
  return nearest(wanted, [actual]) !== undefined;
}

/** A port of a Service whose targetPort the Pods behind it do not declare. */
export interface UndeclaredPort {
  readonly port: ServicePort;
  /** What does not declare it. */
  readonly object: Workload | Pod;
  /** What that declares instead. */
  readonly declared: readonly { readonly name?: string; readonly containerPort: number }[];
  /** A name has to be declared; a number can be listened on without. */
  readonly isNamed: boolean;
}

/** The ports of a Service that lead to a targetPort which none of the Pods that can be seen declares. */
export function undeclaredPorts({ spec }: Service, { workloads, pods }: Backends): readonly UndeclaredPort[] {
  const object = workloads[0] ?? pods[0];
  if (!object) return [];
  // Sidecars that are put into Pods on their way in do not stand in the workload.
  const specs = [...workloads.map((workload) => workload.spec.template?.spec), ...pods.map((pod) => pod.spec)];
  const containers = specs.flatMap((one) => [...(one?.containers ?? []), ...(one?.initContainers ?? [])]);
  const declared = [
    ...new Map(
      containers.flatMap(({ ports = [] }: Container) => ports).map((one) => [`${one.name}/${one.containerPort}`, one]),
    ).values(),
  ];
  return (spec.ports ?? []).flatMap((port): readonly UndeclaredPort[] => {
    const { protocol = 'TCP', targetPort = port.port } = port;
    const isNamed = typeof targetPort === 'string';
    if (protocol !== 'TCP' || containers.length === 0) return [];
    if (declared.some((one) => (isNamed ? one.name : one.containerPort) === targetPort)) return [];
    // Declaring a number is optional, and who declares one for metrics only has not said what else is listened on.
    const says = declared.filter(({ name = '' }) => isNamed || !BESIDE.test(name));
    return isNamed || says.length > 0 ? [{ port, object, declared: says, isNamed }] : [];
  });
}

const BESIDE = /metric|prom|health|probe|admin|debug|monitor|jmx|envoy|proxy/;
