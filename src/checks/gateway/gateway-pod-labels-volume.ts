import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { AnyObject, Ingress, Ref, Service } from '../../cluster/objects.ts';
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
        command: mountLabels(on, container.name),
      });
    }
  },
});

/** Where diagd reads the labels (python/ambassador/config/config.py). */
const VOLUME = 'ambassador-pod-info';
const POD_INFO = '/tmp/ambassador-pod-info';

function hasAddress({ status }: Ingress | Service): boolean {
  return (status?.loadBalancer?.ingress ?? []).length > 0;
}

/** Adds the volume and its mount: a strategic merge patch, which knows both by their names. Those of a Pod cannot be changed. */
function mountLabels(on: AnyObject | Ref, container: string): string {
  if (on.kind === 'Pod') return kubectl('describe', on);
  const items = [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }];
  const spec = {
    volumes: [{ name: VOLUME, downwardAPI: { items } }],
    containers: [{ name: container, volumeMounts: [{ name: VOLUME, mountPath: POD_INFO, readOnly: true }] }],
  };
  return kubectl('patch', on, '-p', quote(JSON.stringify({ spec: { template: { spec } } })));
}
