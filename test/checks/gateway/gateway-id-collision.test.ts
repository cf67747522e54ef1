import { gatewayIdCollision } from '../../../src/checks/gateway/gateway-id-collision.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';

const inner = (facts: Parameters<typeof gateway>[0] = {}) => gateway({ name: 'inner', namespace: 'inner', ...facts });

testCheck(gatewayIdCollision, {
  clean: {
    'two IDs': { given: [gateway(), inner({ env: { AMBASSADOR_ID: 'inner' } })] },
    'each reads its own namespace': {
      given: [gateway(), inner({ env: { AMBASSADOR_SINGLE_NAMESPACE: 'true' } })],
    },
    'other labels': { given: [gateway(), inner({ env: { AMBASSADOR_LABEL_SELECTOR: 'gate=inner' } })] },
    'one stands by': { given: [gateway(), inner({ replicas: 0 })] },
    'a canary in the same namespace': { given: [gateway(), gateway({ name: 'emissary-ingress-canary' })] },
    'an ID that cannot be read': {
      given: [
        gateway(),
        inner().replace(
          'env: [',
          'env: [{ name: AMBASSADOR_ID, valueFrom: { configMapKeyRef: { name: c, key: id } } }, ',
        ),
      ],
    },
  },
  found: {
    'the same ID and everything read by both': {
      given: [gateway(), inner(), gatewayPod({ name: 'a' })],
      expect: [
        {
          on: 'Deployment inner/inner',
          severity: 'warning',
          says: 'Deployment inner/inner and Deployment emissary/emissary-ingress both have ambassador_id default and read the same namespaces.',
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'in two versions, as in an upgrade': {
      given: [gateway(), inner({ version: '3.9.1' })],
      expect: [{ on: 'Deployment inner/inner', severity: 'info', mentions: ['in versions 3.9.1 and 4.0.1'] }],
    },
  },
});
