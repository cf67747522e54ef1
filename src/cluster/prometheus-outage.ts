import type { Cluster } from './cluster.ts';
import { isStatefulSetOf } from './collectors.ts';
import type { AnyObject, Condition, Prometheus } from './objects.ts';
import { isReady, type Trouble, troubleOf, type Workload } from './workloads.ts';

/** Why a Prometheus gathers nothing, and the field that says so. */
export interface Outage {
  readonly reason: 'scaled-to-zero' | 'not-ready';
  readonly at: AnyObject;
  readonly path: string;
  readonly value: string | number;
  /** What keeps its Pods from serving, where that can be seen. */
  readonly trouble?: Trouble;
}

/** Minutes that a Prometheus gets to start. */
export const SETTLING_MINUTES = 10;

/**
 * The outage of a Prometheus, of the operator's or of a server that somebody configured by hand. Undefined: it runs, or
 * nobody knows, or it may only be starting.
 */
export function outageOf(
  cluster: Cluster<'Pod' | 'StatefulSet'>,
  server: Prometheus | Workload,
  now: Date,
  settlingMinutes = SETTLING_MINUTES,
): Outage | undefined {
  const settledBefore = new Date(now.getTime() - settlingMinutes * 60_000);
  if (server.kind === 'Prometheus') return outageOfOperated(cluster, server, now, settledBefore);
  const { spec, status } = server;
  if (!status || spec.replicas === 0 || isSettling(server, status.conditions, settledBefore)) return undefined;
  const field = server.kind === 'DaemonSet' ? 'numberReady' : 'readyReplicas';
  const ready = status[field] ?? 0;
  return ready > 0 ? undefined : { reason: 'not-ready', at: server, path: `status.${field}`, value: ready };
}

function outageOfOperated(
  cluster: Cluster<'Pod' | 'StatefulSet'>,
  prometheus: Prometheus,
  now: Date,
  settledBefore: Date,
): Outage | undefined {
  const { metadata, spec, status } = prometheus;
  if (spec.replicas === 0) return { reason: 'scaled-to-zero', at: prometheus, path: 'spec.replicas', value: 0 };

  const isMine = ({ metadata: { name } }: AnyObject) => isStatefulSetOf(name, metadata.name);
  const sets = cluster.in('StatefulSet', metadata.namespace).filter(isMine);
  const pods = cluster.in('Pod', metadata.namespace).filter(isMine);
  // A status that nobody keeps up to date says 0 for ever.
  const runs = pods.some(isReady) || sets.some((set) => (set.status?.readyReplicas ?? 0) > 0);
  if (runs || isSettling(prometheus, status?.conditions, settledBefore)) return undefined;

  const trouble = pods.map((pod) => troubleOf(pod, now)).find((one) => one !== undefined);
  const sign = signOf(prometheus, sets);
  if (!sign || (pods.length > 0 && !trouble)) return undefined;
  return { reason: 'not-ready', ...sign, ...(trouble && { trouble }) };
}

function signOf(prometheus: Prometheus, sets: readonly Workload[]): Pick<Outage, 'at' | 'path' | 'value'> | undefined {
  const { status } = prometheus;
  if (status?.availableReplicas !== undefined) {
    const { availableReplicas: value } = status;
    return value === 0 ? { at: prometheus, path: 'status.availableReplicas', value } : undefined;
  }
  const available = availableOf(status?.conditions);
  if (available) {
    const path = 'status.conditions[Available].status';
    return available.status === 'False' ? { at: prometheus, path, value: available.status } : undefined;
  }
  const [set] = sets;
  return set?.status ? { at: set, path: 'status.readyReplicas', value: set.status.readyReplicas ?? 0 } : undefined;
}

/** Whether it was made, or became what it is, a moment ago. */
function isSettling({ metadata }: AnyObject, conditions: readonly Condition[] | undefined, before: Date): boolean {
  const times = [metadata.creationTimestamp, availableOf(conditions)?.lastTransitionTime];
  return times.some((time) => Date.parse(time ?? '') > before.getTime());
}

function availableOf(conditions: readonly Condition[] | undefined): Condition | undefined {
  return conditions?.find(({ type }) => type === 'Available');
}
