import { routeGatewayApiIgnored } from '../../../src/checks/routing/route-gateway-api-ignored.ts';
import { testCheck } from '../../support/check-tester.ts';

const ACCEPTED = 'conditions: [{ type: Accepted, status: "True" }]';
const WAITING = 'conditions: [{ type: Accepted, status: Unknown, reason: Pending, message: Waiting for controller }]';

function gatewayClass(controller = 'getambassador.io/gateway-controller', status = WAITING) {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: edge }
spec: { controllerName: ${controller} }
status: { ${status} }
`;
}

function gateway(status = WAITING, group = 'gateway.networking.k8s.io/v1') {
  return `
apiVersion: ${group}
kind: Gateway
metadata: { name: front, namespace: emissary }
spec: { gatewayClassName: edge }
status: { ${status} }
`;
}

function route(name: string, parent = 'name: front, namespace: emissary', status = '') {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: shop }
spec: { parentRefs: [{ ${parent} }] }
status: { ${status} }
`;
}

testCheck(routeGatewayApiIgnored, {
  clean: {
    'another controller': {
      given: [gatewayClass('gateway.envoyproxy.io/gatewayclass-controller'), gateway(), route('cart')],
    },
    'a newer product of the same makers': {
      given: [gatewayClass('gateway.getambassador.io/controller'), gateway(), route('cart')],
    },
    'a class that a controller has accepted': {
      given: [gatewayClass(undefined, ACCEPTED), gateway(), route('cart')],
    },
    'a Gateway that a controller has accepted': { given: [gatewayClass(), gateway(ACCEPTED), route('cart')] },
    'a Gateway whose class is not there': { given: [gateway(), route('cart')] },
    'a class alone': { given: [gatewayClass(), route('cart')] },
    'a Gateway of Istio': { given: [gatewayClass(), gateway('', 'networking.istio.io/v1')] },
    'the group that Emissary reads': { given: [gatewayClass(), gateway('', 'networking.x-k8s.io/v1alpha1')] },
  },
  found: {
    'a Gateway with HTTPRoutes': {
      given: [gatewayClass(), gateway(), route('cart'), route('pay'), route('other', 'name: front')],
      expect: [
        {
          on: 'Gateway emissary/front',
          severity: 'warning',
          says: 'Gateway emissary/front is meant for Emissary (GatewayClass edge names its controller), which reads nothing of gateway.networking.k8s.io: 2 HTTPRoutes without effect.',
          evidence: ['GatewayClass edge spec.controllerName', 'Gateway emissary/front spec.gatewayClassName'],
          related: ['HTTPRoute shop/cart', 'HTTPRoute shop/pay'],
        },
      ],
    },
    'a Gateway without HTTPRoutes': {
      given: [gatewayClass(), gateway('')],
      expect: [{ on: 'Gateway emissary/front', severity: 'info' }],
    },
    'HTTPRoutes that another Gateway serves': {
      given: [gatewayClass(), gateway(), route('cart', undefined, `parents: [{ ${ACCEPTED} }]`)],
      expect: [{ on: 'Gateway emissary/front', severity: 'info' }],
    },
    'HTTPRoutes that could not be read': {
      given: [gatewayClass(), gateway()],
      gaps: [{ kind: 'HTTPRoute', reason: 'forbidden' }],
      expect: [{ on: 'Gateway emissary/front', severity: 'info' }],
    },
    'a route of a Service in a mesh beside one of the Gateway': {
      given: [
        gatewayClass(),
        gateway(),
        route('cart', 'name: front, namespace: emissary, kind: Service'),
        route('pay'),
      ],
      expect: [{ on: 'Gateway emissary/front', severity: 'warning', mentions: ['1 HTTPRoute without'] }],
    },
  },
});
