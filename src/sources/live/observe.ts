import { indexSnapshot, type Snapshot } from '../../cluster/cluster.ts';
import type { Kind, ObjectKind } from '../../cluster/objects.ts';
import { NOT_OBSERVED, type ObservedKind } from '../../cluster/observed.ts';
import { certificateKinds } from '../../cluster/served-certificates.ts';
import { observeDiagnostics, observeMetrics } from './observe-admin.ts';
import { observeCertificates } from './observe-certificates.ts';
import { observeLogs } from './observe-logs.ts';
import { gatewayPodsOf, type Observation, type Observer } from './observe-pods.ts';
import type { Reader } from './read-kind.ts';

const OBSERVERS: Readonly<Record<ObservedKind, (observer: Observer) => Promise<Observation>>> = {
  ContainerLog: observeLogs,
  Diagnostics: observeDiagnostics,
  GatewayMetrics: observeMetrics,
  ServedCertificate: observeCertificates,
};

const FIND_PODS: readonly ObjectKind[] = ['Pod', 'Deployment', 'DaemonSet', 'StatefulSet'];

/** The kinds that tell whom to ask, and for what. */
export function kindsToObserve(kinds: readonly ObservedKind[]): readonly Kind[] {
  if (kinds.length === 0) return [];
  return kinds.includes('ServedCertificate') ? [...FIND_PODS, ...certificateKinds] : FIND_PODS;
}

export interface ObserveOptions extends Pick<Observer, 'isInside' | 'now'> {
  /** Is called with each kind and the number of its observations. */
  readonly onObserved: (kind: ObservedKind, objects: number) => void;
}

/**
 * Asks the running gateways, each kind within its own time. What was read of objects stays as it is, whatever happens
 * here: what cannot be observed is a gap.
 *
 * @throws the signal's reason when the reading was ended
 */
export async function observe(
  reader: Reader,
  snapshot: Snapshot,
  kinds: readonly ObservedKind[],
  { isInside, now, onObserved }: ObserveOptions,
): Promise<Observation> {
  if (kinds.length === 0) return { objects: [], gaps: [] };
  const cluster = indexSnapshot(snapshot);
  const observations = await Promise.all(
    kinds.map(async (kind): Promise<Observation> => {
      const observation = await observeKind(kind, () => ({
        ...{ reader, cluster, isInside, now },
        pods: gatewayPodsOf(cluster),
      }));
      reader.patience.signal?.throwIfAborted();
      onObserved(kind, observation.objects.length);
      return observation;
    }),
  );
  return {
    objects: observations.flatMap(({ objects }) => objects),
    gaps: observations.flatMap(({ gaps }) => gaps),
  };
}

async function observeKind(kind: ObservedKind, observer: () => Observer): Promise<Observation> {
  try {
    const made = observer();
    if (made.pods.length === 0) return { objects: [], gaps: [{ kind, reason: NOT_OBSERVED }] };
    return await OBSERVERS[kind](made);
  } catch (error) {
    // Even a mistake of ours here must not cost what was read.
    const reason = `a mistake of Attaché: ${error instanceof Error ? error.message : error}`;
    return { objects: [], gaps: [{ kind, reason }] };
  }
}
