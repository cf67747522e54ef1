import type { Post } from './errors.ts';
import { areBreakers, isLoadBalancer } from './mapping-faults.ts';
import type { GatewayModule } from './module.ts';
import type { Crash } from './remote-services.ts';

/**
 * What is wrong with the Module `ambassador` (ir/irambassador.py, finalize). Emissary stops at most faults and leaves
 * the rest unread, but goes on with what the Module says.
 */
export function postModuleFaults({ module, config, loadBalancer }: GatewayModule, post: Post): void {
  if (!module) return;
  const invalid = (detail: string) => post(module, 'module-invalid', { detail });

  if (config['tls']) post('-global-', 'module-tls');
  if (config['error_response_overrides']) post(module, 'error-response-overrides');
  if (config['ip_allow'] && config['ip_deny']) invalid('ip_deny');
  const fault = firstFault(config, loadBalancer);
  if (fault) invalid(fault);
}

function firstFault(config: GatewayModule['config'], loadBalancer: GatewayModule['loadBalancer']): string | undefined {
  if (loadBalancer && !isLoadBalancer(loadBalancer)) return 'load_balancer';
  const breakers = config['circuit_breakers'];
  if (breakers !== undefined && !areBreakers(breakers)) return 'circuit_breakers';

  const format = config['envoy_log_format'];
  const type = config['envoy_log_type'] ?? 'text';
  if (type === 'text' && format !== undefined && typeof format !== 'string') return 'envoy_log_format';
  if ((type === 'json' || type === 'typed_json') && format !== undefined && typeof format !== 'object') {
    return 'envoy_log_format';
  }
  if (!['text', 'json', 'typed_json'].includes(String(type))) return 'envoy_log_type';

  const details = config['forward_client_cert_details'];
  if (details !== undefined && !CERT_DETAILS.includes(String(details))) return 'forward_client_cert_details';
  const shown = config['set_current_client_cert_details'];
  if (shown && typeof shown === 'object') {
    const isGood = Object.entries(shown).every(
      ([key, value]) => CERT_PARTS.includes(key) && typeof value === 'boolean',
    );
    if (!isGood) return 'set_current_client_cert_details';
  }
  return undefined;
}

const CERT_DETAILS = ['SANITIZE', 'FORWARD_ONLY', 'APPEND_FORWARD', 'SANITIZE_SET', 'ALWAYS_FORWARD_ONLY'];
const CERT_PARTS = ['subject', 'cert', 'chain', 'dns', 'uri'];
const PROBES = ['liveness_probe', 'readiness_probe', 'diagnostics'];

/** What in the Module makes the compiler throw. */
export function moduleCrash({ module, config }: GatewayModule): Crash | undefined {
  if (!module) return undefined;
  const isList = (value: unknown) => Array.isArray(value) && value.some((item) => typeof item !== 'object');
  const isFatal =
    config['resolver'] === '' ||
    isList(config['ip_allow']) ||
    isList(config['ip_deny']) ||
    PROBES.some((probe) => config[probe] && typeof config[probe] !== 'object');
  return isFatal ? { reason: 'module-invalid', on: module } : undefined;
}

/** The Mappings that Emissary makes for its own probes share the Module's resolver and circuit breakers. */
export function postProbeFaults(gatewayModule: GatewayModule, knowsResolver: boolean, post: Post): void {
  const { module, config, resolver } = gatewayModule;
  if (!PROBES.some((probe) => isEnabled(config[probe]))) return;
  const fault = probeFault(gatewayModule, knowsResolver);
  if (fault) post(module ?? '-internal-', fault, fault === 'resolver-unknown' ? { detail: resolver } : {});
}

/** Why Emissary drops those Mappings; undefined: it does not. */
export function probeFault(
  { config }: GatewayModule,
  knowsResolver: boolean,
): 'resolver-unknown' | 'circuit-breakers-invalid' | undefined {
  if (!knowsResolver) return 'resolver-unknown';
  const breakers = config['circuit_breakers'];
  return breakers !== undefined && !areBreakers(breakers) ? 'circuit-breakers-invalid' : undefined;
}

function isEnabled(probe: unknown): boolean {
  return (
    probe === undefined || (typeof probe === 'object' && probe !== null && 'enabled' in probe && Boolean(probe.enabled))
  );
}
