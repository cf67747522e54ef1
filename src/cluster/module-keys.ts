import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import { isAtLeast } from './versions.ts';

/** The keys of `spec.config` that some version of the gateway reads (ir/irambassador.py and what it hands on). */
export const MODULE_KEYS: ReadonlySet<string> = new Set([
  'add_linkerd_headers',
  'admin_port',
  'allow_chunked_length',
  'auth_enabled',
  'buffer',
  'buffer_limit_bytes',
  'circuit_breakers',
  'cluster_idle_timeout_ms',
  'cluster_max_connection_lifetime_ms',
  'cluster_request_timeout_ms',
  'cors',
  'debug_mode',
  'default_label_domain',
  'default_labels',
  'defaults',
  'diag_port',
  'diagnostics',
  'enable_grpc_http11_bridge',
  'enable_grpc_web',
  'enable_http10',
  'enable_ipv4',
  'enable_ipv6',
  'envoy_log_format',
  'envoy_log_path',
  'envoy_log_type',
  'envoy_validation_timeout',
  'error_response_overrides',
  'forward_client_cert_details',
  'grpc_stats',
  'gzip',
  'header_case_overrides',
  'headers_with_underscores_action',
  'ip_allow',
  'ip_deny',
  'keepalive',
  'listener_idle_timeout_ms',
  'liveness_probe',
  'load_balancer',
  'lua_scripts',
  'max_request_headers_kb',
  'merge_slashes',
  'outlier_detection',
  'preserve_external_request_id',
  'proper_case',
  'prune_unreachable_routes',
  'readiness_probe',
  'regex_max_size',
  'regex_type',
  'reject_requests_with_escaped_slashes',
  'resolver',
  'retry_policy',
  'runtime_flags',
  'server_name',
  'service_port',
  'set_current_client_cert_details',
  'statsd',
  'strip_matching_host_port',
  'suppress_envoy_headers',
  'tls',
  'use_ambassador_namespace_for_service_resolution',
  'use_proxy_proto',
  'use_remote_address',
  'x_forwarded_proto_redirect',
  'xff_num_trusted_hops',
]);

/** A key that was read once, and what to write instead. */
export interface DeadKey {
  readonly key: string;
  /** The version from which nothing reads it. */
  readonly since: string;
  readonly instead: string;
  /** Whether a value asks for nothing that is not so anyway. */
  isHarmless(value: unknown): boolean;
}

const isOff = (value: unknown): boolean => !value || value === 'false' || value === 'off';

/** The keys that later versions accept and no longer read. */
export const DEAD_KEYS: readonly DeadKey[] = [
  { key: 'xff_num_trusted_hops', since: '2', instead: 'spec.l7Depth of the Listener', isHarmless: isOff },
  {
    key: 'use_proxy_proto',
    since: '2',
    instead: 'protocolStack with PROXY, or protocol HTTPPROXY, of the Listener',
    isHarmless: isOff,
  },
  {
    key: 'x_forwarded_proto_redirect',
    since: '2',
    instead: 'requestPolicy.insecure.action of the Host',
    isHarmless: isOff,
  },
  { key: 'service_port', since: '2', instead: 'spec.port of a Listener', isHarmless: () => false },
  { key: 'auth_enabled', since: '2', instead: 'an AuthService', isHarmless: isOff },
  {
    key: 'regex_type',
    since: '3',
    instead: 'nothing: all regular expressions are safe ones',
    isHarmless: (value) => value !== 'unsafe',
  },
  { key: 'proper_case', since: '4', instead: 'nothing: Envoy as it is cannot do it', isHarmless: isOff },
  {
    key: 'header_case_overrides',
    since: '4',
    instead: 'nothing: Envoy as it is cannot do it',
    isHarmless: (value) => Array.isArray(value) && value.length === 0,
  },
];

/**
 * Whether a gateway is of a version, or newer. Where it does not say its version, Listeners tell that it is of version 2
 * at least.
 */
export function isOfVersion(cluster: Cluster<'Listener'>, installation: Installation, wanted: string): boolean {
  const known = isAtLeast(installation.version, wanted);
  if (known !== undefined) return known;
  return wanted === '2' && cluster.all('Listener').some((listener) => installation.sees(listener));
}
