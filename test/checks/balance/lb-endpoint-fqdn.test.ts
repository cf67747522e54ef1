import { lbEndpointFqdn } from '../../../src/checks/balance/lb-endpoint-fqdn.ts';
import { testCheck } from '../../support/check-tester.ts';
import { endpoints, mapping, service, tcpMapping } from '../mappings/yaml.ts';

const asking = (host: string, more = 'resolver: endpoint') => mapping('rates', `service: "${host}", ${more}`);
const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} } }
`;
const OUTSIDE = service('rates', 'type: ExternalName, externalName: api.example.com');

testCheck(lbEndpointFqdn, {
  clean: {
    'a name outside, and the usual resolver': { given: [asking('api.rates.example.com', 'weight: 1')] },
    'a Service': { given: [asking('rates'), service('rates')] },
    'a Service with its namespace': { given: [asking('rates.shop'), service('rates')] },
    'a Service with its namespace and a full stop': { given: [asking('rates.shop.'), service('rates')] },
    'the full name of a Service': { given: [asking('rates.shop.svc.cluster.local:80'), service('rates')] },
    'the full name of a Service that does not exist: mapping-service-missing says it': {
      given: [asking('rates.shop.svc'), service('other')],
    },
    'two parts that are a Service after all': { given: [asking('rates.shop.cluster.local'), service('rates')] },
    'an IP address': { given: [asking('10.1.2.3:9000')] },
    'an IPv6 address': { given: [asking('[fd00::1]:9000')] },
    'the gateway itself': { given: [asking('localhost:8500')] },
    Consul: { given: [asking('rates', 'resolver: consul')] },
    'an ExternalName, and the usual resolver': { given: [asking('rates', 'weight: 1'), OUTSIDE] },
    'an ExternalName with Endpoints written by hand': { given: [asking('rates'), OUTSIDE, endpoints('rates', 1)] },
    'a redirect': { given: [asking('api.rates.example.com', 'resolver: endpoint, host_redirect: true')] },
    'Services of that namespace could not be read': {
      given: [asking('api.rates.example.com'), service('other')],
      namespaces: ['shop'],
    },
  },
  found: {
    'a name outside': {
      given: [asking('https://api.rates.example.com')],
      expect: [
        {
          on: 'Mapping shop/rates',
          severity: 'error',
          says: 'Mapping shop/rates sends traffic to api.rates.example.com, and its resolver endpoint looks for a Service api in namespace rates, which does not exist.',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io rates --type=merge -p '{"spec":{"resolver":"kubernetes-service"}}'`,
          ],
          evidence: ['Mapping shop/rates spec.service', 'Mapping shop/rates spec.resolver'],
        },
      ],
    },
    'the resolver of the Module': {
      given: [module('resolver: endpoint'), asking('api.rates.example.com', 'weight: 1')],
      expect: [{ on: 'Mapping shop/rates' }],
    },
    'an ExternalName': {
      given: [asking('rates'), OUTSIDE],
      expect: [
        {
          on: 'Mapping shop/rates',
          says: 'Mapping shop/rates sends traffic to rates.shop, and its resolver endpoint looks for the endpoints of that Service, which has none: its type is ExternalName.',
          evidence: ['Service shop/rates spec.externalName'],
          related: ['Service shop/rates'],
        },
      ],
    },
    'a load balancer, which does not go together with the other resolver': {
      given: [asking('api.rates.example.com', 'resolver: endpoint, load_balancer: { policy: least_request }')],
      expect: [{ on: 'Mapping shop/rates', mentions: ['remove load_balancer', '"load_balancer":null'] }],
    },
    'a shadow, which users do not notice': {
      given: [
        mapping('web'),
        mapping('rates', 'prefix: /web/, service: api.rates.example.com, resolver: endpoint, shadow: true'),
        service('web'),
      ],
      expect: [{ on: 'Mapping shop/rates', severity: 'warning' }],
    },
    'a TCPMapping': {
      given: [tcpMapping('queue', 'service: "mq.example.com.test:5672", resolver: endpoint')],
      expect: [{ on: 'TCPMapping shop/queue', severity: 'error' }],
    },
  },
});
