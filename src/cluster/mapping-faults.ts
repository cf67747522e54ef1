import type { Installation } from './installations.ts';
import type { Match } from './matchers.ts';
import type { LoadBalancer, Mapping } from './objects.ts';
import type { Upstream } from './upstream.ts';
import { isAtLeast } from './versions.ts';

/** Why Emissary refuses a Mapping, whatever the others say. */
export type MappingFault =
  | 'outlier-detection'
  | 'glob-in-host'
  | 'resolver-unknown'
  | 'load-balancer-needs-endpoints'
  | 'consul-dots'
  | 'circuit-breakers-invalid'
  | 'retry-policy-invalid'
  | 'error-response-overrides'
  | 'load-balancer-invalid';

/** A fault and the field it is in. */
export interface FaultyField {
  readonly reason: MappingFault;
  readonly field: string;
  readonly detail?: string;
}

type Resolved = Pick<Upstream, 'resolver' | 'resolverName' | 'service'>;

/** What is wrong with a Mapping, first things first (ir/irhttpmapping.py, ir/irbasemapping.py). */
export function faultsOf(
  { spec }: Mapping,
  { globInHost }: Match,
  upstream: Resolved,
  breakers: unknown,
  { version }: Installation,
): readonly FaultyField[] {
  const faults: FaultyField[] = [];
  if ('outlier_detection' in spec) faults.push({ reason: 'outlier-detection', field: 'outlier_detection' });
  if (globInHost !== undefined) return [...faults, { reason: 'glob-in-host', field: 'host', detail: globInHost }];

  const shared = resolverFault(spec.load_balancer, upstream) ?? breakerFault(breakers);
  if (shared) return [...faults, shared];
  if (spec.retry_policy && !RETRY_ON.includes(spec.retry_policy.retry_on ?? '')) {
    return [...faults, { reason: 'retry-policy-invalid', field: 'retry_policy.retry_on' }];
  }
  // Emissary 4 runs on Envoy as it is, which has no such filter.
  if ('error_response_overrides' in spec && isAtLeast(version, '4') !== false) {
    return [...faults, { reason: 'error-response-overrides', field: 'error_response_overrides' }];
  }
  if (spec.load_balancer && !isLoadBalancer(spec.load_balancer)) {
    return [...faults, { reason: 'load-balancer-invalid', field: 'load_balancer' }];
  }
  return faults;
}

/** What is wrong with a TCPMapping. */
export function tcpFaultOf(upstream: Resolved, breakers: unknown): FaultyField | undefined {
  return resolverFault(undefined, upstream) ?? breakerFault(breakers);
}

const RETRY_ON = [
  '5xx',
  'gateway-error',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
];

function resolverFault(balancer: LoadBalancer | undefined, upstream: Resolved): FaultyField | undefined {
  const { resolver, resolverName, service } = upstream;
  if (resolver === 'unknown') return { reason: 'resolver-unknown', field: 'resolver', detail: resolverName };
  if (resolver === 'service' && balancer && Object.keys(balancer).length > 0) {
    return { reason: 'load-balancer-needs-endpoints', field: 'load_balancer' };
  }
  if (resolver === 'consul' && service.includes('.')) return { reason: 'consul-dots', field: 'service' };
  return undefined;
}

function breakerFault(breakers: unknown): FaultyField | undefined {
  if (breakers === undefined || areBreakers(breakers)) return undefined;
  return { reason: 'circuit-breakers-invalid', field: 'circuit_breakers' };
}

/** Whether circuit breakers are a list of known priorities and whole numbers. */
export function areBreakers(breakers: unknown): boolean {
  return Array.isArray(breakers) && breakers.every(isBreaker);
}

function isBreaker(breaker: unknown): boolean {
  if (typeof breaker !== 'object' || breaker === null) return false;
  const { priority, ...rest }: Readonly<Record<string, unknown>> = { ...breaker };
  const isPriority = priority === undefined || ['default', 'high'].includes(String(priority).toLowerCase());
  return isPriority && LIMITS.every((limit) => rest[limit] === undefined || /^\s*[+-]?\d+\s*$/.test(`${rest[limit]}`));
}

const LIMITS = ['max_connections', 'max_pending_requests', 'max_requests', 'max_retries'];

/** Whether a load balancer has the one companion its policy takes. */
export function isLoadBalancer(balancer: LoadBalancer): boolean {
  const keys = Object.keys(balancer);
  switch (balancer.policy) {
    case 'round_robin':
    case 'least_request':
      return keys.length === 1;
    case 'ring_hash':
    case 'maglev':
      if (keys.length !== 2) return false;
      return 'cookie' in balancer ? Boolean(balancer.cookie?.name) : 'header' in balancer || 'source_ip' in balancer;
    default:
      return false;
  }
}
