import { mappingTargetPortMismatch } from '../../../src/checks/mappings/mapping-targetport-mismatch.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, pod, service, tcpMapping, workload } from './yaml.ts';

const leadingTo = (targetPort: string) => [
  mapping('cart'),
  service('cart', `ports: [{ port: 80, targetPort: ${targetPort} }]`),
];
const declaring = (ports: string) => workload('cart', { containers: `[{ name: app, ports: [${ports}] }]` });
const NO_PORTS = workload('cart', { containers: '[{ name: app }]' });

testCheck(mappingTargetPortMismatch, {
  clean: {
    'the number that is declared': { given: [...leadingTo('8080'), workload('cart')] },
    'the name that is declared': { given: [...leadingTo('http'), workload('cart')] },
    'no targetPort, and the same number': {
      given: [mapping('cart', 'service: "cart:8080"'), service('cart', 'ports: [{ port: 8080 }]'), workload('cart')],
    },
    'a number, and nothing declared': { given: [...leadingTo('9000'), NO_PORTS] },
    'a number, and only metrics declared': {
      given: [...leadingTo('9000'), declaring('{ name: metrics, containerPort: 9100 }')],
    },
    'a sidecar that was put into the Pods': {
      given: [...leadingTo('15008'), workload('cart'), pod('cart-1', 'ready', { ports: '[{ containerPort: 15008 }]' })],
    },
    'a sidecar among the init containers': {
      given: [
        ...leadingTo('9000'),
        workload('cart').replace(
          'containers:',
          'initContainers: [{ name: side, ports: [{ containerPort: 9000 }] }], containers:',
        ),
      ],
    },
    'a port that no Mapping uses': {
      given: [
        mapping('cart'),
        service('cart', 'ports: [{ name: a, port: 80, targetPort: 8080 }, { name: b, port: 81, targetPort: admin }]'),
        workload('cart'),
      ],
    },
    'a port for UDP': {
      given: [
        mapping('cart'),
        service('cart', 'ports: [{ port: 80, targetPort: dns, protocol: UDP }]'),
        workload('cart'),
      ],
    },
    'nothing that could be read behind it': { given: leadingTo('web') },
    'a selector-less Service': {
      given: [
        mapping('cart'),
        service('cart', 'selector: {}, ports: [{ port: 80, targetPort: web }]'),
        workload('cart'),
      ],
    },
    'a port that the Service does not have, which is another finding': {
      given: [
        mapping('cart', 'service: "cart:81"'),
        service('cart', 'ports: [{ port: 80, targetPort: web }]'),
        workload('cart'),
      ],
    },
    'a Mapping of another gateway': {
      given: [
        gateway(),
        mapping('cart', 'service: cart.shop, ambassador_id: [internal]'),
        leadingTo('web')[1] ?? '',
        workload('cart'),
      ],
    },
  },
  found: {
    'a name that no Pod declares': {
      given: [...leadingTo('web'), workload('cart')],
      expect: [
        {
          on: 'Service shop/cart',
          severity: 'error',
          says: 'Port 80 of Service shop/cart leads to targetPort web, and Deployment shop/cart declares 8080 (http).',
          evidence: [
            'Service shop/cart spec.ports[80].targetPort',
            'Deployment shop/cart spec.template.spec.containers[].ports',
          ],
          related: ['Mapping shop/cart', 'Deployment shop/cart'],
        },
      ],
    },
    'a name, and nothing declared': {
      given: [...leadingTo('web'), NO_PORTS],
      expect: [{ on: 'Service shop/cart', severity: 'error', mentions: ['declares none.'] }],
    },
    'a number that is not declared, and may be listened on all the same': {
      given: [...leadingTo('9000'), workload('cart')],
      expect: [{ on: 'Service shop/cart', severity: 'warning', mentions: ['targetPort 9000'] }],
    },
    'Pods of a workload that nobody knows': {
      given: [...leadingTo('web'), pod('cart-1')],
      expect: [{ on: 'Service shop/cart', evidence: ['Pod shop/cart-1 spec.containers[].ports'] }],
    },
    'two Mappings and a TCPMapping, and two ports': {
      given: [
        mapping('cart'),
        mapping('basket', 'service: "cart.shop:80"'),
        tcpMapping('queue', 'service: "cart.shop:81"'),
        service('cart', 'ports: [{ name: a, port: 80, targetPort: web }, { name: b, port: 81, targetPort: queue }]'),
        workload('cart'),
      ],
      expect: [
        { on: 'Service shop/cart', mentions: ['Port 80 '], related: ['Mapping shop/cart', 'Mapping shop/basket'] },
        { on: 'Service shop/cart', mentions: ['Port 81 '], related: ['TCPMapping shop/queue'] },
      ],
    },
    'a headless Service': {
      given: [
        mapping('cart', 'service: "cart:9000"'),
        service('cart', 'clusterIP: None, ports: [{ port: 80, targetPort: 9000 }]'),
        workload('cart'),
      ],
      expect: [{ on: 'Service shop/cart', severity: 'warning' }],
    },
  },
});
