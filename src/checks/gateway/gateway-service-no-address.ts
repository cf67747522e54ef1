import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { Service } from '../../cluster/objects.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { between, timeOf } from '../../engine/time.ts';

export const gatewayServiceNoAddress = defineCheck({
  code: 'GWY029',
  name: 'gateway-service-no-address',
  area: 'gateway',
  title: 'The load balancer of a gateway got no address',
  severity: 'error',
  reads: ['Service'],
  alsoReads: installationKinds,
  options: { waitMinutes: 5 },
  message: '{service} waits for an address since {since}, while {other} has one.',
  why: 'Nothing outside the cluster reaches the gateway through it.',
  fix: 'Look at the events of {service}: quotas, subnets and annotations of the cloud are what usually fails.',
  silent: [
    'clusters in which no load balancer has an address: there may be nothing that gives them one',
    'Services of the last five minutes, and those with external IPs',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary, creationTimestamp: "2025-12-31T00:00:00Z" }
spec: { type: LoadBalancer, selector: { app: gateway }, ports: [{ port: 80 }] }
---
kind: Service
metadata: { name: mail, namespace: mail }
spec: { type: LoadBalancer, ports: [{ port: 25 }] }
status: { loadBalancer: { ingress: [{ ip: 192.0.2.1 }] } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary, creationTimestamp: "2025-12-31T00:00:00Z" }
spec: { type: LoadBalancer, selector: { app: gateway }, ports: [{ port: 80 }] }
status: { loadBalancer: { ingress: [{ ip: 192.0.2.2 }] } }
`,
  },

  run({ cluster, now, options, report }) {
    const other = cluster.all('Service').find(hasAddress);
    if (!other) return;
    for (const { services, workloads } of installationsOf(cluster)) {
      for (const service of services) {
        const { type, externalIPs = [] } = service.spec;
        const since = timeOf(service.metadata.creationTimestamp);
        if (type !== 'LoadBalancer' || externalIPs.length > 0 || hasAddress(service) || !since) continue;
        if (between(since, now) <= options.waitMinutes * 60_000) continue;

        report({
          on: service,
          data: { service, since, other },
          evidence: [
            { at: service, path: 'status.loadBalancer.ingress' },
            { at: other, path: 'status.loadBalancer.ingress', value: addressOf(other) },
          ],
          related: workloads,
          command: kubectl('describe', service),
        });
      }
    }
  },
});

function addressOf({ status }: Service): string | undefined {
  const [first] = status?.loadBalancer?.ingress ?? [];
  return first?.ip ?? first?.hostname;
}

function hasAddress(service: Service): boolean {
  return addressOf(service) !== undefined;
}
