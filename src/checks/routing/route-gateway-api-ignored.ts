import type { Condition, Gateway, HTTPRoute } from '../../cluster/objects.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { apply } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

export const routeGatewayApiIgnored = defineCheck({
  code: 'RTE033',
  name: 'route-gateway-api-ignored',
  area: 'routing',
  title: 'A Gateway of the Gateway API is meant for Emissary, which does not read it',
  severity: 'warning',
  reads: ['GatewayClass', 'Gateway'],
  alsoReads: ['HTTPRoute'],
  message:
    '{gateway} is meant for Emissary ({class} names its controller), which reads nothing of gateway.networking.k8s.io{routes}.',
  why: 'The gateway has no routes for what they say: other routes answer, or clients get 404.',
  fix: 'Write a Host and Mappings in place of {gateway} and its HTTPRoutes, or name a GatewayClass whose controller runs here.',
  silent: [
    'classes of other controllers, and what some controller has accepted',
    'the old networking.x-k8s.io/v1alpha1, which Emissary reads',
    'HTTPRoutes that another Gateway serves',
  ],
  example: {
    bad: `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: emissary }
spec: { controllerName: getambassador.io/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: emissary }
spec: { gatewayClassName: emissary, listeners: [{ name: http, protocol: HTTP, port: 8080 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ name: edge, namespace: emissary }]
  hostnames: [shop.test]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
`,
    good: `
apiVersion: getambassador.io/v3alpha1
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
apiVersion: getambassador.io/v3alpha1
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /, service: cart }
`,
  },

  run({ cluster, report }) {
    for (const gateway of cluster.all('Gateway')) {
      const gatewayClass = cluster.find('GatewayClass', '', gateway.spec.gatewayClassName ?? '');
      const { controllerName = '' } = gatewayClass?.spec ?? {};
      if (!gatewayClass || !CONTROLLER.test(controllerName)) continue;
      if (isAccepted(gatewayClass.status?.conditions) || isAccepted(gateway.status?.conditions)) continue;

      const lost = cluster.all('HTTPRoute').filter((route) => isOf(route, gateway) && !isServed(route));
      report({
        on: gateway,
        // Without routes nobody has missed it yet.
        severity: lost.length > 0 ? 'warning' : 'info',
        data: {
          gateway,
          class: gatewayClass,
          routes: words(lost.length > 0 ? `: ${count(lost.length, 'HTTPRoute')} without effect` : ''),
        },
        evidence: [
          { at: gateway, path: 'spec.gatewayClassName', value: gateway.spec.gatewayClassName },
          { at: gatewayClass, path: 'spec.controllerName', value: controllerName },
        ],
        related: lost,
        command: inPlaceOf(gateway),
      });
    }
  },
});

/** A Host and a Mapping to begin with. */
function inPlaceOf({ metadata: { namespace, name } }: Gateway): string {
  const metadata = { name, namespace };
  const hostname = 'HOSTNAME';
  return [
    apply({ kind: 'Host', metadata, spec: { hostname, tlsSecret: { name: 'SECRET' } } }),
    apply({ kind: 'Mapping', metadata, spec: { hostname, prefix: '/PREFIX/', service: 'SERVICE.NAMESPACE' } }),
  ].join('\n');
}

// Emissary's own is `getambassador.io/gateway-controller`, of which it knows networking.x-k8s.io/v1alpha1 alone
// (cmd/entrypoint/interesting_types.go).
const CONTROLLER = /^getambassador\.io\//;

/** Whether a controller has taken something for its own; one that waits for a controller has the status Unknown. */
function isAccepted(conditions: readonly Condition[] = []): boolean {
  return conditions.some(({ type, status }) => (type === 'Accepted' || type === 'Programmed') && status === 'True');
}

function isServed({ status }: HTTPRoute): boolean {
  return status?.parents?.some(({ conditions }) => isAccepted(conditions)) ?? false;
}

function isOf({ metadata, spec }: HTTPRoute, gateway: Gateway): boolean {
  return (
    spec.parentRefs?.some(
      ({ kind = 'Gateway', namespace = metadata.namespace, name }) =>
        kind === 'Gateway' && name === gateway.metadata.name && namespace === gateway.metadata.namespace,
    ) ?? false
  );
}
