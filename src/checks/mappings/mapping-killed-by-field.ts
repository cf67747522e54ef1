import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import { type Dropped, type DropReason, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const mappingKilledByField = defineCheck({
  code: 'MAP015',
  name: 'mapping-killed-by-field',
  area: 'mappings',
  title: 'Emissary leaves a Mapping out because of one of its fields',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'route-nr-in-logs'],
  message: 'Emissary leaves {mapping} out because of {field}: {reason}.',
  why: 'The route does not exist: its requests go to the next route that matches, or are answered with 404.',
  fix: '{advice} in {mapping}.',
  inGeneral: {
    fix: 'Remove outlier_detection and error_response_overrides; give retry_on and circuit_breakers values that Emissary knows. Write a name with a star into hostname, and the plain name of a service in Consul.',
  },
  silent: [
    'error_response_overrides up to Emissary 4.1.0, and where the version is not known',
    'a star in host before Emissary 2, or beside a hostname',
    'load_balancer: that is lb-policy-invalid and lb-needs-endpoint-resolver',
    'circuit breakers that the Module sets for all',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, retry_policy: { num_retries: 3 } }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, retry_policy: { retry_on: 5xx, num_retries: 3 } }
`,
  },

  run({ cluster, report }) {
    for (const { installation, dropped } of routingOf(cluster)) {
      for (const { mapping, reason, detail, field = '' } of dropped.filter(isOfField)) {
        const story = STORIES[reason];
        if (!story || story.isSo?.(installation.version) === false) continue;

        report({
          on: mapping,
          data: { mapping, field, reason: words(story.reason), advice: words(story.advice) },
          evidence: [{ at: mapping, path: `spec.${field}`, value: detail ?? fieldOf(mapping, field) }],
          command: commandOf(mapping, story),
        });
      }
    }
  },
});

interface Story {
  readonly reason: string;
  readonly advice: string;
  /** Whether Emissary of this version drops such a Mapping; absent: every one does. */
  readonly isSo?: (version: string | undefined) => boolean;
  readonly change?: (mapping: Mapping | TCPMapping) => Readonly<Record<string, unknown>> | undefined;
}

const STORIES: Readonly<Partial<Record<DropReason, Story>>> = {
  'outlier-detection': {
    reason: 'Emissary has no such thing, and drops what asks for it',
    advice: 'Remove outlier_detection',
    change: () => ({ outlier_detection: null }),
  },
  'error-response-overrides': {
    reason: 'Emissary runs on an Envoy without it since 4.1.1, and drops what asks for it',
    advice: 'Remove error_response_overrides',
    isSo: (version) => isAtLeast(version, '4.1.1') === true,
    change: () => ({ error_response_overrides: null }),
  },
  'retry-policy-invalid': {
    reason: 'it has to be 5xx, gateway-error, connect-failure, retriable-4xx, refused-stream or retriable-status-codes',
    advice: 'Write one of these into retry_policy.retry_on',
    change: () => ({ retry_policy: { retry_on: 'RETRY_ON' } }),
  },
  'circuit-breakers-invalid': {
    reason: 'priority has to be default or high, and every limit a whole number',
    advice: 'Correct circuit_breakers',
  },
  'consul-dots': {
    reason: 'names in Consul have no dots',
    advice: 'Write the plain name of the service in Consul',
    change: () => ({ service: 'SERVICE' }),
  },
  'glob-in-host': {
    reason: 'a star in host or in the header :authority is taken as a letter, which no request has there',
    advice: 'Write it into hostname',
    isSo: (version) => isAtLeast(version, '2') !== false,
    change: ({ spec }) => (spec.host ? { hostname: spec.host, host: null } : undefined),
  },
};

function commandOf(mapping: Mapping | TCPMapping, { change }: Story): string {
  const spec = change?.(mapping);
  return spec ? patch(mapping, { spec }) : edit(mapping);
}

function isOfField({ mapping, reason }: Dropped): boolean {
  if (mapping.madeFrom || (reason === 'glob-in-host' && 'hostname' in mapping.spec)) return false;
  return reason !== 'circuit-breakers-invalid' || 'circuit_breakers' in mapping.spec;
}

function fieldOf({ spec }: Mapping | TCPMapping, field: string): string | undefined {
  const value = field.split('.').reduce<unknown>((part, key) => {
    return typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined;
  }, spec);
  return value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}
