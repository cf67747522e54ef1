import type { Traffic } from '../../cluster/targets.ts';
import type { Severity } from '../../engine/check.ts';

/** What a finding about where a Mapping sends traffic adds when users do not notice it, to its message. */
export function trafficNote(traffic: Traffic): string {
  if (traffic === 'copies') return ' It gets copies of requests only, so users do not notice.';
  return traffic === 'none' ? ' At present no request reaches it.' : '';
}

/** How bad it is that a Mapping's upstream does not work. */
export function lossOf(traffic: Traffic): Severity {
  return traffic === 'requests' ? 'error' : 'warning';
}
