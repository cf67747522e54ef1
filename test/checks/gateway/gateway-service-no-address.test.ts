import { gatewayServiceNoAddress } from '../../../src/checks/gateway/gateway-service-no-address.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, service } from './given.ts';

const front = (created: string, more = 'type: LoadBalancer') =>
  service('emissary-ingress', { namespace: 'emissary', port: 80, more }).replace(
    'namespace: emissary }',
    `namespace: emissary${created && `, creationTimestamp: "${created}"`} }`,
  );
const OTHER = `${service('mail', { namespace: 'mail', more: 'type: LoadBalancer' })}
status: { loadBalancer: { ingress: [{ hostname: lb.example.com }] } }`;

testCheck(gatewayServiceNoAddress, {
  clean: {
    'it has one': {
      given: [
        gateway(),
        OTHER,
        `${front('2025-12-01T00:00:00Z')}\nstatus: { loadBalancer: { ingress: [{ ip: 192.0.2.1 }] } }`,
      ],
    },
    'five minutes have not passed': { given: [gateway(), OTHER, front('2025-12-31T23:55:00Z')] },
    'no load balancer here has one': { given: [gateway(), front('2025-12-01T00:00:00Z')] },
    'it has external IPs': {
      given: [gateway(), OTHER, front('2025-12-01T00:00:00Z', 'type: LoadBalancer, externalIPs: [192.0.2.9]')],
    },
    'a manifest, which never has one': { given: [gateway(), OTHER, front('')] },
    'it needs none': { given: [gateway(), OTHER, front('2025-12-01T00:00:00Z', 'type: NodePort')] },
    'somebody else’s Service': {
      given: [gateway(), OTHER, front('2025-12-01T00:00:00Z').replace('app: em', 'app: x')],
    },
  },
  found: {
    'others have one': {
      given: [gateway(), OTHER, front('2025-12-31T23:54:59Z')],
      expect: [
        {
          on: 'Service emissary/emissary-ingress',
          severity: 'error',
          says: 'Service emissary/emissary-ingress waits for an address since 2025-12-31, while Service mail/mail has one.',
          mentions: ['kubectl -n emissary describe service emissary-ingress'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
  },
});
