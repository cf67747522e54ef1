import { gatewayServiceSelector } from '../../../src/checks/gateway/gateway-service-selector.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod, service } from './given.ts';

const front = (app: string, { name = 'emissary-ingress', more = 'type: LoadBalancer' } = {}) =>
  service(name, { namespace: 'emissary', app, port: 80, more });

testCheck(gatewayServiceSelector, {
  clean: {
    'it picks the gateway': { given: [gateway(), front('emissary-ingress')] },
    'it picks Pods of something else': {
      given: [gateway(), front('mail'), gatewayPod({ name: 'm', app: 'mail', image: 'mail:1' })],
    },
    'it is called after something else': { given: [gateway(), front('mail', { name: 'mail' })] },
    'it has no selector': {
      given: [
        gateway(),
        'kind: Service\nmetadata: { name: emissary-ingress, namespace: emissary }\nspec: { type: LoadBalancer }',
      ],
    },
    'an inner Service of the same name': { given: [gateway(), front('mail', { more: '' })] },
    'its Pods may be something else, and could not be read': {
      given: [gateway(), front('x').replace('{ app: x }', '{ run: x }')],
      gaps: [{ kind: 'Pod', reason: 'forbidden' }],
    },
  },
  found: {
    'a typing mistake': {
      given: [gateway(), front('emissary')],
      expect: [
        {
          on: 'Service emissary/emissary-ingress',
          severity: 'critical',
          says: 'Service emissary/emissary-ingress picks no Pod of Deployment emissary/emissary-ingress: its selector asks for app=emissary, and the Pods have app=emissary-ingress.',
          mentions: [`-p '{"spec":{"selector":{"app":"emissary-ingress"}}}'`],
          evidence: [
            'Service emissary/emissary-ingress spec.selector',
            'Deployment emissary/emissary-ingress spec.template.metadata.labels',
          ],
        },
      ],
    },
    'a typing mistake, and Pods could not be read': {
      given: [gateway(), front('emissary')],
      gaps: [{ kind: 'Pod', reason: 'forbidden' }],
      expect: [{ on: 'Service emissary/emissary-ingress' }],
    },
    'by its label, while another Service works': {
      given: [
        gateway(),
        front('emissary-ingress'),
        front('old', { name: 'old', more: '' }).replace(
          'namespace: emissary }',
          'namespace: emissary, labels: { app.kubernetes.io/component: ambassador-service } }',
        ),
      ],
      expect: [{ on: 'Service emissary/old', severity: 'warning', mentions: ['others still do'] }],
    },
    'a label that the Pods do not have': {
      given: [gateway(), front('x').replace('{ app: x }', '{ app: emissary-ingress, profile: main }')],
      expect: [
        {
          on: 'Service emissary/emissary-ingress',
          mentions: [
            'asks for profile=main, and the Pods have no profile',
            '{"app":"emissary-ingress","profile":null}',
          ],
        },
      ],
    },
  },
});
