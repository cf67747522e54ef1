import type { Backends } from './workloads.ts';

/**
 * How many Pods are meant to stand behind a Service, at least as many as an autoscaler keeps; that some of them fail is
 * another matter. Without workloads it is how many are ready. Undefined: not known.
 */
export function meantPods({ desired, ready, scalers }: Backends): number | undefined {
  const count = desired ?? ready;
  return count === undefined ? undefined : Math.max(count, ...scalers.map((scaler) => limitsOf(scaler).least));
}

/** How many Pods an autoscaler may bring a Service to; undefined: it says no number, or that of its Pods is not known. */
export function mostPods(backends: Backends): number | undefined {
  const count = meantPods(backends);
  return count === undefined ? undefined : Math.max(count, ...backends.scalers.map((scaler) => limitsOf(scaler).most));
}

function limitsOf(scaler: Backends['scalers'][number]): { readonly least: number; readonly most: number } {
  // KEDA's limits are not read; by itself it goes up to 100 (https://keda.sh/docs/latest/reference/scaledobject-spec/).
  if (scaler.kind === 'ScaledObject') return { least: 0, most: 100 };
  return { least: scaler.spec.minReplicas ?? 1, most: scaler.spec.maxReplicas ?? 0 };
}
