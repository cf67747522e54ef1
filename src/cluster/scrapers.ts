import type { Cluster } from './cluster.ts';
import { type CollectorKind, collectorsOf, isStatefulSetOf } from './collectors.ts';
import { followersOf, type MonitorKind } from './monitors.ts';
import type { Peer } from './network-policies.ts';
import type { AnyObject, Pod, Prometheus } from './objects.ts';
import type { ScrapePath } from './scrape-path.ts';
import { isOver, type Workload } from './workloads.ts';

/** What asks for metrics, and where its requests come from. */
export interface Scraper {
  readonly object: Prometheus | Workload | Pod;
  readonly peers: readonly Peer[];
}

/** What follows a way to metrics; empty when that cannot be told. */
export function scrapersOf(cluster: Cluster<MonitorKind>, { by }: ScrapePath): readonly Scraper[] {
  if ('spec' in by && (by.kind === 'ServiceMonitor' || by.kind === 'PodMonitor')) {
    const following = followersOf(cluster, by);
    return following.kind === 'followed' ? following.by.map((prometheus) => operated(cluster, prometheus)) : [];
  }
  const { servers } = collectorsOf(cluster);
  // A configuration is for the server beside it; annotations are for all that read them.
  const near =
    by.kind === 'ConfigMap' ? servers.filter(({ metadata }) => metadata.namespace === namespaceOf(by)) : servers;
  return near.map((object) => ({ object, peers: [peerOf(object)] }));
}

/** A Prometheus of the operator, which makes a StatefulSet of it. */
function operated(cluster: Cluster<CollectorKind>, prometheus: Prometheus): Scraper {
  const { namespace, name } = prometheus.metadata;
  const isIts = ({ metadata }: AnyObject) => isStatefulSetOf(metadata.name, name);
  const pods = cluster.in('Pod', namespace).filter((pod) => isIts(pod) && !isOver(pod));
  const runners = pods.length > 0 ? pods : cluster.in('StatefulSet', namespace).filter(isIts);
  return { object: prometheus, peers: runners.length > 0 ? runners.map(peerOf) : [{ namespace }] };
}

function peerOf(runner: Workload | Pod): Peer {
  const { labels, spec } =
    runner.kind === 'Pod'
      ? { labels: runner.metadata.labels, spec: runner.spec }
      : { labels: runner.spec.template?.metadata?.labels, spec: runner.spec.template?.spec };
  return { namespace: runner.metadata.namespace, labels: labels ?? {}, isOnHost: spec?.hostNetwork === true };
}

function namespaceOf(by: ScrapePath['by']): string {
  return 'metadata' in by ? by.metadata.namespace : by.namespace;
}
