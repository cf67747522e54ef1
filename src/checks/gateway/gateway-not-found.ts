import type { Cluster } from '../../cluster/cluster.ts';
import { type InstallationKind, installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { AnyObject } from '../../cluster/objects.ts';
import { podsOf } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { quote } from '../../engine/kubectl.ts';

export const gatewayNotFound = defineCheck({
  code: 'GWY001',
  name: 'gateway-not-found',
  area: 'gateway',
  title: 'There are objects for a gateway, and no gateway',
  severity: 'critical',
  reads: ['Deployment', 'DaemonSet', 'StatefulSet', 'Pod'],
  alsoReads: [...installationKinds, 'Namespace'],
  message: 'There are {count} objects for a gateway (like {example}), and no Pod or workload that runs one.',
  why: 'Nobody serves what they describe.',
  fix: 'Install the gateway; if it runs in another cluster, delete the objects here or leave this check out.',
  silent: [
    'what was read of some namespaces only: the gateway can be in another one',
    'Pods or workloads that could not be read',
    'clusters with Pods behind a Service that is called like a gateway’s: one may run under another name',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
---
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
`,
  },

  run({ cluster, report }) {
    const [installation] = installationsOf(cluster);
    const runs = ['Deployment', 'DaemonSet', 'StatefulSet', 'Pod'] as const;
    if (!installation?.isAssumed || !runs.every((kind) => cluster.knows(kind))) return;

    const kinds = ['Mapping', 'TCPMapping', 'Host', 'Listener'] as const satisfies readonly InstallationKind[];
    const objects = kinds.flatMap((kind): readonly AnyObject[] => cluster.all(kind));
    const [example] = objects;
    if (!example || hasFront(cluster)) return;

    report({
      on: { kind: 'Deployment', namespace: installation.namespace, name: 'emissary-ingress' },
      data: { count: objects.length, example },
      evidence: [{ at: example, path: 'kind', value: example.kind }],
      related: objects.slice(0, 20),
      command: `helm install -n ${quote(installation.namespace)} --create-namespace emissary-ingress oci://ghcr.io/emissary-ingress/emissary-ingress`,
    });
  },
});

/** Whether Pods stand behind a Service that is called like a gateway's: it may be one in disguise. */
function hasFront(cluster: Cluster<'Service' | 'Pod'>): boolean {
  return cluster.all('Service').some((service) => {
    const { name, labels } = service.metadata;
    const isFront = FRONTS.includes(name) || labels?.['app.kubernetes.io/component'] === 'ambassador-service';
    return isFront && podsOf(cluster, service).length > 0;
  });
}

const FRONTS: readonly string[] = ['emissary-ingress', 'emissary', 'ambassador', 'edge-stack'];
