import { lbSourceIpNat } from '../../../src/checks/balance/lb-source-ip-nat.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping } from '../routing/yaml.ts';

const BY_ADDRESS = 'resolver: endpoint, load_balancer: { policy: ring_hash, source_ip: true }';
const WEB = mapping('web', BY_ADDRESS);
const HTTP = listener(8080);

const service = (spec: string, annotations = '', uid = '') =>
  GATEWAY.replace(
    'metadata: { name: emissary-ingress, namespace: emissary }\nspec:\n  type: LoadBalancer',
    `metadata: { name: emissary-ingress, namespace: emissary, annotations: { ${annotations} }${uid && `, uid: ${uid}`} }\nspec:\n  ${spec}`,
  );
const BALANCER = 'type: LoadBalancer';
const CLUSTER = `${BALANCER}\n  externalTrafficPolicy: Cluster`;
const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const rest = [HTTP, host('shop.test'), WEB];

testCheck(lbSourceIpNat, {
  clean: {
    'the address is kept': { given: [service(`${BALANCER}\n  externalTrafficPolicy: Local`), ...rest] },
    'the PROXY protocol brings the address': {
      given: [service(CLUSTER), listener(8080, 'protocol: HTTPPROXY, securityModel: XFP'), host('shop.test'), WEB],
    },
    'X-Forwarded-For brings the address': {
      given: [
        service(CLUSTER),
        listener(8080, 'protocol: HTTP, securityModel: XFP, l7Depth: 1'),
        host('shop.test'),
        WEB,
      ],
    },
    'the Module takes the address from X-Forwarded-For': {
      given: [
        service(CLUSTER),
        ...rest,
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { use_remote_address: false } }',
      ],
    },
    'an NLB': { given: [service(CLUSTER, `${AWS}type: nlb`), ...rest] },
    'an NLB with Pods for targets': {
      given: [service(CLUSTER, `${AWS}type: external, ${AWS}nlb-target-type: ip`), ...rest],
    },
    'an NLB by its class': { given: [service(`${CLUSTER}\n  loadBalancerClass: eks.amazonaws.com/nlb`), ...rest] },
    'a Service that is no load balancer': {
      given: [service('type: NodePort\n  externalTrafficPolicy: Cluster'), ...rest],
    },
    'a gateway on the network of its node': {
      given: [service(CLUSTER).replace('      containers:', '      hostNetwork: true\n      containers:'), ...rest],
    },
    'a Listener that the load balancer does not lead to': {
      given: [service(CLUSTER), listener(9090), host('shop.test'), WEB],
    },
    'another policy': {
      given: [
        service(CLUSTER),
        HTTP,
        host('shop.test'),
        mapping('web', 'resolver: endpoint, load_balancer: { policy: ring_hash, header: x-user }'),
      ],
    },
    'source_ip: false, which goes by nothing': {
      given: [service(CLUSTER), HTTP, host('shop.test'), mapping('web', BY_ADDRESS.replace('true', 'false'))],
    },
    'a Mapping that no Host takes': {
      given: [service(CLUSTER), HTTP, host('shop.test'), mapping('web', `hostname: other.test, ${BY_ADDRESS}`)],
    },
    'Services could not be read': {
      given: [service(CLUSTER), ...rest],
      gaps: [{ kind: 'Service', namespace: 'emissary', reason: 'forbidden' }],
    },
    'no gateway is known': { given: rest },
  },
  found: {
    'somebody wrote Cluster': {
      given: [service(CLUSTER), ...rest],
      expect: [
        {
          on: 'Service emissary/emissary-ingress',
          severity: 'warning',
          says: 'Mapping shop/web picks Pods by source_ip, and Service emissary/emissary-ingress has externalTrafficPolicy Cluster: the gateway sees addresses of nodes in place of those of clients.',
          mentions: [`patch service emissary-ingress --type=merge -p '{"spec":{"externalTrafficPolicy":"Local"}}'`],
          evidence: [
            'Service emissary/emissary-ingress spec.externalTrafficPolicy',
            'Mapping shop/web spec.load_balancer.source_ip',
          ],
          related: ['Mapping shop/web'],
        },
      ],
    },
    'nobody wrote anything, and the cloud is unknown': {
      given: [service(BALANCER), ...rest],
      expect: [{ on: 'Service emissary/emissary-ingress', severity: 'info' }],
    },
    'the API server wrote the default, and the cloud is unknown': {
      given: [service(CLUSTER, '', '0f5a'), ...rest],
      expect: [{ on: 'Service emissary/emissary-ingress', severity: 'info' }],
    },
    'the API server wrote the default, and the load balancer goes by way of nodes': {
      given: [service(CLUSTER, 'metallb.io/address-pool: public', '0f5a'), ...rest],
      expect: [{ on: 'Service emissary/emissary-ingress', severity: 'warning' }],
    },
    'once for all Mappings, and for the Module': {
      given: [
        service(CLUSTER),
        ...rest,
        mapping('api'),
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { resolver: endpoint, load_balancer: { policy: maglev, source_ip: true } } }',
      ],
      expect: [
        { on: 'Service emissary/emissary-ingress', related: ['Mapping shop/web', 'Module emissary/ambassador'] },
      ],
    },
  },
});
