import { tlsSecretMissing } from '../../../src/checks/tls/tls-secret-missing.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (name: string, tlsSecret: string, more = '', spec = '') => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: ${name}.example.com, tlsSecret: ${tlsSecret}${spec} }
${more}
`;
const context = (secret: string) => `
kind: TLSContext
metadata: { name: upstream, namespace: shop }
spec: ${secret}
`;
const mapping = `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: upstream }
`;
const gateway = (image: string) => `
kind: Deployment
metadata: { name: gateway, namespace: ambassador }
spec:
  template:
    spec: { containers: [{ name: gateway, image: "${image}", env: [{ name: AMBASSADOR_NAMESPACE, value: ambassador }] }] }
`;
const certificate = (status: string) => `
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: shop, namespace: shop }
spec: { secretName: shop-tls }
status: ${status}
`;

testCheck(tlsSecretMissing, {
  clean: {
    'the Secret is there': { given: [host('shop', '{ name: shop-tls }'), tlsSecret({ name: 'shop-tls' })] },
    'the Secret is in the namespace that the Host names': {
      given: [
        host('shop', '{ name: shop-tls, namespace: vault }'),
        tlsSecret({ name: 'shop-tls', namespace: 'vault' }),
      ],
    },
    'a Secret with dots in its name': {
      given: [host('shop', '{ name: shop.example.com }'), tlsSecret({ name: 'shop.example.com' })],
    },
    'a Host without Secret': {
      given: 'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: { hostname: a.b }',
    },
    'Secrets cannot be read in that namespace': {
      given: host('shop', '{ name: shop-tls }'),
      gaps: [{ kind: 'Secret', namespace: 'shop', reason: 'forbidden' }],
    },
    'the namespace was not looked at': {
      given: host('shop', '{ name: shop-tls, namespace: vault }'),
      namespaces: ['shop'],
    },
    'cert-manager is fetching it': {
      given: [
        host('shop', '{ name: shop-tls }'),
        certificate('{ conditions: [{ type: Ready, status: "False", reason: DoesNotExist }] }'),
      ],
    },
    'cert-manager has not looked at the Certificate yet': {
      given: [host('shop', '{ name: shop-tls }'), certificate('{}')],
    },
    'Edge Stack fetches it': {
      given: [
        gateway('docker.io/datawire/aes:3.9.0'),
        host('shop', '{ name: shop-tls }', '', ', acmeProvider: { email: a@example.com }'),
      ],
    },
    'it may be Edge Stack that reads the Host, and fetches it': {
      given: host('shop', '{ name: shop-tls }', '', ', acmeProvider: { authority: "https://acme.example.com" }'),
    },
    'the key of an ACME account': {
      given: [
        host('shop', '{ name: shop-tls }', '', ', acmeProvider: { authority: none, privateKeySecret: { name: gone } }'),
        tlsSecret({ name: 'shop-tls' }),
      ],
    },
    'a TLSContext that nothing uses': { given: context('{ secret: gone }') },
    'the Host is meant for a gateway that is not here': {
      given: [
        gateway('ghcr.io/emissary-ingress/emissary:4.0.0'),
        host('shop', '{ name: gone }', '', ', ambassador_id: [other]'),
      ],
    },
    'a name with dots in a TLSContext that is read wrongly': {
      given: [context('{ secret: wild.card }'), mapping, tlsSecret({ name: 'wild.card' })],
    },
    'an authority': {
      given: [context('{ secret: client, ca_secret: gone }'), mapping, tlsSecret({ name: 'client' })],
    },
    'the gateway makes it of the certificates that Istio mounts': {
      given: [
        gateway('ghcr.io/emissary-ingress/emissary:4.1.0').replace(
          'env: [',
          'env: [{ name: AMBASSADOR_ISTIO_SECRET_DIR, value: /etc/istio-certs }, ',
        ),
        context('{ secret: istio-certs, alpn_protocols: istio }').replaceAll('shop', 'ambassador'),
        mapping,
      ],
    },
    'an Ingress of another controller': {
      given: `
