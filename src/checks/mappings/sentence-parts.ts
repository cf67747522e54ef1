import { type FailingBackend, servingPods } from '../../cluster/backing.ts';
import type { Traffic } from '../../cluster/targets.ts';
import { type Backends, isReady } from '../../cluster/workloads.ts';
import { type Draft, type Severity, type Words, words } from '../../engine/check.ts';

/** The finding about Pods behind Mappings that do not serve, whatever keeps them from it. */
export function failureOf({
  object,
  troubles,
  services,
}: FailingBackend): Draft<'service' | 'ready' | 'pod' | 'trouble' | 'what' | 'note'> {
  const [{ service, backends, traffic }] = services;
  const [first] = troubles;
  return {
    on: object,
    severity: servingPods(backends) === 0 && traffic === 'requests' ? 'error' : 'warning',
    data: {
      service,
      ready: readyPods(backends),
      pod: first.evidence.at,
      trouble: words(first.text),
      what: object,
      note: trafficNote(traffic),
    },
    evidence: troubles.slice(0, 3).map(({ evidence }) => evidence),
    related: [
      ...services.flatMap(({ mappings }) => mappings),
      ...services.map((backed) => backed.service),
      ...troubles.map(({ evidence }) => evidence.at),
    ],
  };
}

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
function readyPods({ pods }: Backends): Words {
  const ready = pods.filter(isReady).length;
  const verb = ready === 1 || pods.length === 1 ? 'is' : 'are';
  return words(`${ready} of ${pods.length} ${pods.length === 1 ? 'Pod' : 'Pods'} ${verb}`);
}
