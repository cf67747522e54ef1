import type { Traffic } from '../../cluster/targets.ts';
import { type Backends, isReady } from '../../cluster/workloads.ts';
import { type Severity, type Words, words } from '../../engine/check.ts';

/** What the message of a finding about an upstream adds when users do not notice it. */
export function trafficNote(traffic: Traffic): Words {
  if (traffic === 'copies') return words(' It gets copies of requests only, so users do not notice.');
  return words(traffic === 'none' ? ' At present no request reaches it.' : '');
}

/** How bad it is that an upstream does not work. */
export function lossOf(traffic: Traffic): Severity {
  return traffic === 'requests' ? 'error' : 'warning';
}

/** `1 of 3 Pods is`, `0 of 3 Pods are` */
export function readyPods({ pods }: Backends): Words {
  const ready = pods.filter(isReady).length;
  const verb = ready === 1 || pods.length === 1 ? 'is' : 'are';
  return words(`${ready} of ${pods.length} ${pods.length === 1 ? 'Pod' : 'Pods'} ${verb}`);
}
