import { tokenSaLegacy } from '../../../src/checks/auth/token-sa-legacy.ts';
import { tokenSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const secret = (name: string, labels = '', type = 'kubernetes.io/service-account-token') => `
kind: Secret
type: ${type}
metadata: { name: ${name}, namespace: shop, annotations: { kubernetes.io/service-account.name: deployer }${labels && `, labels: { ${labels} }`} }
data: { token: { bytes: 900 } }`;
const INVALID = 'kubernetes.io/legacy-token-invalid-since: "2025-10-01"';

testCheck(tokenSaLegacy, {
  clean: {
    'the one that Kubernetes made': { given: secret('deployer-token-x7k2p') },
    'a copy of one that ends': {
      given: tokenSecret('ci', { issuer: 'kubernetes/serviceaccount', expires: '2026-06-01T00:00:00.000Z' }),
    },
    'a token of somebody else': { given: tokenSecret('ci', { issuer: 'https://login.example.com' }) },
    'another type': { given: secret('deployer', '', 'Opaque') },
    'no ServiceAccount is named': {
      given:
        'kind: Secret\ntype: kubernetes.io/service-account-token\nmetadata: { name: x, namespace: shop }\ndata: {}',
    },
  },
  found: {
    'a copy of one, as Argo CD keeps it for other clusters': {
      given: tokenSecret('prod', { issuer: 'kubernetes/serviceaccount' }, { key: 'config' }),
      expect: [
        {
          on: 'Secret shop/prod',
          severity: 'info',
          says: 'Secret shop/prod holds under config a copy of a ServiceAccount’s token that never expires.',
          evidence: ['Secret shop/prod data[config].exp'],
        },
      ],
    },
    'one that somebody asked for': {
      given: secret('deployer'),
      expect: [
        {
          on: 'Secret shop/deployer',
          severity: 'info',
          says: 'Secret shop/deployer holds a token of ServiceAccount deployer that never expires.',
          mentions: ['kubectl create token deployer'],
          evidence: ['Secret shop/deployer type'],
        },
      ],
    },
    'one that Kubernetes switched off, also if it made it': {
      given: [
        secret('deployer-token-x7k2p', INVALID),
        'kind: Pod\nmetadata: { name: ci, namespace: shop }\nspec: { volumes: [{ name: v, secret: { secretName: deployer-token-x7k2p } }] }',
        ...['Deployment', 'StatefulSet', 'DaemonSet', 'Filter'].map(
          (kind) => `kind: ${kind}\nmetadata: { name: x, namespace: shop }\nspec: {}`,
        ),
      ],
      expect: [
        {
          on: 'Secret shop/deployer-token-x7k2p',
          severity: 'warning',
          says: 'Secret shop/deployer-token-x7k2p holds a token of ServiceAccount deployer that the API server has refused since 2025-10-01.',
          related: ['Pod shop/ci'],
        },
      ],
    },
  },
});
