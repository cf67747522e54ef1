import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import type { CircuitBreaker, LoadBalancer, Module } from './objects.ts';
import { byRkey } from './order.ts';
import { perInstallation } from './per-installation.ts';
import { isRecord } from './records.ts';

/** What the Module `ambassador` sets for an installation, with Emissary's defaults for the rest. */
export interface GatewayModule {
  /** Absent: there is none, everything is default. */
  readonly module?: Module;
  /** Modules `ambassador` of other namespaces, which nobody reads. */
  readonly ignored: readonly Module[];
  /** `spec.config` as it is written. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly resolver: string;
  readonly useAmbassadorNamespace: boolean;
  readonly loadBalancer?: LoadBalancer;
  readonly circuitBreakers?: readonly CircuitBreaker[];
  /** Undefined when it is not said. */
  readonly tlsSecretNamespacing?: boolean;
  readonly mergeSlashes: boolean;
  readonly rejectEscapedSlashes: boolean;
  readonly stripMatchingHostPort: boolean;
  readonly useRemoteAddress: boolean;
  readonly regexMaxSize: number;
  readonly defaultLabelDomain: string;
  readonly clusterRequestTimeoutMs: number;
  readonly diagnosticsEnabled: boolean;
}

/**
 * The Module `ambassador` that an installation uses: of several the first by namespace, the others are ignored
 * (config/config.py, safe_store; ir/irambassador.py).
 */
export const moduleOf = perInstallation((cluster: Cluster<'Module'>, installation: Installation): GatewayModule => {
  const [module, ...ignored] = cluster
    .all('Module')
    .filter((candidate) => candidate.metadata.name === 'ambassador' && installation.sees(candidate))
    .toSorted(byRkey);
  return { ...(module && { module }), ignored, ...settingsOf(module?.spec?.config) };
});

function settingsOf(written: unknown): Omit<GatewayModule, 'module' | 'ignored'> {
  const config = isRecord(written) ? written : {};
  const defaults = isRecord(config.defaults) ? config.defaults : {};
  const { load_balancer: loadBalancer, circuit_breakers: circuitBreakers } = config;
  return {
    config,
    resolver: typeof config.resolver === 'string' ? config.resolver : 'kubernetes-service',
    useAmbassadorNamespace: Boolean(config.use_ambassador_namespace_for_service_resolution),
    ...(isRecord(loadBalancer) && { loadBalancer }),
    ...(Array.isArray(circuitBreakers) && { circuitBreakers }),
    ...(typeof defaults.tls_secret_namespacing === 'boolean' && {
      tlsSecretNamespacing: defaults.tls_secret_namespacing,
    }),
    mergeSlashes: Boolean(config.merge_slashes),
    rejectEscapedSlashes: Boolean(config.reject_requests_with_escaped_slashes),
    stripMatchingHostPort: Boolean(config.strip_matching_host_port),
    useRemoteAddress: typeof config.use_remote_address === 'boolean' ? config.use_remote_address : true,
    regexMaxSize: numberOr(200, config.regex_max_size),
    defaultLabelDomain: typeof config.default_label_domain === 'string' ? config.default_label_domain : 'ambassador',
    clusterRequestTimeoutMs: numberOr(3000, config.cluster_request_timeout_ms),
    diagnosticsEnabled: !isRecord(config.diagnostics) || Boolean(config.diagnostics.enabled),
  };
}

function numberOr(standard: number, value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : standard;
}
