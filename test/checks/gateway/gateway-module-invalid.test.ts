import { gatewayModuleInvalid } from '../../../src/checks/gateway/gateway-module-invalid.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} } }`;
const OWN = 'kind: KubernetesEndpointResolver\nmetadata: { name: endpoints, namespace: emissary }\nspec: {}';

testCheck(gatewayModuleInvalid, {
  clean: {
    'valid values': {
      given: [
        gateway(),
        module(
          'load_balancer: { policy: round_robin }, circuit_breakers: [{ priority: high, max_connections: 5 }], envoy_log_type: json, envoy_log_format: { a: b }, ip_allow: [{ peer: 10.0.0.0/8 }], buffer: { max_request_bytes: 9 }, forward_client_cert_details: SANITIZE, set_current_client_cert_details: { subject: true }',
        ),
      ],
    },
    'a resolver that is there by default': { given: [gateway(), module('resolver: endpoint')] },
    'a resolver of one’s own': { given: [gateway(), OWN, module('resolver: endpoints')] },
    'an unknown resolver: that is another finding': { given: [gateway(), module('resolver: endpoints')] },
    'a probe that says yes: that is another finding': { given: [gateway(), module('readiness_probe: true')] },
  },
  found: {
    'a load balancer': {
      given: [gateway(), module('load_balancer: { policy: ring_hash }')],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'error',
          says: 'Module emissary/ambassador has an invalid load_balancer: its policy lacks the one companion it takes, or has another.',
          evidence: ['Module emissary/ambassador spec.config.load_balancer'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'circuit breakers, which cost every Mapping': {
      given: [gateway(), module('circuit_breakers: [{ priority: urgent }]')],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'critical',
          mentions: ['Every Mapping without circuit breakers'],
        },
      ],
    },
    'both lists of addresses': {
      given: [gateway(), module('ip_allow: [{ peer: 10.0.0.0/8 }], ip_deny: [{ peer: 10.1.0.0/16 }]')],
      expect: [{ on: 'Module emissary/ambassador', mentions: ['invalid ip_deny', 'Only ip_allow is used'] }],
    },
    'a log format of the wrong type, and a buffer without a size': {
      given: [gateway(), module('envoy_log_type: json, envoy_log_format: text, buffer: {}')],
      expect: [
        { on: 'Module emissary/ambassador', mentions: ['invalid envoy_log_format'] },
        { on: 'Module emissary/ambassador', mentions: ['invalid buffer: it lacks max_request_bytes.'] },
      ],
    },
    'a load balancer, and circuit breakers that Emissary comes to later': {
      given: [gateway(), module('load_balancer: { policy: x }, circuit_breakers: [{ max_requests: many }]')],
      expect: [
        { on: 'Module emissary/ambassador', severity: 'error', mentions: ['invalid load_balancer'] },
        { on: 'Module emissary/ambassador', severity: 'critical', mentions: ['invalid circuit_breakers'] },
      ],
    },
  },
});
