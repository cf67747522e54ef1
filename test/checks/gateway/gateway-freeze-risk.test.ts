import { gatewayFreezeRisk } from '../../../src/checks/gateway/gateway-freeze-risk.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from './given.ts';

const module = (config: string) =>
  `kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { ${config} } }`;

testCheck(gatewayFreezeRisk, {
  clean: {
    'probes as objects, addresses as objects': {
      given: [
        gateway(),
        module('liveness_probe: { enabled: false }, diagnostics: false, ip_allow: [{ peer: 10.0.0.0/8 }]'),
      ],
    },
    'an unknown resolver that nothing beside Mappings needs: that is another finding': {
      given: [gateway(), module('resolver: endpoints')],
    },
    'an unknown resolver that Mappings lack as well: that is another finding': {
      given: [
        gateway(),
        module('resolver: endpoints'),
        authService('login.shop'),
        'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { hostname: "*", prefix: /cart/, service: cart.shop }',
      ],
    },
    'AuthServices that cannot be mixed: that is another finding': {
      given: [gateway(), authService('a.shop', { name: 'a' }), authService('https://b.shop', { name: 'b' })],
    },
    'another gateway’s': {
      given: [gateway(), authService('[login', { more: 'ambassador_id: [other]' })],
    },
  },
  found: {
    'a probe that says yes': {
      given: [gateway(), module('readiness_probe: true')],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'critical',
          says: 'Module emissary/ambassador has readiness_probe: true, and the gateway’s compiler throws at it.',
          mentions: ['Correct spec.config.readiness_probe of Module emissary/ambassador.'],
          evidence: ['Module emissary/ambassador spec.config.readiness_probe'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'addresses as texts': {
      given: [gateway(), module('ip_allow: [10.0.0.0/8]')],
      expect: [{ on: 'Module emissary/ambassador', mentions: ['has ip_allow: ["10.0.0.0/8"]'] }],
    },
    'an unknown resolver, and an AuthService': {
      given: [gateway(), module('resolver: endpoints'), authService('login.shop')],
      expect: [
        {
          on: 'Module emissary/ambassador',
          says: 'Module emissary/ambassador names a resolver endpoints that does not exist, while AuthService shop/gate needs one, and the gateway’s compiler throws at it.',
        },
      ],
    },
    'an AuthService with an open bracket': {
      given: [gateway(), authService('[login.shop')],
      expect: [
        {
          on: 'AuthService shop/gate',
          says: 'AuthService shop/gate has a service that is no address: [login.shop, and the gateway’s compiler throws at it.',
          evidence: ['AuthService shop/gate spec.auth_service'],
        },
      ],
    },
    'a TracingService with an open bracket': {
      given: [
        gateway(),
        'kind: TracingService\nmetadata: { name: t, namespace: shop }\nspec: { service: "trace[", driver: zipkin }',
      ],
      expect: [{ on: 'TracingService shop/t', evidence: ['TracingService shop/t spec.service'] }],
    },
  },
});
