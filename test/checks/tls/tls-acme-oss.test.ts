import { tlsAcmeOss } from '../../../src/checks/tls/tls-acme-oss.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const host = (spec: string) => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, ${spec} }
`;
const LETSENCRYPT = 'acmeProvider: { authority: "https://acme-v02.api.letsencrypt.org/directory" }';
const named = `${LETSENCRYPT}, tlsSecret: { name: a }`;
const balancer = `
kind: Service
metadata:
  name: emissary-ingress
  namespace: emissary
  annotations: { service.beta.kubernetes.io/aws-load-balancer-ssl-cert: "arn:aws:acm:1" }
spec: { type: LoadBalancer, selector: { app: emissary-ingress }, ports: [{ port: 443, targetPort: 8080 }] }
`;

testCheck(tlsAcmeOss, {
  clean: {
    'authority none': { given: [gateway(), host('acmeProvider: { authority: None, email: a@example.com }')] },
    'an empty provider': { given: [gateway(), host('acmeProvider: {}')] },
    'no provider': { given: [gateway(), host('tlsSecret: { name: a }')] },
    'Edge Stack': { given: [gateway({ image: 'docker.io/datawire/aes:3.9.0' }), host(named)] },
    'an Edge Stack reads it too': {
      given: [gateway(), gateway({ namespace: 'edge', image: 'docker.io/datawire/aes:3.9.0' }), host(named)],
    },
    'no gateway was found': { given: host(named) },
    'a Host of another gateway': { given: [gateway(), host(`${named}, ambassador_id: [other]`)] },
  },
  found: {
    'no Secret at all': {
      given: [gateway(), host('acmeProvider: { email: ops@example.com }')],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'warning',
          says: 'Host shop/shop asks for a certificate by ACME, which Deployment emissary/emissary-ingress does not do: only Edge Stack does.',
          evidence: ['Host shop/shop spec.acmeProvider.email', 'Host shop/shop spec.tlsSecret.name'],
          mentions: ['answers no https for shop.example.com', 'Certificate of cert-manager'],
        },
      ],
    },
    'the Secret is missing': {
      given: [gateway(), host(named)],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          evidence: ['Host shop/shop spec.acmeProvider.authority'],
          mentions: ['There is no Secret shop/a.', 'not even over http'],
        },
      ],
    },
    'Secrets cannot be read': {
      given: [gateway(), host(named)],
      gaps: [{ kind: 'Secret', reason: 'forbidden' }],
      expect: [{ on: 'Host shop/shop', severity: 'info' }],
    },
    'something else fills the Secret': {
      given: [gateway(), host(named), tlsSecret({ name: 'a' })],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'info',
          mentions: [
            `kubectl -n shop patch hosts.v3alpha1.getambassador.io shop --type=merge -p '{"spec":{"acmeProvider":null}}'`,
          ],
        },
      ],
    },
    'cert-manager fills the Secret': {
      given: [
        gateway(),
        host(named),
        tlsSecret({ name: 'a', annotations: { 'cert-manager.io/certificate-name': 'shop' } }),
      ],
      expect: [{ on: 'Host shop/shop', severity: 'info', mentions: ['Certificate shop fills shop/a'] }],
    },
    'the load balancer has the certificate': {
      given: [gateway(), balancer, host(LETSENCRYPT)],
      expect: [{ on: 'Host shop/shop', severity: 'info' }],
    },
  },
});
