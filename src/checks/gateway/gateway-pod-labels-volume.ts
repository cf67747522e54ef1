import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { type GatewayPart, gatewayPartsOf, isWorkload, podPath } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { Container, Ingress, Service } from '../../cluster/objects.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl, quote } from '../../engine/kubectl.ts';

export const gatewayPodLabelsVolume = defineCheck({
  code: 'GWY031',
  name: 'gateway-pod-labels-volume',
  area: 'gateway',
  title: 'Ingresses get no address, because the gateway does not know its labels',
  severity: 'warning',
  reads: ['Ingress'],
  alsoReads: [...installationKinds, 'IngressClass'],
  message: '{gateway} serves {ingresses}, and does not mount the labels of its Pod at {path}.',
  why: 'Without them it does not find its own Service: the Ingresses are served, but their status stays without an address, and what reads it there (external-dns, checks of deployments) waits.',
  fix: 'Add a downwardAPI volume with metadata.labels as file labels, and mount it in container {container} at {path}, as the chart does.',
  silent: ['gateways that serve no Ingress, or whose Ingresses have an address'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { rules: [{ http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          volumeMounts: [{ name: pod-info, mountPath: /tmp/ambassador-pod-info }]
      volumes:
        - name: pod-info
          downwardAPI: { items: [{ path: labels, fieldRef: { fieldPath: metadata.labels } }] }
---
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { rules: [{ http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const { on, container, installation } = part;
      const ingresses = gatewayObjectsOf(cluster, installation).ingresses.filter((one) => !hasAddress(one));
      const isMounted = container.volumeMounts?.some(({ mountPath }) =>
        `${POD_INFO}/`.startsWith(`${mountPath.replace(/\/$/, '')}/`),
      );
      if (ingresses.length === 0 || isMounted) continue;
      report({
        on,
        // Manifests have no status, and are often written without what nobody looks at.
        severity:
          installation.services.some(hasAddress) && ingresses.some(({ metadata }) => metadata.uid) ? 'warning' : 'info',
        data: { gateway: on, ingresses, path: POD_INFO, container: container.name },
        evidence: [{ at: on, path: podPath(part, `spec.containers[${container.name}].volumeMounts`) }],
        related: ingresses,
        command: isWorkload(on) ? mountCommand(on, container) : kubectl('describe', on),
      });
    }
  },
});

/** Where diagd reads the labels (python/ambassador/config/config.py). */
const POD_INFO = '/tmp/ambassador-pod-info';

/** A strategic merge patch: it knows containers and volumes by their names, and what is mounted by its path. */
function mountCommand(on: GatewayPart['on'], { name }: Container): string {
  const labels = { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } };
  const spec = {
    volumes: [{ name: 'ambassador-pod-info', downwardAPI: { items: [labels] } }],
    containers: [{ name, volumeMounts: [{ name: 'ambassador-pod-info', mountPath: POD_INFO, readOnly: true }] }],
  };
  return kubectl('patch', on, '-p', quote(JSON.stringify({ spec: { template: { spec } } })));
}

function hasAddress({ status }: Ingress | Service): boolean {
  return (status?.loadBalancer?.ingress ?? []).length > 0;
}
