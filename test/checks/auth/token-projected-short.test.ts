import { tokenProjectedShort } from '../../../src/checks/auth/token-projected-short.ts';
import { testCheck } from '../../support/check-tester.ts';

const volumes = (token: string) =>
  `volumes: [{ name: token, projected: { sources: [{ secret: { name: a } }, { serviceAccountToken: { path: t${token} } }] } }]`;
const workload = (token: string, kind = 'Deployment') => `
kind: ${kind}
metadata: { name: cart, namespace: shop }
spec: { template: { spec: { containers: [{ name: app }], ${volumes(token)} } } }
`;
const pod = (token: string, more = '', status = '{ phase: Running }') => `
kind: Pod
metadata: { name: cart-1, namespace: shop${more} }
spec: { containers: [{ name: app }], ${volumes(token)} }
status: ${status}
`;

testCheck(tokenProjectedShort, {
  clean: {
    'the default': { given: workload('') },
    'ten minutes': { given: workload(', expirationSeconds: 600') },
    'a year': { given: workload(', expirationSeconds: 31536000') },
    'other volumes': {
      given:
        'kind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: app }], volumes: [{ name: v, secret: { secretName: s } }] } } }',
    },
    'a Pod that has ended': { given: pod(', expirationSeconds: 60', '', '{ phase: Succeeded }') },
  },
  found: {
    'less than ten minutes': {
      given: workload(', expirationSeconds: 599'),
      expect: [
        {
          on: 'Deployment shop/cart',
          severity: 'warning',
          says: 'Deployment shop/cart asks for a ServiceAccount token that is good for 599 seconds (volume token), and Kubernetes gives none below 10 minutes.',
          evidence: [
            'Deployment shop/cart spec.template.spec.volumes[token].projected.sources[].serviceAccountToken.expirationSeconds',
          ],
          mentions: ['The API server refuses the object'],
        },
      ],
    },
    'ten years': {
      given: workload(', expirationSeconds: 315360000', 'StatefulSet'),
      expect: [{ on: 'StatefulSet shop/cart', severity: 'warning', mentions: ['good for 3650 days'] }],
    },
    'a Pod of its own': {
      given: [
        pod(', expirationSeconds: 60'),
        workload('', 'DaemonSet'),
        pod(
          ', expirationSeconds: 60',
          ', ownerReferences: [{ kind: DaemonSet, name: cart, controller: true }]',
        ).replace('cart-1', 'cart-2'),
      ],
      expect: [{ on: 'Pod shop/cart-1' }],
    },
  },
});
