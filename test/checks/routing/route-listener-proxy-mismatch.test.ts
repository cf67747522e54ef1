import { routeListenerProxyMismatch } from '../../../src/checks/routing/route-listener-proxy-mismatch.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener } from './yaml.ts';

const annotated = (annotation: string) =>
  GATEWAY.replace(
    'metadata: { name: emissary-ingress, namespace: emissary }\nspec:\n  type: LoadBalancer',
    `metadata: { name: emissary-ingress, namespace: emissary, annotations: { ${annotation} } }\nspec:\n  type: LoadBalancer`,
  );
const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const PROXY = listener(8080, 'protocol: HTTPPROXY, securityModel: XFP');

testCheck(routeListenerProxyMismatch, {
  clean: {
    neither: { given: [GATEWAY, listener(8080), host('shop.test')] },
    both: { given: [annotated(`${AWS}proxy-protocol: "*"`), PROXY, host('shop.test')] },
    'the Listener alone, of a cloud that says nothing': { given: [GATEWAY, PROXY, host('shop.test')] },
    'switched off': {
      given: [
        annotated('service.beta.kubernetes.io/do-loadbalancer-enable-proxy-protocol: "false"'),
        listener(8080),
        host('shop.test'),
      ],
    },
    'other attributes of the target group': {
      given: [annotated(`${AWS}target-group-attributes: preserve_client_ip.enabled=true`), PROXY, host('shop.test')],
    },
    'a Listener that no port of it leads to': {
      given: [annotated(`${AWS}proxy-protocol: "*"`), PROXY, listener(9090), host('shop.test')],
    },
  },
  found: {
    'sent, and not expected': {
      given: [annotated(`${AWS}proxy-protocol: "*"`), listener(8080), host('shop.test')],
      expect: [
        {
          on: 'Listener emissary/l8080',
          severity: 'warning',
          says: 'Listener emissary/l8080 does not expect the PROXY protocol, and the load balancer of Service emissary/emissary-ingress sends it.',
          mentions: ['400', 'HTTPPROXY'],
          related: ['Service emissary/emissary-ingress'],
        },
      ],
    },
    'sent by a target group': {
      given: [
        annotated(`${AWS}target-group-attributes: "proxy_protocol_v2.enabled=true,stickiness.enabled=false"`),
        listener(8080),
        host('shop.test'),
      ],
      expect: [{ on: 'Listener emissary/l8080' }],
    },
    'expected, and switched off': {
      given: [annotated('load-balancer.hetzner.cloud/uses-proxyprotocol: "false"'), PROXY, host('shop.test')],
      expect: [{ on: 'Listener emissary/l8080', mentions: ['does not send it'] }],
    },
  },
});
