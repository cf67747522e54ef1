import type { Backends } from './workloads.ts';

/**
 * How many Pods are meant to stand behind a Service, at least as many as an autoscaler keeps; that some of them fail is
 * another matter. Without workloads it is how many are ready. Undefined: not known.
 */
export function meantPods({ desired, ready, scalers }: Backends): number | undefined {
  const count = desired ?? ready;
  const least = scalers.map((scaler) => (scaler.kind === 'ScaledObject' ? 0 : (scaler.spec.minReplicas ?? 1)));
  return count === undefined ? undefined : Math.max(count, ...least);
}

/** How many Pods there can be, once autoscalers add all they may; undefined: not known, or KEDA decides. */
export function mostPods(backends: Backends): number | undefined {
  const count = meantPods(backends);
  const most = backends.scalers.map((scaler) => (scaler.kind === 'ScaledObject' ? undefined : scaler.spec.maxReplicas));
  if (count === undefined || most.includes(undefined)) return undefined;
  return Math.max(count, ...most.map((number) => number ?? 0));
}
