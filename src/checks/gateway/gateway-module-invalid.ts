import { areBreakers } from '../../cluster/mapping-faults.ts';
import type { Module } from '../../cluster/objects.ts';
import { type Routing, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const gatewayModuleInvalid = defineCheck({
  code: 'GWY028',
  name: 'gateway-module-invalid',
  area: 'gateway',
  title: 'A setting of a Module is invalid',
  severity: 'error',
  reads: ['Module'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-config-frozen'],
  freezes: true,
  message: '{module} has an invalid {key}: {problem}.',
  why: '{consequence}',
  fix: 'Correct spec.config.{key}.',
  inGeneral: {
    why: 'Mostly the gateway reports the Module as faulty and leaves the settings that come after this one as they are. Circuit breakers cost the most: every Mapping without circuit breakers of its own is left out.',
  },
  silent: [
    'settings at which the compiler throws: that is gateway-freeze-risk',
    'a resolver that does not exist: that is mapping-resolver-unknown',
  ],
  example: {
    bad: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { load_balancer: { policy: ring_hash } } }
`,
    good: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { load_balancer: { policy: ring_hash, header: x-user } } }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const { module, config } = routing.module;
      if (!module) continue;
      for (const key of invalidKeys(routing)) {
        const { problem, consequence = IGNORED } = FAULTS[key] ?? { problem: 'Emissary does not take this value' };
        report({
          on: module,
          key,
          severity: key === 'circuit_breakers' ? 'critical' : 'error',
          data: { module, key, problem: words(problem), consequence: words(consequence) },
          evidence: [{ at: module, path: `spec.config.${key}`, value: JSON.stringify(config[key]) }],
          related: routing.installation.workloads,
          command: correct(module, config, key),
        });
      }
    }
  },
});

/** What leaves only one way out; the rest a person has to write. */
function correct(module: Module, config: Readonly<Record<string, unknown>>, key: string): string {
  const change = (settings: Readonly<Record<string, unknown>>) => patch(module, { spec: { config: settings } });
  switch (key) {
    // Only ip_allow counts as it is.
    case 'ip_deny':
      return change({ ip_deny: null });
    case 'envoy_log_format':
      return change({ envoy_log_type: typeof config[key] === 'string' ? 'text' : 'json' });
    case 'envoy_log_type':
    case 'forward_client_cert_details':
      return change({ [key]: 'VALUE' });
    case 'buffer':
      return change({ buffer: { max_request_bytes: 'NUMBER' } });
    default:
      return edit(module);
  }
}

const IGNORED =
  'The gateway reports the Module as faulty and leaves the settings that come after this one as they are.';

const FAULTS: Readonly<Record<string, { readonly problem: string; readonly consequence?: string }>> = {
  load_balancer: { problem: 'its policy lacks the one companion it takes, or has another' },
  circuit_breakers: {
    problem: 'priorities are default and high, the rest are whole numbers',
    consequence: 'Every Mapping without circuit breakers of its own is left out.',
  },
  ip_deny: {
    problem: 'ip_allow and ip_deny cannot be used together',
    consequence: 'Only ip_allow is used: whoever it lets in, ip_deny does not keep out.',
  },
  envoy_log_format: {
    problem: 'type text takes a text, types json and typed_json take an object',
    consequence: 'The access log is written in the default format.',
  },
  envoy_log_type: { problem: 'types are text, json and typed_json' },
  forward_client_cert_details: {
    problem: 'values are SANITIZE, FORWARD_ONLY, APPEND_FORWARD, SANITIZE_SET and ALWAYS_FORWARD_ONLY',
  },
  set_current_client_cert_details: { problem: 'its parts are subject, cert, chain, dns and uri, each true or false' },
  buffer: { problem: 'it lacks max_request_bytes', consequence: 'Requests are not buffered.' },
};

function invalidKeys({ module: { module, config }, errors }: Routing): readonly string[] {
  const posted = errors.flatMap(({ on, reason, detail }) =>
    reason === 'module-invalid' && detail && typeof on === 'object' && on.name === module?.metadata.name
      ? [detail]
      : [],
  );
  const { buffer, circuit_breakers: breakers } = config;
  // Emissary stops at the first of these, and looks at breakers again with every Mapping.
  const more = [
    ...(typeof buffer === 'object' && buffer !== null && !('max_request_bytes' in buffer) ? ['buffer'] : []),
    ...(breakers !== undefined && !areBreakers(breakers) ? ['circuit_breakers'] : []),
  ];
  return [...new Set([...posted, ...more])];
}
