import { type Balancer, balancersOf } from '../../cluster/balancers.ts';
import { exposureOf, leadsTo } from '../../cluster/exposure.ts';
import type { Service } from '../../cluster/objects.ts';
import { type RoutedListener, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

const gateway = (policy: string) => `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  type: LoadBalancer
  externalTrafficPolicy: ${policy}
  selector: { app: emissary }
  ports: [{ port: 80, targetPort: 8080 }]
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Mapping
metadata: { name: web, namespace: shop }
spec:
  hostname: "*"
  prefix: /
  service: web.shop
  resolver: endpoint
  load_balancer: { policy: maglev, source_ip: true }
`;

export const lbSourceIpNat = defineCheck({
  code: 'BAL013',
  name: 'lb-source-ip-nat',
  area: 'balance',
  title: 'A load balancer goes by the address of clients, which the gateway does not see',
  severity: 'warning',
  reads: ['Mapping', 'Service', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{object} picks Pods by source_ip, and {service} has externalTrafficPolicy Cluster: the gateway sees addresses of nodes in place of those of clients.',
  why: 'All clients that come through one node are taken for one: few Pods get most of the requests, and a client that comes through another node changes Pods.',
  fix: 'Set externalTrafficPolicy of {service} to Local. Where the load balancer in front opens connections of its own, let it speak the PROXY protocol and set protocol of the Listener to HTTPPROXY, or for TLS protocolStack to [PROXY, TLS, HTTP, TCP].',
  silent: [
    'Listeners with an l7Depth or the PROXY protocol, and a Module with use_remote_address: false',
    'load balancers that hand connections to Pods as they are, such as the NLB of AWS',
    'gateways on the network of their nodes, and Services that are no load balancer',
  ],
  example: { bad: gateway('Cluster'), good: gateway('Local') },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const { ports, isComplete } = exposureOf(cluster, routing);
      const balancers = balancersOf(routing).filter(({ balancer }) => balancer.source_ip);
      if (balancers.length === 0 || !isComplete || !routing.module.useRemoteAddress) continue;

      for (const [service, exposed] of Map.groupBy(ports, (port) => port.service)) {
        if (!hidesClients(service)) continue;
        const misled = balancers.filter((balancer) =>
          blindListeners(balancer).some((listener) => exposed.some((port) => leadsTo(port, listener))),
        );
        const [first] = misled;
        if (!first) continue;

        const { externalTrafficPolicy: policy } = service.spec;
        report({
          on: service,
          severity: isCertain(service) ? 'warning' : 'info',
          data: { object: first.object, service },
          evidence: [
            { at: service, path: 'spec.externalTrafficPolicy', value: policy },
            ...misled.map(({ object, path }) => ({ at: object, path: `${path}.source_ip`, value: 'true' })),
          ],
          related: misled.map(({ object }) => object),
          command: patch(service, { spec: { externalTrafficPolicy: 'Local' } }),
        });
      }
    }
  },
});

/** The Listeners before a load balancer's routes that take whoever connects for the client. */
function blindListeners({ groups }: Balancer): readonly RoutedListener[] {
  return groups
    .flatMap(({ hosts }) => hosts)
    .flatMap(({ servedBy }) => servedBy)
    .map(({ listener }) => listener)
    .filter(({ stack, l7Depth }) => !stack.includes('PROXY') && l7Depth === 0);
}

/** These hand a connection to a Pod as it is, or may, whatever the Service says. */
const DIRECT = /aws-load-balancer-(type=(nlb|external)|nlb-)|cloud\.google\.com\/neg|forwarding-mode=dsr/;
/** These go by way of the nodes, where Kubernetes writes its own address into a connection, or connect by themselves. */
const BY_NODES =
  /metallb|azure-load-balancer|networking\.gke\.io\/load-balancer|do-loadbalancer|load-balancer\.hetzner|(linode|scw)-loadbalancer|loadbalancer\.openstack/;

/** Whether Kubernetes changes the address of who connects (https://kubernetes.io/docs/tutorials/services/source-ip/). */
function hidesClients(service: Service): boolean {
  const { type, externalTrafficPolicy: policy, loadBalancerClass = '' } = service.spec;
  return (
    type === 'LoadBalancer' &&
    policy !== 'Local' &&
    !/nlb/.test(loadBalancerClass) &&
    !annotationsOf(service).some((text) => DIRECT.test(text))
  );
}

// What kubectl reads has the default written into it by the API server; there nobody need have meant it.
function isCertain(service: Service): boolean {
  const isWritten = service.spec.externalTrafficPolicy === 'Cluster' && service.metadata.uid === undefined;
  return isWritten || annotationsOf(service).some((text) => BY_NODES.test(text));
}

function annotationsOf({ metadata: { annotations = {} } }: Service): readonly string[] {
  return Object.entries(annotations).map(([key, value]) => `${key}=${value}`);
}
