import { registryCredBroken } from '../../../src/checks/auth/registry-cred-broken.ts';
import type { Secret } from '../../../src/cluster/objects.ts';
import { testCheck } from '../../support/check-tester.ts';
import { pod } from '../gateway/given.ts';

const waiting = (message: string, reason = 'ImagePullBackOff') =>
  `{ phase: Pending, containerStatuses: [{ name: app, state: { waiting: { reason: ${reason}, message: "${message}" } } }] }`;
const cart = (message: string, { secrets = '{ name: pull }', reason = 'ImagePullBackOff' } = {}) =>
  pod({
    name: 'cart-1',
    image: 'ghcr.io/acme/cart:1.9',
    spec: `imagePullSecrets: [${secrets}]`,
    status: waiting(message, reason),
  });
const secret = (name: string, registry?: string, type = 'kubernetes.io/dockerconfigjson'): Secret => ({
  kind: 'Secret',
  metadata: { name, namespace: 'shop' },
  type,
  data: { '.dockerconfigjson': { bytes: 40, ...(registry && { registries: [{ registry }] }) } },
});

testCheck(registryCredBroken, {
  clean: {
    'a Pod that runs, whose pull Secret does not exist: the node has a login, or the image is public': {
      given: pod({ name: 'cart-1', image: 'ghcr.io/acme/cart:1.9', spec: 'imagePullSecrets: [{ name: pull }]' }),
    },
    'a login for the registry': { given: [secret('pull', 'ghcr.io'), cart('401 Unauthorized')] },
    'one of two Secrets has it': {
      given: [secret('pull', 'ghcr.io/acme'), cart('denied', { secrets: '{ name: other }, { name: pull }' })],
    },
    'no pull Secret is named': { given: cart('denied', { secrets: '' }) },
    'the image is not there': { given: cart('manifest unknown: ghcr.io/acme/cart:1.9 not found') },
    'the registry does not answer': { given: cart('dial tcp: i/o timeout') },
    'the name of the image is wrong': { given: cart('', { reason: 'InvalidImageName' }) },
    'its namespace was not looked at': { given: cart('denied'), namespaces: ['other'] },
    'another trouble': {
      given: cart('secret db not found', { reason: 'CreateContainerConfigError' }),
    },
  },
  found: {
    'the Secret does not exist': {
      given: [cart('Back-off pulling image'), secret('puls', 'ghcr.io')],
      expect: [
        {
          on: 'Secret shop/pull',
          severity: 'error',
          says: 'Pod shop/cart-1 cannot pull ghcr.io/acme/cart:1.9: its pull Secret pull does not exist. The nearest name is puls.',
          evidence: ['Pod shop/cart-1 spec.imagePullSecrets'],
          related: ['Pod shop/cart-1'],
          mentions: ['kubectl -n shop describe pod cart-1'],
        },
      ],
    },
    'the Secret is of another type': {
      given: [cart('401 Unauthorized'), secret('pull', undefined, 'Opaque')],
      expect: [{ on: 'Secret shop/pull', mentions: ['is of type Opaque'], evidence: ['Secret shop/pull type'] }],
    },
    'the Secret cannot be read': {
      given: [cart('unauthorized'), secret('pull')],
      expect: [{ on: 'Secret shop/pull', mentions: ['holds no readable configuration'] }],
    },
    'the Secret is for another registry, also if the image might not be there': {
      given: [
        cart('pull access denied, repository does not exist or may require authorization'),
        secret('pull', 'quay.io'),
      ],
      expect: [{ on: 'Secret shop/pull', mentions: ['has no login for ghcr.io', 'with a login for ghcr.io'] }],
    },
    'once for two Pods': {
      given: [cart('denied'), cart('denied').replace('cart-1', 'cart-2')],
      expect: [{ on: 'Secret shop/pull' }],
    },
  },
});
