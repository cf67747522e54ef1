import { tlsSecretNamespacing } from '../../../src/checks/tls/tls-secret-namespacing.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const used = (spec: string) => `
kind: TLSContext
metadata: { name: up, namespace: shop }
spec: ${spec}
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: up }
`;
const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: ambassador }
spec: { config: ${config} }
`;
const plain = module('{ diagnostics: { enabled: false } }');
const vault = tlsSecret({ name: 'client', namespace: 'vault' });
const host = (spec: string) => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }${spec} }
`;

testCheck(tlsSecretNamespacing, {
  clean: {
    'a name without dots': { given: [used('{ secret: client }'), tlsSecret({ name: 'client' }), plain] },
    'another namespace, and no Module': { given: [used('{ secret: client.vault }'), vault] },
    'another namespace, and the TLSContext says so': {
      given: [used('{ secret: client.vault, secret_namespacing: true }'), vault, plain],
    },
    'another namespace, and the Module says so': {
      given: [used('{ secret: client.vault }'), vault, module('{ defaults: { tls_secret_namespacing: true } }')],
    },
    'a name with dots, and the TLSContext says so': {
      given: [used('{ secret: wild.card, secret_namespacing: false }'), tlsSecret({ name: 'wild.card' })],
    },
    'a name with dots, and the Module says so': {
      given: [
        used('{ secret: wild.card }'),
        tlsSecret({ name: 'wild.card' }),
        module('{ defaults: { tls_secret_namespacing: false } }'),
      ],
    },
    'the Secret of a Host: its name is never taken apart': {
      given: [host('').replace('name: a', 'name: shop.example.com'), tlsSecret({ name: 'shop.example.com' }), plain],
    },
    'a Secret that is nowhere: that is another check': { given: [used('{ secret: gone.vault }'), vault, plain] },
    'nothing uses the TLSContext': {
      given: [
        'kind: TLSContext\nmetadata: { name: up, namespace: shop }\nspec: { secret: client.vault }',
        vault,
        plain,
      ],
    },
    'two Secrets whose names read the same, with the same certificate in them': {
      given: [
        host('').replace('name: a }', 'name: cert.safe }'),
        'kind: Host\nmetadata: { name: clean, namespace: safe }\nspec: { hostname: c.example.com, tlsSecret: { name: cert } }',
        tlsSecret({ name: 'cert.safe', leaf: { fingerprint: 'one' } }),
        tlsSecret({ name: 'cert', namespace: 'safe', leaf: { fingerprint: 'one' } }),
      ],
    },
    'the Module cannot be read': {
      given: [used('{ secret: wild.card }'), tlsSecret({ name: 'wild.card' })],
      gaps: [{ kind: 'Module', reason: 'forbidden' }],
    },
    'something else asks for the same Secret, so that it is handed on': {
      given: [
        used('{ secret: client.vault }'),
        'kind: Host\nmetadata: { name: v, namespace: vault }\nspec: { hostname: v.example.com, tlsSecret: { name: client } }',
        vault,
        plain,
      ],
    },
  },
  found: {
    'a Module that does not say it, as the Helm chart installs one': {
      given: [used('{ secret: client.vault }'), vault, plain],
      expect: [
        {
          on: 'TLSContext shop/up',
          severity: 'error',
          says: 'TLSContext shop/up names client.vault, and does not get Secret vault/client by that: beside a Module ambassador without tls_secret_namespacing: true, the gateway fetches only a Secret of that very name.',
          evidence: [
            'TLSContext shop/up spec.secret',
            'Module ambassador/ambassador spec.config.defaults.tls_secret_namespacing',
          ],
          mentions: [
            `kubectl -n shop patch tlscontexts.v3alpha1.getambassador.io up --type=merge -p '{"spec":{"secret_namespacing":true}}'`,
          ],
        },
      ],
    },
    'a name with dots that is taken apart': {
      given: [used('{ secret: wild.card }'), tlsSecret({ name: 'wild.card' })],
      expect: [
        {
          on: 'TLSContext shop/up',
          mentions: ['does not get Secret shop/wild.card', `'{"spec":{"secret_namespacing":false}}'`],
        },
      ],
    },
    'another namespace, and the TLSContext forbids it': {
      given: [used('{ secret: client.vault, secret_namespacing: false }'), vault],
      expect: [{ on: 'TLSContext shop/up', mentions: ['for a part of the name', '{"secret_namespacing":true}'] }],
    },
    'another namespace, and the Module forbids it': {
      given: [used('{ secret: client.vault }'), vault, module('{ defaults: { tls_secret_namespacing: false } }')],
      expect: [{ on: 'TLSContext shop/up', mentions: ['{"secret_namespacing":true}'] }],
    },
    'the authority of a Host': {
      given: [
        host(', tls: { ca_secret: ca.vault }'),
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'ca', namespace: 'vault' }),
        plain,
      ],
      expect: [{ on: 'Host shop/shop', mentions: ['Put the Secret beside the Host'] }],
    },
    'one Secret is taken for another, whose name and namespace read the same': {
      given: [
        host('').replace('name: a }', 'name: cert.safe }'),
        'kind: Host\nmetadata: { name: clean, namespace: safe }\nspec: { hostname: c.example.com, tlsSecret: { name: cert } }',
        tlsSecret({ name: 'cert.safe' }),
        tlsSecret({ name: 'cert', namespace: 'safe' }),
      ],
      expect: [
        {
          on: 'Secret shop/cert.safe',
          says: 'Host safe/clean names cert, and does not get Secret safe/cert by that: cert.safe of namespace shop reads the same, and is taken for it.',
          related: ['Secret safe/cert', 'Host safe/clean'],
        },
      ],
    },
    'an Ingress that names a Secret with dots': {
      given: [
        `
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { tls: [{ hosts: [shop.example.com], secretName: shop.example.com }] }
---
kind: Host
metadata: { name: blog, namespace: shop }
spec: { hostname: blog.example.com }
`,
        tlsSecret({ name: 'shop.example.com' }),
      ],
      expect: [{ on: 'Ingress shop/web', mentions: ['Give the Secret a name without dots.'] }],
    },
  },
});
