import type { Cluster } from '../../cluster/cluster.ts';
import type { Installation } from '../../cluster/installations.ts';
import type { CircuitBreaker, Mapping, Module, TCPMapping } from '../../cluster/objects.ts';
import { meantPods, mostPods } from '../../cluster/pod-counts.ts';
import { isOver } from '../../cluster/pods.ts';
import { type Member, type Routing, routingOf } from '../../cluster/routing.ts';
import { type TargetKind, targetAlsoReads } from '../../cluster/targets.ts';
import { backendsOf, desiredPods } from '../../cluster/workloads.ts';
import { defineCheck, SEVERITIES, type Severity, words } from '../../engine/check.ts';
import { patchItems } from '../../engine/kubectl.ts';

/** How many at a time a gateway Pod should be able to have for each gateway Pod there is. */
const LOW = 10;

const base = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  replicas: 2
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { replicas: 6, template: { metadata: { labels: { app: web } } } }
---
kind: Mapping
metadata: { name: web, namespace: shop }
`;

export const lbCircuitBreakerLow = defineCheck({
  code: 'BAL019',
  name: 'lb-circuit-breaker-low',
  area: 'balance',
  title: 'A circuit breaker opens before there is much to do',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: targetAlsoReads,
  explains: ['gateway-access-log-flags'],
  message: '{object} sets {field} to {limit} for each gateway Pod: {effect}.',
  why: 'What goes beyond is answered with 503 at once (UO in the access log), however much time the Pods have.',
  fix: 'Raise {field} in {object} to what the Pods behind it can take; without a number it is 1024.',
  silent: [
    'breakers for another priority than the route has',
    'max_connections of gRPC, where many requests share one',
    'gateways whose number of Pods is not known',
  ],
  example: {
    bad: `${base}spec: { hostname: "*", prefix: /, service: web.shop, circuit_breakers: [{ max_requests: 2 }] }
`,
    good: `${base}spec: { hostname: "*", prefix: /, service: web.shop, circuit_breakers: [{ max_requests: 200 }] }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const gateways = gatewayPods(routing.installation);
      if (!gateways) continue;
      const limits = limitsOf(routing).flatMap((limit) => judge(cluster, limit, gateways) ?? []);

      for (const [object, same] of Map.groupBy(limits, (limit) => limit.object)) {
        const [worst] = same.toSorted(
          (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.limit - b.limit,
        );
        if (!worst) continue;
        const { field, limit, effect, path, severity, index } = worst;
        report({
          on: object,
          severity,
          data: { object, field, limit, effect: words(effect) },
          evidence: [
            { at: object, path: `${path}.${field}`, value: limit },
            ...routing.installation.workloads.map((at) => ({ at, path: 'spec.replicas', value: at.spec.replicas })),
          ],
          related: same.map(({ member }) => member.mapping),
          // Among several breakers the one of this priority.
          command: patchItems(object, {
            op: 'replace',
            path: `/${path.replaceAll('.', '/')}/${index}/${field}`,
            value: 'NUMBER',
          }),
        });
      }
    }
  },
});

interface Limit {
  readonly object: Mapping | TCPMapping | Module;
  readonly path: string;
  /** Which of the breakers. */
  readonly index: number;
  readonly member: Member<Mapping | TCPMapping>;
  readonly field: 'max_connections' | 'max_requests' | 'max_pending_requests';
  readonly limit: number;
}

interface Judged extends Limit {
  readonly severity: Severity;
  readonly effect: string;
}

/** Every limit that holds for some requests, with what sets it: the Mapping, or for those that set none the Module. */
function limitsOf({ groups, tcpGroups, module }: Routing): readonly Limit[] {
  const members: readonly Member<Mapping | TCPMapping>[] = [
    ...groups.flatMap((group) => group.members),
    ...tcpGroups.flatMap((group) => group.members),
  ];
  return members.flatMap((member): readonly Limit[] => {
    const { mapping, share } = member;
    const own = mapping.spec.circuit_breakers;
    const object = own ? mapping : module.module;
    if (!object || share === 0) return [];
    const priority = String(mapping.spec['priority'] ?? 'default').toLowerCase();
    return (own ?? module.circuitBreakers ?? [])
      .flatMap((breaker, index) =>
        (breaker.priority ?? 'default').toLowerCase() === priority
          ? numbersIn(breaker, mapping).map((one) => ({ ...one, index }))
          : [],
      )
      .map((one) => ({ ...one, object, member, path: own ? 'spec.circuit_breakers' : 'spec.config.circuit_breakers' }));
  });
}

type Field = Limit['field'];

function numbersIn(breaker: CircuitBreaker, mapping: Mapping | TCPMapping): readonly Pick<Limit, 'field' | 'limit'>[] {
  const fields: readonly Field[] = mapping.kind === 'Mapping' ? ['max_requests', 'max_pending_requests'] : [];
  const connections: readonly Field[] = mapping.spec['grpc'] === true ? [] : ['max_connections'];
  return [...fields, ...connections].flatMap((field) => {
    const limit = breaker[field];
    return limit === undefined ? [] : [{ field, limit: Number(limit) }];
  });
}

function judge(cluster: Cluster<TargetKind>, limit: Limit, gateways: number): Judged | undefined {
  const { field, limit: number } = limit;
  // Envoy opens a first connection whatever the limit says, but lets no request wait or through.
  if (number === 0 && field !== 'max_connections') {
    return { ...limit, severity: 'error', effect: 'no request gets through' };
  }
  if (field === 'max_pending_requests') return undefined;
  const all = number * gateways;
  const total = `with ${gateways} of these that is ${all} at a time`;
  const pods = podsBehind(cluster, limit);
  if (pods !== undefined && pods > all) {
    return { ...limit, severity: 'warning', effect: `${total}, for up to ${pods} Pods` };
  }
  return number < LOW * gateways ? { ...limit, severity: 'info', effect: total } : undefined;
}

/** How many Pods could work at a time; with endpoints each has a connection of its own, whatever the limit says. */
function podsBehind(cluster: Cluster<TargetKind>, { field, member: { upstream } }: Limit): number | undefined {
  const { kind, resolver, namespace, name } = upstream;
  const service = kind === 'service' ? cluster.find('Service', namespace, name) : undefined;
  if (!service?.spec.selector || (field === 'max_connections' && resolver !== 'service')) return undefined;
  const backends = backendsOf(cluster, service);
  return mostPods(backends) ?? meantPods(backends);
}

/** How many Pods a gateway is meant to have; undefined: not known, or none. */
function gatewayPods({ workloads, pods }: Installation): number | undefined {
  const desired = workloads.map((workload) => desiredPods(workload) ?? 0);
  const count = desired.reduce((sum, number) => sum + number, 0) || pods.filter((pod) => !isOver(pod)).length;
  return count || undefined;
}
