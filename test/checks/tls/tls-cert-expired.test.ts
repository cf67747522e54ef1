import { tlsCertExpired } from '../../../src/checks/tls/tls-cert-expired.ts';
import { certificate, intermediate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (name: string, secret = 'a', spec = '') => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: ${name}.example.com, tlsSecret: { name: ${secret} }${spec} }
`;
const listener = (protocol: string) => `
kind: Listener
metadata: { name: web, namespace: shop }
spec: { port: 8443, protocol: ${protocol}, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;
const gateway = (annotation = 'example.com/owner: web') => `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.0
          env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }]
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary, annotations: { ${annotation} } }
spec: { type: LoadBalancer, selector: { app: emissary }, ports: [{ port: 443, targetPort: 8443 }] }
`;
const ended = tlsSecret({ name: 'a', ends: '2025-12-31' });
const leaf = certificate();
const root = intermediate({ subject: 'CN=Example Root X1', issuer: 'CN=Example Root X1', isSelfSigned: true });

testCheck(tlsCertExpired, {
  clean: {
    'a certificate good for another year': { given: [host('shop'), tlsSecret({ name: 'a', ends: '2027-01-01' })] },
    'a certificate that ends in the next second': {
      given: [host('shop'), tlsSecret({ name: 'a', ends: '2026-01-01T00:00:01Z' })],
    },
    'an expired certificate that nothing uses': {
      given: [
        host('shop'),
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'webhook', names: ['hook.svc'], ends: '2025-06-01' }),
      ],
    },
    'an expired certificate that only an Ingress of another controller names, and no Host has its name': {
      given: [
        host('shop'),
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'b', names: ['blog.example.com'], ends: '2025-06-01' }),
      ],
    },
    'an expired root at the end of the chain': {
      given: [
        host('shop'),
        tlsSecret({ name: 'a', chain: [leaf, intermediate(), { ...root, notAfter: '2025-06-01T00:00:00.000Z' }] }),
      ],
    },
    'an expired intermediate that nobody needs, because the same stands there with a later end': {
      given: [
        host('shop'),
        tlsSecret({ name: 'a', chain: [leaf, intermediate({ notAfter: '2025-06-01T00:00:00.000Z' }), intermediate()] }),
      ],
    },
    'an expired authority for the certificates of clients: that is another check': {
      given: [
        host('shop', 'a', ', tls: { ca_secret: ca }'),
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'ca', names: [], ends: '2025-06-01' }),
      ],
    },
    'the Secret cannot be read': {
      given: host('shop'),
      gaps: [{ kind: 'Secret', namespace: 'shop', reason: 'forbidden' }],
    },
    'a left-over Secret while Ingresses cannot be read': {
      given: [host('shop'), tlsSecret({ name: 'a' }), tlsSecret({ name: 'b', ends: '2025-06-01' })],
      gaps: [{ kind: 'Ingress', reason: 'forbidden' }],
    },
  },
  found: {
    'ended in this second': {
      given: [host('shop'), tlsSecret({ name: 'a', ends: '2026-01-01T00:00:00Z' })],
      expect: [{ on: 'Secret shop/a' }],
    },
    'once for two Hosts, and there is no other certificate': {
      given: [host('shop'), host('www'), listener('HTTPS'), ended],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'critical',
          says: 'The certificate in Secret shop/a for shop.example.com, www.example.com ended on 2025-12-31.',
          evidence: ['Secret shop/a data[tls.crt].notAfter'],
          related: ['Host shop/shop', 'Host shop/www'],
        },
      ],
    },
    'another Host has a good certificate': {
      given: [host('shop'), host('www', 'b'), ended, tlsSecret({ name: 'b', names: ['www.example.com'] })],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'cert-manager should have renewed it': {
      given: [
        host('shop'),
        ended,
        'kind: Certificate\napiVersion: cert-manager.io/v1\nmetadata: { name: shop, namespace: shop }\nspec: { secretName: a }',
      ],
      expect: [
        { on: 'Secret shop/a', mentions: ['cert-manager did not renew', 'kubectl -n shop describe certificate shop'] },
      ],
    },
    'cert-manager should have renewed it, as the Secret itself says': {
      given: [
        host('shop'),
        tlsSecret({ name: 'a', ends: '2025-12-31', annotations: { 'cert-manager.io/certificate-name': 'shop' } }),
      ],
      gaps: [{ kind: 'Certificate', reason: 'forbidden' }],
      expect: [{ on: 'Secret shop/a', mentions: ['kubectl -n shop describe certificate shop'] }],
    },
    'the intermediate': {
      given: [
        host('shop'),
        tlsSecret({ name: 'a', chain: [leaf, intermediate({ notAfter: '2025-06-01T00:00:00.000Z' })] }),
      ],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'critical',
          says: 'The intermediate certificate R11 in Secret shop/a for shop.example.com ended on 2025-06-01.',
        },
      ],
    },
    'a cross-signed authority further up': {
      given: [
        host('shop'),
        tlsSecret({
          name: 'a',
          chain: [
            leaf,
            intermediate(),
            intermediate({
              subject: 'C=US, O=Example Trust, CN=Example Root X1',
              issuer: 'CN=Old Root',
              notAfter: '2025-06-01T00:00:00.000Z',
            }),
          ],
        }),
      ],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'warning',
          mentions: ['know no other way to a root', 'without this certificate'],
        },
      ],
    },
    'a Host for every hostname: the certificate tells the names': {
      given: [host('shop').replace('shop.example.com', '"*"'), ended],
      expect: [{ on: 'Secret shop/a', mentions: ['for shop.example.com ended'] }],
    },
    'towards an upstream': {
      given: [
        `
kind: TLSContext
metadata: { name: up, namespace: shop }
spec: { secret: a }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: up }
`,
        ended,
      ],
      expect: [
        { on: 'Secret shop/a', severity: 'error', mentions: ['Upstreams refuse'], related: ['Mapping shop/cart'] },
      ],
    },
    'a TCPMapping': {
      given: [
        `
kind: TLSContext
metadata: { name: db, namespace: shop }
spec: { secret: a, hosts: [db.example.com] }
---
kind: TCPMapping
metadata: { name: db, namespace: shop }
spec: { port: 5432, host: db.example.com, service: db }
`,
        ended,
      ],
      expect: [{ on: 'Secret shop/a', mentions: ['db.example.com'], related: ['TCPMapping shop/db'] }],
    },
    'an Ingress': {
      given: [
        `
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { tls: [{ hosts: [shop.example.com], secretName: a }] }
---
kind: Host
metadata: { name: blog, namespace: shop }
spec: { hostname: blog.example.com }
`,
        ended,
      ],
      expect: [{ on: 'Secret shop/a', related: ['Ingress shop/web'] }],
    },
    'the certificate that a TLSContext of another namespace really serves': {
      given: [
        host('shop', 'a', ', tlsContext: { name: elsewhere }'),
        'kind: TLSContext\nmetadata: { name: elsewhere, namespace: vault }\nspec: { secret: a }',
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'a', namespace: 'vault', ends: '2025-12-31' }),
      ],
      expect: [{ on: 'Secret vault/a', related: ['Host shop/shop'] }],
    },
    'no Listener takes TLS, so nobody sees it': {
      given: [host('shop'), listener('HTTP'), ended],
      expect: [{ on: 'Secret shop/a', severity: 'info', mentions: ['No client sees it'] }],
    },
    'the load balancer terminates TLS, so nobody sees it': {
      given: [
        gateway('"service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:aws:acm:1"'),
        host('shop'),
        listener('HTTPS'),
        ended,
      ],
      expect: [{ on: 'Secret shop/a', severity: 'info' }],
    },
    'two gateways serve it, one finding': {
      given: [gateway(), gateway().replaceAll('emissary', 'internal'), host('shop'), listener('HTTPS'), ended],
      expect: [{ on: 'Secret shop/a' }],
    },
    'Ambassador 1, where a TLSContext is enough': {
      given: [
        gateway().replace('ghcr.io/emissary-ingress/emissary:4.0.0', 'quay.io/datawire/ambassador:1.14.4'),
        'kind: TLSContext\nmetadata: { name: shop, namespace: shop }\nspec: { secret: a, hosts: [shop.example.com] }',
        ended,
      ],
      expect: [{ on: 'Secret shop/a', severity: 'critical', related: ['TLSContext shop/shop'] }],
    },
    'a left-over that was made for the hostname of a Host': {
      given: [host('shop'), tlsSecret({ name: 'a' }), tlsSecret({ name: 'shop-2024', ends: '2025-01-01' })],
      expect: [{ on: 'Secret shop/shop-2024', severity: 'info' }],
    },
  },
});
