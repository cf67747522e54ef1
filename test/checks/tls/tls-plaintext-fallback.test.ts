import { tlsPlaintextFallback } from '../../../src/checks/tls/tls-plaintext-fallback.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const gateway = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.0
          env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }]
`;
const host = (name: string, spec: string) => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: ${name}.example.com, ${spec} }
`;
const broken = host('shop', 'tlsSecret: { name: gone }, requestPolicy: { insecure: { action: Reject } }');
const ingress = (secretName: string) => `
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { tls: [{ hosts: [web.example.com], secretName: ${secretName} }] }
`;

testCheck(tlsPlaintextFallback, {
  clean: {
    'one Host of two is left': {
      given: [gateway, broken, host('www', 'tlsSecret: { name: www }'), tlsSecret({ name: 'www' })],
    },
    'a Host without TLS is left': {
      given: [gateway, broken, host('www', 'requestPolicy: { insecure: { action: Route } }')],
    },
    'an install without Hosts': {
      given: [
        gateway,
        'kind: Mapping\nmetadata: { name: a, namespace: shop }\nspec: { hostname: "*", prefix: /, service: a }',
      ],
    },
    'the fallback certificate is there': {
      given: [gateway, broken, tlsSecret({ name: 'fallback-self-signed-cert', namespace: 'emissary' })],
    },
    'an Ingress still makes a Host': { given: [gateway, broken, ingress('web'), tlsSecret({ name: 'web' })] },
    'the Secret may be there: it cannot be read': {
      given: [gateway, broken],
      gaps: [{ kind: 'Secret', namespace: 'shop', reason: 'forbidden' }],
    },
    'the fallback certificate may be there: it cannot be read': {
      given: [gateway, broken],
      gaps: [{ kind: 'Secret', namespace: 'emissary', reason: 'forbidden' }],
    },
    'Ingresses cannot be read': { given: [gateway, broken], gaps: [{ kind: 'Ingress', reason: 'forbidden' }] },
    'TLSContexts cannot be read': {
      given: [
        gateway,
        host('shop', 'tlsSecret: { name: shop }, tlsContext: { name: modern }'),
        tlsSecret({ name: 'shop' }),
      ],
      gaps: [{ kind: 'TLSContext', reason: 'forbidden' }],
    },
    'cert-manager is fetching the first certificate': {
      given: [
        gateway,
        broken,
        'kind: Certificate\napiVersion: cert-manager.io/v1\nmetadata: { name: c, namespace: shop }\nspec: { secretName: gone }',
      ],
    },
    'a gateway of another ID': { given: [gateway, host('shop', 'tlsSecret: { name: gone }, ambassador_id: [other]')] },
  },
  found: {
    'the only Host has lost its Secret': {
      given: [gateway, broken],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          says: 'The gateway dropped all of its Hosts (Host shop/shop), and now serves every Mapping under every hostname without TLS.',
          evidence: ['Host shop/shop spec.tlsSecret.name'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'no gateway was found, only what is meant for it': { given: broken, expect: [{ on: 'Host shop/shop' }] },
    'both Hosts are gone, for different reasons': {
      given: [
        gateway,
        broken,
        host('www', 'tlsSecret: { name: www }, tlsContext: { name: unknown }'),
        tlsSecret({ name: 'www' }),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          evidence: ['Host shop/shop spec.tlsSecret.name', 'Host shop/www spec.tlsContext.name'],
        },
      ],
    },
    'a Secret of a type that is not read': {
      given: [gateway, host('shop', 'tlsSecret: { name: shop }'), tlsSecret({ name: 'shop', type: 'example.com/tls' })],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
    'the Ingress beside it has none either': {
      given: [gateway, broken, ingress('gone-too')],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
  },
});
