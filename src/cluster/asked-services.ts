import type { Cluster } from './cluster.ts';
import { type Installation, installationsOf } from './installations.ts';
import type { AuthService, LogService, RateLimitService, TracingService } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type RoutingKind, routingFor } from './routing.ts';
import type { Upstream } from './upstream.ts';

export type AskingObject = AuthService | RateLimitService | LogService | TracingService;

/** An AuthService or its like, and where one installation asks it. */
export interface AskedService {
  readonly installation: Installation;
  readonly object: AskingObject;
  /** `spec.auth_service` or `spec.service`. */
  readonly path: string;
  readonly upstream: Upstream;
  /** The name has no namespace, so it is looked up beside the gateway. */
  readonly isBare: boolean;
  readonly outage: Outage;
}

/** What users notice when nobody answers. */
export interface Outage {
  readonly severity: 'critical' | 'error' | 'warning';
  /** In one sentence. */
  readonly text: string;
}

/**
 * Every AuthService, RateLimitService, LogService and TracingService that an installation really asks, for each of the
 * installations. A bare name is left out where it is not sure in which namespace it is looked up.
 */
export const askedServicesOf = perCluster((cluster: Cluster<RoutingKind>): readonly AskedService[] =>
  installationsOf(cluster).flatMap((installation) => {
    const { auth, rateLimit, tracing, log } = routingFor(cluster, installation).remote;
    return [...auth, rateLimit, tracing, log].flatMap((used) => {
      if (!used) return [];
      const { service: object, upstream } = used;
      const isBare = upstream.kind === 'service' && !upstream.address.host.includes('.');
      if (isBare && !knowsHome(installation, upstream)) return [];
      const path = object.kind === 'AuthService' ? 'spec.auth_service' : 'spec.service';
      return [{ installation, object, path, upstream, isBare, outage: outageOf(object) }];
    });
  }),
);

/** DNS completes a bare name by the namespace of the gateway's Pods, which AMBASSADOR_NAMESPACE need not name. */
function knowsHome({ isAssumed, namespace, workloads, pods }: Installation, { resolver }: Upstream): boolean {
  if (isAssumed) return false;
  return resolver === 'endpoint' || [...workloads, ...pods].every(({ metadata }) => metadata.namespace === namespace);
}

function outageOf(object: AskingObject): Outage {
  switch (object.kind) {
    case 'AuthService': {
      const { failure_mode_allow: open, status_on_error: status } = object.spec;
      if (open) return { severity: 'error', text: 'Every request passes without being checked (failure_mode_allow).' };
      const code = status?.code ?? 403;
      return { severity: 'critical', text: `Every request that has to be checked is answered with ${code}.` };
    }
    case 'RateLimitService':
      return object.spec.failure_mode_deny
        ? { severity: 'error', text: 'Every request with rate limits is refused (failure_mode_deny).' }
        : { severity: 'error', text: 'Nothing is rate limited.' };
    case 'LogService':
      return { severity: 'warning', text: 'What the gateway sends there is lost; requests go on.' };
    case 'TracingService':
      return { severity: 'warning', text: 'Traces are lost; requests go on.' };
  }
}
