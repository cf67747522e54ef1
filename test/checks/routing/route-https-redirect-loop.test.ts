import { routeHttpsRedirectLoop } from '../../../src/checks/routing/route-https-redirect-loop.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener } from './yaml.ts';

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const CERTIFICATE = `${AWS}ssl-cert: arn:aws:acm:eu-west-1:1:certificate/a`;
/** 443 of the load balancer leads to 8080. */
const balancer = (annotations: string) =>
  GATEWAY.replace(
    'metadata: { name: emissary-ingress, namespace: emissary }\nspec:\n  type: LoadBalancer',
    `metadata: { name: emissary-ingress, namespace: emissary, annotations: { ${annotations} } }\nspec:\n  type: LoadBalancer`,
  ).replace('targetPort: https', 'targetPort: 8080');
const L7 = balancer(`${CERTIFICATE}, ${AWS}backend-protocol: http, ${AWS}ssl-ports: "443"`);
const xfp = (more = '') => listener(8080, `protocol: HTTP, securityModel: XFP${more}`);
const redirecting = host('shop.test', '');
const ingress = (annotations = '') => `
kind: Ingress
metadata: { name: front, namespace: emissary, annotations: { kubernetes.io/ingress.class: nginx${annotations} } }
spec:
  tls: [{ hosts: [shop.test], secretName: shop-tls }]
  rules: [{ host: shop.test, http: { paths: [{ path: /, backend: { service: { name: emissary-ingress, port: { number: 80 } } } }] } }]
`;

testCheck(routeHttpsRedirectLoop, {
  clean: {
    'an l7Depth': { given: [L7, xfp(', l7Depth: 1'), redirecting] },
    'all is secure': { given: [L7, listener(8080, 'protocol: HTTP, securityModel: SECURE'), redirecting] },
    'no redirect': { given: [L7, xfp(), host('shop.test')] },
    'what the client says is believed': {
      given: [
        L7,
        xfp(),
        redirecting,
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { use_remote_address: false } }',
      ],
    },
    'TLS is handed on': { given: [balancer(`${CERTIFICATE}, ${AWS}backend-protocol: https`), xfp(), redirecting] },
    'TLS of another port': { given: [balancer(`${CERTIFICATE}, ${AWS}ssl-ports: "8443"`), xfp(), redirecting] },
    'a load balancer that only forwards': { given: [balancer(`${AWS}type: nlb`), xfp(), redirecting] },
    'a Listener with TLS': {
      given: [L7, listener(8080, 'protocol: HTTPS, securityModel: XFP'), redirecting],
    },
    'an Ingress that hands TLS on': {
      given: [GATEWAY, xfp(), redirecting, ingress(', nginx.ingress.kubernetes.io/backend-protocol: HTTPS')],
    },
    'an Ingress of something else': {
      given: [GATEWAY, xfp(), redirecting, ingress().replace('name: emissary-ingress, port', 'name: web, port')],
    },
  },
  found: {
    'a load balancer with a certificate': {
      given: [L7, xfp(), redirecting],
      expect: [
        {
          on: 'Listener emissary/l8080',
          severity: 'critical',
          says: 'Service emissary/emissary-ingress terminates TLS and goes on in clear to Listener emissary/l8080, which does not know that and redirects to https again.',
          mentions: ['shop.test', `-p '{"spec":{"l7Depth":1}}'`],
          related: ['Host shop/shop-test'],
        },
      ],
    },
    'some of the Hosts': {
      given: [L7, xfp(), redirecting, host('pay.test')],
      expect: [{ on: 'Listener emissary/l8080', severity: 'error' }],
    },
    'one that forwards TCP after TLS': {
      given: [balancer(`${CERTIFICATE}, ${AWS}backend-protocol: tcp`), xfp(), redirecting],
      expect: [{ on: 'Listener emissary/l8080', mentions: ['SECURE'] }],
    },
    'INSECURE, whatever the depth': {
      given: [L7, listener(8080, 'protocol: HTTP, securityModel: INSECURE, l7Depth: 1'), redirecting],
      expect: [{ on: 'Listener emissary/l8080', mentions: ['SECURE'] }],
    },
    'an Ingress beside TLS of its own': {
      given: [
        GATEWAY,
        xfp(),
        listener(8443, 'protocol: HTTPS, securityModel: XFP'),
        host('shop.test', 'tlsSecret: { name: shop-tls }'),
        tlsSecret({ name: 'shop-tls' }),
        ingress(),
      ],
      expect: [{ on: 'Listener emissary/l8080', severity: 'warning' }],
    },
    'an Ingress with TLS in front': {
      given: [GATEWAY, xfp(), redirecting, ingress()],
      expect: [{ on: 'Listener emissary/l8080', related: ['Ingress emissary/front'] }],
    },
  },
});
