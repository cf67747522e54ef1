import { registryCredExpired } from '../../../src/checks/auth/registry-cred-expired.ts';
import type { RegistryLogin, Secret } from '../../../src/cluster/objects.ts';
import { testCheck } from '../../support/check-tester.ts';
import { pod } from '../gateway/given.ts';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const pull = (...registries: readonly RegistryLogin[]): Secret => ({
  kind: 'Secret',
  metadata: { name: 'pull', namespace: 'shop' },
  type: 'kubernetes.io/dockerconfigjson',
  data: { '.dockerconfigjson': { bytes: 4000, registries } },
});
const OVER = pull({ registry: ECR, expires: '2026-01-01T00:00:00.000Z' });
const USES = 'imagePullSecrets: [{ name: pull }]';
const FAILING =
  '{ phase: Pending, containerStatuses: [{ name: app, state: { waiting: { reason: ErrImagePull, message: 401 Unauthorized } } }] }';

testCheck(registryCredExpired, {
  clean: {
    'good for another second': { given: pull({ registry: ECR, expires: '2026-01-01T00:00:01.000Z' }) },
    'a password or a key file, whose end cannot be known': { given: pull({ registry: 'ghcr.io' }) },
  },
  found: {
    'nothing pulls with it': {
      given: OVER,
      expect: [
        {
          on: 'Secret shop/pull',
          severity: 'info',
          says: `The login for ${ECR} in Secret shop/pull expired on 2026-01-01; nothing was seen to pull with it.`,
        },
      ],
    },
    'a running Pod would pull with it the next time': {
      given: [OVER, pod({ name: 'cart-1', image: `${ECR}/cart:1`, spec: USES })],
      expect: [
        {
          on: 'Secret shop/pull',
          severity: 'warning',
          related: ['Pod shop/cart-1'],
          mentions: ['Pod cart-1 pulls with it', 'the next one that has to pull its image cannot start'],
        },
      ],
    },
    'a Pod cannot pull': {
      given: [OVER, pod({ name: 'cart-1', image: `${ECR}/cart:1`, spec: USES, status: FAILING })],
      expect: [
        {
          on: 'Secret shop/pull',
          severity: 'error',
          mentions: ['Pod cart-1 cannot pull its image'],
          evidence: ['Pod shop/cart-1 status.containerStatuses[app].state.waiting.reason'],
        },
      ],
    },
    'a Pod cannot pull from another registry': {
      given: [
        OVER,
        pod({ name: 'cart-1', image: 'ghcr.io/acme/cart:1', spec: USES, status: FAILING }),
        ...['Deployment', 'StatefulSet', 'DaemonSet', 'Filter'].map(
          (kind) => `kind: ${kind}\nmetadata: { name: x, namespace: shop }\nspec: {}`,
        ),
      ],
      expect: [{ on: 'Secret shop/pull', severity: 'warning' }],
    },
    'of two logins the one that has ended': {
      given: pull({ registry: 'ghcr.io' }, { registry: ECR, expires: '2025-12-01T00:00:00.000Z' }),
      expect: [{ on: 'Secret shop/pull', mentions: [ECR] }],
    },
  },
});
