import { indexSnapshot } from '../../src/cluster/cluster.ts';
import type { AnyObject } from '../../src/cluster/objects.ts';
import { type Routing, routingOf } from '../../src/cluster/routing.ts';
import { clusterOf, objectsIn } from './clusters.ts';

/** A gateway in namespace `emissary` with a Listener on 8080 that takes all Hosts, clear traffic only. */
export const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.0
          env: [{ name: AMBASSADOR_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]
---
kind: Listener
metadata: { name: web, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: INSECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: emissary }
spec: { hostname: shop.test, requestPolicy: { insecure: { action: Route } } }
`;

/** The routing of that gateway with some more objects. */
export function routingWith(yaml: string): Routing {
  return routingIn(`${GATEWAY}\n---\n${yaml}`);
}

/** The routing of the one installation in some YAML. */
export function routingIn(yaml: string): Routing {
  return routingFrom(objectsIn(yaml));
}

export function routingFrom(objects: readonly AnyObject[]): Routing {
  const [routing] = routingOf(clusterOf(...objects));
  if (!routing) throw new Error('no installation in the input');
  return routing;
}

/** A cluster of which some kinds could not be read. */
export function clusterWithGaps(yaml: string, ...kinds: readonly AnyObject['kind'][]) {
  return indexSnapshot({
    clusterName: 'test',
    takenAt: new Date('2026-01-01T00:00:00Z'),
    objects: objectsIn(yaml),
    gaps: kinds.map((kind) => ({ kind, reason: 'forbidden' })),
    problems: [],
  });
}

/** A Mapping of namespace `shop`, in one line. */
export function mapping(name: string, spec: string, more = ''): string {
  return `---\nkind: Mapping\nmetadata: { name: ${name}, namespace: shop${more} }\nspec: { hostname: shop.test, ${spec} }\n`;
}
