import { type GatewayPart, gatewayPartsOf } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { Service } from '../../cluster/objects.ts';
import { podsOf, workloadsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const gatewayServiceSelector = defineCheck({
  code: 'GWY030',
  name: 'gateway-service-selector',
  area: 'gateway',
  title: 'The Service of a gateway picks none of its Pods',
  severity: 'critical',
  reads: ['Service', 'Deployment', 'DaemonSet', 'StatefulSet'],
  alsoReads: installationKinds,
  message: '{service} picks no Pod of {gateway}: its selector asks for {asked}, and the Pods have {have}.',
  why: '{consequence}',
  fix: 'Write labels of the Pods into spec.selector of {service}.',
  inGeneral: {
    why: 'Nothing reaches the gateway through this Service. If it has no other, nobody gets an answer.',
  },
  silent: [
    'Services that pick Pods of something else',
    'Services without a selector',
    'Pods that are not ready: that is gateway-pods-unhealthy',
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
metadata: { name: emissary-ingress, namespace: emissary }
spec: { type: LoadBalancer, selector: { app: emissary }, ports: [{ port: 80 }] }
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
metadata: { name: emissary-ingress, namespace: emissary }
spec: { type: LoadBalancer, selector: { app: gateway }, ports: [{ port: 80 }] }
`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      for (const service of cluster.in('Service', part.namespace)) {
        const { selector = {} } = service.spec;
        if (Object.keys(selector).length === 0 || !isMeantFor(service, part)) continue;
        if (workloadsOf(cluster, service).length > 0 || podsOf(cluster, service).length > 0) continue;
        // Pods that nothing known makes may be what it is for.
        if (!cluster.knows('Pod', part.namespace) && !isNear(selector, part.labels)) continue;

        const others = part.installation.services.filter(({ metadata }) => !metadata.name.endsWith('-admin'));
        const asked = Object.entries(selector).filter(([key, value]) => part.labels[key] !== value);
        const right = Object.fromEntries(Object.keys(selector).map((key) => [key, part.labels[key] ?? null] as const));
        const isPossible = Object.values(right).some((value) => value !== null);
        report({
          on: service,
          severity: others.length === 0 ? 'critical' : 'warning',
          data: {
            service,
            gateway: part.on,
            asked: asked.map(([key, value]) => `${key}=${value}`),
            have: asked.map(([key]) => (key in part.labels ? `${key}=${part.labels[key]}` : `no ${key}`)),
            consequence: words(
              others.length === 0
                ? 'Nothing reaches the gateway.'
                : 'Nothing reaches the gateway through this Service; others still do.',
            ),
          },
          evidence: [
            { at: service, path: 'spec.selector', value: pairs(selector) },
            { at: part.on, path: 'spec.template.metadata.labels', value: pairs(part.labels) },
          ],
          related: [part.on],
          command: isPossible ? patch(service, { spec: { selector: right } }) : edit(service),
        });
      }
    }
  },
});

/** Whether a Service is this gateway's by what it is called, since its selector does not tell. */
function isMeantFor({ metadata, spec }: Service, { on }: GatewayPart): boolean {
  const name = 'metadata' in on ? on.metadata.name : on.name;
  const isFront = spec.type === 'LoadBalancer' || spec.type === 'NodePort';
  return (
    metadata.labels?.['app.kubernetes.io/component'] === 'ambassador-service' || (isFront && metadata.name === name)
  );
}

function isNear(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.keys(selector).some((key) => key in labels);
}

function pairs(labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
