import type { Cluster } from './cluster.ts';
import { gatewayContainer } from './gateway-pods.ts';
import { type Installation, type InstallationKind, installationsOf } from './installations.ts';
import { selects } from './labels.ts';
import type { AnyObject, Container, Pod, PodSpec, Ref } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { variableOf } from './statsd.ts';
import { isOver, isRollingOut, type Workload } from './workloads.ts';

type Strings = Readonly<Record<string, string>>;

/** Gateway Pods that are made alike: the template of one workload and its Pods, or one Pod that nothing makes. */
export interface GatewayPart {
  readonly installation: Installation;
  /** What to change. Only a name where the workload itself could not be read. */
  readonly on: Workload | Pod | Ref;
  readonly namespace: string;
  /** Of the template; of Pods without one those of the first Pod. */
  readonly labels: Strings;
  readonly annotations: Strings;
  readonly spec: PodSpec;
  /** The gateway's own container. */
  readonly container: Container;
  /** Without those that end or have ended. */
  readonly pods: readonly Pod[];
  /** Whether its Pods are being replaced at this moment, so that they may differ. */
  readonly isRollingOut: boolean;
}

/** The parts of every gateway that runs, or may run where Pods could not be read. In the order of installations. */
export const gatewayPartsOf = perCluster((cluster: Cluster<InstallationKind>): readonly GatewayPart[] =>
  installationsOf(cluster).flatMap((installation) => partsOf(cluster, installation)),
);

/** Where a field of the Pods is written: `spec.template.spec` of a workload, `spec` of a Pod. */
export function podPath({ on }: GatewayPart, path: string): string {
  return on.kind === 'Pod' ? path : `spec.template.${path}`;
}

/** Whether something has a template that kubectl can change and roll out. */
export function isWorkload({ kind }: GatewayPart['on'] | AnyObject): boolean {
  return kind === 'Deployment' || kind === 'DaemonSet' || kind === 'StatefulSet';
}

/** The port that answers for health, diagnostics and metrics. */
export function adminPortOf({ container }: GatewayPart): number {
  const { value, isHidden } = variableOf(container, 'AMBASSADOR_HEALTHCHECK_BIND_PORT');
  const declared = container.ports?.find(({ name }) => name === 'admin')?.containerPort;
  return (isHidden ? declared : Number(value)) || 8877;
}

/** The containers of a Pod's spec beside the gateway's. Init containers count: they may go on beside the others. */
export function sidecarsOf({ spec, container }: GatewayPart): readonly Container[] {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].filter(({ name }) => name !== container.name);
}

function partsOf(cluster: Cluster<InstallationKind>, installation: Installation): readonly GatewayPart[] {
  const { workloads } = installation;
  const pods = installation.pods.filter((pod) => !isOver(pod));
  const byMaker = Map.groupBy(pods, (pod) => keyOf(makerOf(cluster, pod, workloads)));

  const made = workloads.flatMap((workload) => {
    const own = byMaker.get(keyOf(workload)) ?? [];
    const {
      metadata,
      spec: { template, ...spec },
    } = workload;
    const isIdle =
      own.length === 0 && (spec.replicas === 0 || (cluster.knows('Pod', metadata.namespace) && pods.length > 0));
    if (isIdle || !template?.spec) return [];
    const labels = template.metadata?.labels ?? {};
    return partOf(cluster, installation, {
      on: workload,
      labels,
      annotations: template.metadata?.annotations ?? {},
      spec: template.spec,
      pods: own,
    });
  });
  const known = new Set(workloads.map(keyOf));
  const others = [...byMaker.entries()].flatMap(([key, own]) => {
    const [first] = own;
    if (known.has(key) || !first) return [];
    const { labels = {}, annotations = {} } = first.metadata;
    const { 'pod-template-hash': _, [ROLLOUT_HASH]: __, ...lasting } = labels;
    return partOf(cluster, installation, {
      on: makerOf(cluster, first, workloads),
      labels: lasting,
      annotations,
      spec: first.spec,
      pods: own,
    });
  });
  return [...made, ...others];
}

type Found = Pick<GatewayPart, 'on' | 'labels' | 'annotations' | 'spec' | 'pods'>;

function partOf(cluster: Cluster<InstallationKind>, installation: Installation, found: Found): readonly GatewayPart[] {
  const container = gatewayContainer(found.spec, found.labels);
  if (!container) return [];
  const { on } = found;
  return [
    {
      installation,
      ...found,
      namespace: 'metadata' in on ? on.metadata.namespace : on.namespace,
      container,
      isRollingOut: 'metadata' in on ? on.kind !== 'Pod' && isRollingOut(cluster, on) : isMixed(found.pods),
    },
  ];
}

// Without the workload only the Pods tell that they come from two templates.
function isMixed(pods: readonly Pod[]): boolean {
  return new Set(pods.map(({ metadata }) => metadata.labels?.['pod-template-hash'])).size > 1;
}

/** What makes a Pod: a workload, or its name; the Pod itself when nothing does. */
function makerOf(cluster: Cluster<InstallationKind>, pod: Pod, workloads: readonly Workload[]): Workload | Pod | Ref {
  const { metadata } = pod;
  const owner = metadata.ownerReferences?.find(({ controller }) => controller) ?? metadata.ownerReferences?.[0];
  if (!owner) return bySelector(pod, workloads) ?? pod;

  const { namespace, labels } = metadata;
  const hash = labels?.['pod-template-hash'] ?? labels?.[ROLLOUT_HASH];
  const deployment =
    hash && owner.name.endsWith(`-${hash}`)
      ? owner.name.slice(0, -hash.length - 1)
      : owner.name.replace(/-[a-z0-9]+$/, '');
  const [kind, name] =
    owner.kind === 'ReplicaSet' ? (['Deployment', deployment] as const) : ([owner.kind, owner.name] as const);
  const workload = workloads.find(
    (one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace,
  );
  if (workload) return workload;
  if (kind !== 'Deployment' || !cluster.lacks('Deployment', namespace, name)) return { kind, namespace, name };
  // Not a Deployment's: an Argo Rollout has ReplicaSets as well.
  const foreign = labels?.[ROLLOUT_HASH] ? { kind: 'Rollout', name } : { kind: owner.kind, name: owner.name };
  return bySelector(pod, workloads) ?? { ...foreign, namespace };
}

const ROLLOUT_HASH = 'rollouts-pod-template-hash';

/** The workload whose selector picks the Pod; of several the one that asks for most. */
function bySelector({ metadata }: Pod, workloads: readonly Workload[]): Workload | undefined {
  const asked = ({ spec: { selector } }: Workload) => Object.keys(selector?.matchLabels ?? {}).length;
  return workloads
    .filter(
      ({ metadata: { namespace }, spec: { selector } }) =>
        selector && namespace === metadata.namespace && selects(selector, metadata.labels),
    )
    .toSorted((a, b) => asked(b) - asked(a))[0];
}

function keyOf(object: Workload | Pod | Ref): string {
  const { namespace, name } = 'metadata' in object ? object.metadata : object;
  return `${object.kind}/${namespace}/${name}`;
}
