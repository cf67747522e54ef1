import { clientRulesOf } from './client-rules.ts';
import type { Cluster } from './cluster.ts';
import { follow, type Journey } from './journey.ts';
import { refOf } from './objects.ts';
import type { Request } from './outcome.ts';
import type { Routing } from './routing.ts';
import type { Trace, TracedGateway, TracedHop } from './trace-facts.ts';
import { tracedHop } from './trace-hop.ts';
import type { TraceKind } from './trace-takers.ts';

export type * from './trace-facts.ts';

/** A loop that grows is shown as far as it takes to see that. */
const SHOWN_OF_GROWING = 3;

/**
 * Follows a request through a gateway: from redirect to redirect as a browser does, and through upstreams that are the
 * gateway itself, always with the greatest share.
 */
export function traceRequest(cluster: Cluster<TraceKind>, routing: Routing, request: Request, now: Date): Trace {
  const journey = follow(cluster, routing, request, () => true);
  const { hops: steps, last, isGrowing } = journey;
  const requests = [...steps.map((step) => step.request), ...(last ? [last] : [])];
  const shown = isGrowing ? requests.slice(0, SHOWN_OF_GROWING) : requests;
  const hops = shown.map((one, index) => tracedHop(one, causeOf(journey, index), { cluster, routing, now }));
  return { gateway: gatewayFacts(routing), hops, end: endOf(journey, hops), isGrowing };
}

function causeOf({ hops }: Journey, index: number): TracedHop['by'] {
  const before = index > 0 ? hops[index - 1] : undefined;
  if (!before) return 'client';
  return before.kind === 'upstream' ? 'gateway' : 'redirect';
}

function endOf({ end }: Journey, hops: readonly TracedHop[]): Trace['end'] {
  if (end === 'served' || end === 'elsewhere' || end === 'loop') return end;
  return hops.at(-1)?.outcome === 'tcp' ? 'served' : 'unserved';
}

/** Who a gateway is, and what holds for all of its requests. */
export function gatewayFacts({ installation, crash, module }: Routing): TracedGateway {
  const { name, namespace, id, isAssumed, flavour } = installation;
  const clients = clientRulesOf(module);
  return {
    ...{ name, namespace, id, isAssumed, flavour },
    ...(crash && { crash: { reason: crash.reason, on: refOf(crash.on) } }),
    ...(clients && { clients }),
  };
}
