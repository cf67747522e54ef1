import type { Cluster } from './cluster.ts';
import { type Kind, keyOf, type Ref, refOf } from './objects.ts';
import { type BackendKind, backendsOf } from './workloads.ts';

/** Something that is younger than a time. Changes of an object that was there before leave no trace in it. */
export interface Recent {
  readonly on: Ref;
  /** ISO 8601. */
  readonly at: string;
  /** `created`: the object; `started`: so many of its Pods, the first of them at this time. */
  readonly what: 'created' | 'started';
  readonly pods?: { readonly started: number; readonly all: number };
}

/** What came up since a time among some objects, and among the workloads and Pods behind the Services of them. Newest first. */
export function recentAmong(
  cluster: Cluster<BackendKind | Kind>,
  refs: readonly Ref[],
  since: Date,
): readonly Recent[] {
  const found = new Map<string, Recent>();
  const add = (recent: Recent) => found.set(`${recent.what} ${keyOf(recent.on)}`, recent);
  const isRecent = (time: string | undefined): time is string => time !== undefined && new Date(time) >= since;

  for (const { kind, namespace, name } of refs) {
    const object = cluster.find(kind as Kind, namespace, name);
    if (!object) continue;
    const { creationTimestamp } = object.metadata;
    if (isRecent(creationTimestamp)) add({ on: refOf(object), at: creationTimestamp, what: 'created' });
    if (object.kind !== 'Service') continue;
    const { workloads, pods } = backendsOf(cluster, object);
    for (const workload of workloads) {
      const made = workload.metadata.creationTimestamp;
      if (isRecent(made)) add({ on: refOf(workload), at: made, what: 'created' });
    }
    const started = pods
      .map(({ metadata }) => metadata.creationTimestamp)
      .filter(isRecent)
      .toSorted();
    const [first] = started;
    // A new workload has new Pods: that goes without saying.
    if (first === undefined || workloads.some(({ metadata }) => isRecent(metadata.creationTimestamp))) continue;
    const [workload = object] = workloads;
    add({ on: refOf(workload), at: first, what: 'started', pods: { started: started.length, all: pods.length } });
  }
  return [...found.values()].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
