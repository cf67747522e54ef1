import { tlsSecretScope } from '../../../src/checks/tls/tls-secret-scope.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const gateway = (env: string) => `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.0
          env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }, ${env}]
`;
const host = (secret: string, labels = '') => `
kind: Host
metadata: { name: shop, namespace: emissary${labels} }
spec: { hostname: shop.example.com, tlsSecret: ${secret} }
`;
const single = gateway('{ name: AMBASSADOR_SINGLE_NAMESPACE, value: "false" }');
const labelled = gateway('{ name: AMBASSADOR_LABEL_SELECTOR, value: "team=web" }');

testCheck(tlsSecretScope, {
  clean: {
    'all namespaces are read': {
      given: [gateway('{ name: X }'), host('{ name: a, namespace: shop }'), tlsSecret({ name: 'a' })],
    },
    'the Secret is beside the gateway': {
      given: [single, host('{ name: a }'), tlsSecret({ name: 'a', namespace: 'emissary' })],
    },
    'AMBASSADOR_CERTS_SINGLE_NAMESPACE alone': {
      given: [
        gateway('{ name: AMBASSADOR_CERTS_SINGLE_NAMESPACE, value: "true" }'),
        host('{ name: a, namespace: shop }'),
        tlsSecret({ name: 'a' }),
      ],
    },
    'the Secret has the labels': {
      given: [
        labelled,
        host('{ name: a, namespace: shop }', ', labels: { team: web }'),
        tlsSecret({ name: 'a', labels: { team: 'web' } }),
      ],
    },
    'the gateway does not see the Host either': {
      given: [labelled, host('{ name: a, namespace: shop }'), tlsSecret({ name: 'a' })],
    },
  },
  found: {
    'a Secret in another namespace': {
      given: [single, host('{ name: a, namespace: shop }'), tlsSecret({ name: 'a' })],
      expect: [
        {
          on: 'Host emissary/shop',
          severity: 'error',
          says: 'Host emissary/shop names Secret shop/a, which the gateway does not see: it reads only namespace emissary.',
          evidence: ['Deployment emissary/emissary-ingress env[AMBASSADOR_SINGLE_NAMESPACE]'],
          related: ['Secret shop/a'],
        },
      ],
    },
    'a Secret without the labels': {
      given: [labelled, host('{ name: a, namespace: shop }', ', labels: { team: web }'), tlsSecret({ name: 'a' })],
      expect: [{ on: 'Host emissary/shop', mentions: ['objects with the labels team=web'] }],
    },
  },
});
