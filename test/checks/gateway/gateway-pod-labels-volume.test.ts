import { gatewayPodLabelsVolume } from '../../../src/checks/gateway/gateway-pod-labels-volume.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, service } from './given.ts';

const ADDRESS = 'status: { loadBalancer: { ingress: [{ ip: 192.0.2.1 }] } }';
const BALANCER = `${service('emissary-ingress', { namespace: 'emissary', more: 'type: LoadBalancer' })}\n${ADDRESS}`;
const ingress = (name: string, { ingressClass = 'ambassador', metadata = '' } = {}) => `
kind: Ingress
metadata: { name: ${name}, namespace: shop, annotations: { kubernetes.io/ingress.class: ${ingressClass} }${metadata} }
spec: { rules: [{ host: shop.test, http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }`;
const mounting = (mountPath: string) =>
  gateway({ container: `volumeMounts: [{ name: data, mountPath: /data }, { name: info, mountPath: ${mountPath} }]` });

testCheck(gatewayPodLabelsVolume, {
  clean: {
    'the labels are mounted': { given: [mounting('/tmp/ambassador-pod-info'), ingress('web')] },
    'with a slash at the end': { given: [mounting('/tmp/ambassador-pod-info/'), ingress('web')] },
    'something is mounted at /tmp, and may hold them': { given: [mounting('/tmp'), ingress('web')] },
    'its Ingresses have an address all the same': { given: [gateway(), `${ingress('web')}\n${ADDRESS}`] },
    'no Ingress': { given: gateway() },
    'an Ingress of another controller': { given: [gateway(), ingress('web', { ingressClass: 'nginx' })] },
    'no gateway was found': { given: ingress('web') },
    'Ingresses could not be read': { given: gateway(), gaps: [{ kind: 'Ingress', reason: 'forbidden' }] },
  },
  found: {
    'nothing is mounted, two Ingresses': {
      given: [gateway(), ingress('web'), ingress('api')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'info',
          says: 'Deployment emissary/emissary-ingress serves Ingress shop/api, Ingress shop/web, and does not mount the labels of its Pod at /tmp/ambassador-pod-info.',
          mentions: [
            'kubectl -n emissary patch deployment emissary-ingress -p',
            '"mountPath":"/tmp/ambassador-pod-info"',
          ],
          evidence: [
            'Deployment emissary/emissary-ingress spec.template.spec.containers[emissary-ingress].volumeMounts',
          ],
          related: ['Ingress shop/api', 'Ingress shop/web'],
        },
      ],
    },
    'read from a cluster, where the gateway has an address and the Ingress none': {
      given: [gateway(), BALANCER, ingress('web', { metadata: ', uid: a' })],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'warning' }],
    },
    'something else is mounted': {
      given: [mounting('/tmp/ambassador'), ingress('web')],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
  },
});
