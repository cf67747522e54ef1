import { tlsSelfSigned } from '../../../src/checks/tls/tls-self-signed.ts';
import { certificate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (hostname = 'shop.example.com', secret = 'a', spec = '') => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: "${hostname}", tlsSecret: { name: ${secret} }${spec} }
`;
const own = (subject = 'CN=shop.example.com', name = 'a') =>
  tlsSecret({ name, chain: [certificate({ subject, issuer: subject, isSelfSigned: true })] });
const gateway = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec:
      containers: [{ name: e, image: "ghcr.io/emissary-ingress/emissary:4.0.0", env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }] }]
---
kind: Service
metadata: { name: e, namespace: emissary, annotations: { service.beta.kubernetes.io/aws-load-balancer-ssl-cert: "arn:aws:acm:1" } }
spec: { type: LoadBalancer, selector: { app: emissary }, ports: [{ port: 443, targetPort: 8443 }] }
`;

testCheck(tlsSelfSigned, {
  clean: {
    'a certificate of an authority': { given: [host(), tlsSecret({ name: 'a' })] },
    'a private authority': { given: [host(), tlsSecret({ name: 'a', issuer: 'CN=Example Corp Internal CA' })] },
    'an internal hostname': { given: [host('shop.local'), own()] },
    'a hostname of a test environment': { given: [host('shop.test.example.com'), own()] },
    'a hostname of one word': { given: [host('shop'), own()] },
    'an address': { given: [host('192.0.2.10'), own()] },
    'a Host for every hostname': { given: [host('*'), own()] },
    'the fallback certificate of the gateway': {
      given: [host('shop.example.com', 'fallback-self-signed-cert'), own('CN=x', 'fallback-self-signed-cert')],
    },
    'it stands in until cert-manager has the real one': {
      given: [
        host(),
        own('CN=cert-manager.local'),
        'kind: Certificate\napiVersion: cert-manager.io/v1\nmetadata: { name: c, namespace: shop }\nspec: { secretName: a }',
      ],
    },
    'an authority for the certificates of clients': {
      given: [host('shop.example.com', 'a', ', tls: { ca_secret: ca }'), tlsSecret({ name: 'a' }), own('CN=CA', 'ca')],
    },
    'visitors see the certificate of the load balancer': { given: [gateway, host(), own()] },
    'nothing uses it': { given: own() },
  },
  found: {
    'a public hostname': {
      given: [host(), own()],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'warning',
          says: 'shop.example.com is served with a self-signed certificate, Secret shop/a.',
          evidence: ['Secret shop/a data[tls.crt].issuer'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'a public wildcard': {
      given: [host('*.example.com'), own()],
      expect: [{ on: 'Secret shop/a', severity: 'warning' }],
    },
    'the placeholder of an ingress controller': {
      given: [host(), own('O=Acme Co, CN=Kubernetes Ingress Controller Fake Certificate')],
      expect: [
        { on: 'Secret shop/a', severity: 'error', mentions: ['the placeholder certificate of an ingress controller'] },
      ],
    },
    'the placeholder of Ambassador': {
      given: [host(), own('CN=Ambassador')],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'a hostname that starts with the word ambassador': {
      given: [host('ambassador.example.com'), own('CN=ambassador.example.com')],
      expect: [{ on: 'Secret shop/a', severity: 'warning' }],
    },
  },
});