kind: Ingress
metadata: { name: shop, namespace: shop, annotations: { kubernetes.io/ingress.class: nginx } }
spec: { tls: [{ hosts: [shop.example.com], secretName: gone }] }
`,
    },
  },
  found: {
    'the certificates of Istio, and a gateway that is not told of them': {
      given: [
        gateway('ghcr.io/emissary-ingress/emissary:4.1.0'),
        context('{ secret: istio-certs, alpn_protocols: istio }').replaceAll('shop', 'ambassador'),
        mapping,
      ],
      expect: [{ on: 'TLSContext ambassador/upstream' }],
    },
    'a typing mistake': {
      given: [host('shop', '{ name: shop-tsl }'), tlsSecret({ name: 'shop-tls' })],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          says: 'Host shop/shop names Secret shop/shop-tsl, and there is no such Secret. The nearest is shop/shop-tls.',
          mentions: [
            `kubectl -n shop patch hosts.v3alpha1.getambassador.io shop --type=merge -p '{"spec":{"tlsSecret":{"name":"shop-tls"}}}'`,
          ],
          evidence: ['Host shop/shop spec.tlsSecret.name'],
        },
      ],
    },
    'the Secret is in another namespace': {
      given: [host('shop', '{ name: shop-tls }'), tlsSecret({ name: 'shop-tls', namespace: 'vault' })],
      expect: [
        {
          on: 'Host shop/shop',
          mentions: ['The nearest is vault/shop-tls.', '{"tlsSecret":{"name":"shop-tls","namespace":"vault"}}'],
        },
      ],
    },
    'a Host that writes the namespace into the name': {
      given: [host('shop', '{ name: shop-tls.vault }'), tlsSecret({ name: 'shop-tls', namespace: 'vault' })],
      expect: [{ on: 'Host shop/shop', mentions: ['{"tlsSecret":{"name":"shop-tls","namespace":"vault"}}'] }],
    },
    'nothing alike': {
      given: [host('shop', '{ name: shop-tls }'), tlsSecret({ name: 'blog' })],
      expect: [
        {
          on: 'Host shop/shop',
          says: 'Host shop/shop names Secret shop/shop-tls, and there is no such Secret.',
          mentions: ['kubectl -n shop create secret tls shop-tls'],
        },
      ],
    },
    'an Opaque Secret of a like name that holds no certificate is no candidate': {
      given: [
        host('shop', '{ name: shop-tls }'),
        'kind: Secret\nmetadata: { name: shop-tl, namespace: shop }\nstringData: { password: x }',
      ],
      expect: [
        { on: 'Host shop/shop', says: 'Host shop/shop names Secret shop/shop-tls, and there is no such Secret.' },
      ],
    },
    'two Hosts, two findings': {
      given: [host('shop', '{ name: gone }'), host('www', '{ name: gone }')],
      expect: [{ on: 'Host shop/shop' }, { on: 'Host shop/www' }],
    },
    'a Host and its TLSContext, one finding': {
      given: [
        host('shop', '{ name: gone }', '', ', tlsContext: { name: upstream }'),
        context('{ secret: gone, hosts: [shop.example.com] }'),
      ],
      expect: [{ on: 'Host shop/shop', related: ['TLSContext shop/upstream'] }],
    },
    'a TLSContext that a Mapping uses': {
      given: [context('{ secret: cleint-tls }'), mapping, tlsSecret({ name: 'client-tls' })],
      expect: [
        {
          on: 'TLSContext shop/upstream',
          severity: 'error',
          mentions: ['in clear', `'{"spec":{"secret":"client-tls"}}'`],
        },
      ],
    },
    'a TLSContext whose Secret is in another namespace': {
      given: [context('{ secret: client-tls }'), mapping, tlsSecret({ name: 'client-tls', namespace: 'vault' })],
      expect: [
        {
          on: 'TLSContext shop/upstream',
          mentions: [`'{"spec":{"secret":"client-tls.vault","secret_namespacing":true}}'`],
        },
      ],
    },
    'a list of revoked certificates': {
      given: [host('shop', '{ name: shop-tls }', '', ', tls: { crl_secret: gone }'), tlsSecret({ name: 'shop-tls' })],
      expect: [
        {
          on: 'Host shop/shop',
          evidence: ['Host shop/shop spec.tls.crl_secret'],
          mentions: ['create secret generic gone --from-file=crl.pem=FILE'],
        },
      ],
    },
    'an Ingress of this gateway': {
      given: `
kind: Ingress
metadata: { name: shop, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { tls: [{ hosts: [shop.example.com], secretName: gone }, { hosts: [www.example.com], secretName: gone-too }] }
---
kind: Host
metadata: { name: blog, namespace: shop }
spec: { hostname: blog.example.com }
`,
      expect: [
        { on: 'Ingress shop/shop', evidence: ['Ingress shop/shop spec.tls[0].secretName'] },
        { on: 'Ingress shop/shop', evidence: ['Ingress shop/shop spec.tls[1].secretName'] },
      ],
    },
    'an Ingress whose Secret is in another namespace': {
      given: [
        `
kind: Ingress
metadata: { name: shop, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { tls: [{ hosts: [shop.example.com], secretName: shop-tls }] }
---
kind: Host
metadata: { name: blog, namespace: shop }
spec: { hostname: blog.example.com }
`,
        tlsSecret({ name: 'shop-tls', namespace: 'vault' }),
      ],
      expect: [{ on: 'Ingress shop/shop', mentions: ['The nearest is vault/shop-tls.', 'Copy that Secret'] }],
    },
    'cert-manager says that it filled the Secret, and it is not there': {
      given: [host('shop', '{ name: shop-tls }'), certificate('{ conditions: [{ type: Ready, status: "True" }] }')],
      expect: [{ on: 'Host shop/shop' }],
    },
    'Edge Stack failed to fetch it': {
      given: [
        gateway('docker.io/datawire/aes:3.9.0'),
        host('shop', '{ name: shop-tls }', 'status: { state: Error }', ', acmeProvider: { email: a@example.com }'),
      ],
      expect: [{ on: 'Host shop/shop' }],
    },
    'Edge Stack was told not to fetch it': {
      given: [
        gateway('docker.io/datawire/aes:3.9.0'),
        host('shop', '{ name: shop-tls }', '', ', acmeProvider: { authority: None }'),
      ],
      expect: [{ on: 'Host shop/shop' }],
    },
    'Emissary itself never fetches certificates': {
      given: [
        gateway('ghcr.io/emissary-ingress/emissary:4.0.0'),
        host('shop', '{ name: shop-tls }', '', ', acmeProvider: { email: a@example.com }'),
      ],
      expect: [{ on: 'Host shop/shop' }],
    },
    'two gateways see the Host, one finding': {
      given: [
        gateway('ghcr.io/emissary-ingress/emissary:4.0.0'),
        gateway('ghcr.io/emissary-ingress/emissary:4.0.0').replaceAll('ambassador', 'internal'),
        host('shop', '{ name: gone }'),
      ],
      expect: [{ on: 'Host shop/shop' }],
    },
  },
});
