import { routeIngressIgnored } from '../../../src/checks/routing/route-ingress-ignored.ts';
import { testCheck } from '../../support/check-tester.ts';
import { PLAIN } from './yaml.ts';

const ingress = (meta: string, spec = '', port = 'number: 80') => `
kind: Ingress
metadata: { name: web, namespace: shop${meta && `, annotations: { ${meta} }`} }
spec: { ${spec && `${spec}, `}rules: [{ http: { paths: [{ path: /, backend: { service: { name: web, port: { ${port} } } } }] } }] }
`;
const annotated = (name: string) => ingress(`kubernetes.io/ingress.class: ${name}`);
const ingressClass = (name: string, controller = 'getambassador.io/ingress-controller') =>
  `kind: IngressClass\nmetadata: { name: ${name} }\nspec: { controller: ${controller} }`;
const SERVICE = 'kind: Service\nmetadata: { name: web, namespace: shop }\nspec: { ports: [{ name: http, port: 80 }] }';

testCheck(routeIngressIgnored, {
  clean: {
    'its class, in any letter case': { given: [...PLAIN, annotated('Ambassador')] },
    'another controller': { given: [...PLAIN, annotated('nginx')] },
    'no class at all': { given: [...PLAIN, ingress('')] },
    'a class of the gateway': {
      given: [...PLAIN, ingressClass('emissary'), ingress('', 'ingressClassName: emissary')],
    },
    'a class of another controller': {
      given: [...PLAIN, ingressClass('ambassador', 'k8s.io/nginx'), ingress('', 'ingressClassName: ambassador')],
    },
    'a class that is not there and not near': {
      given: [...PLAIN, ingressClass('emissary'), ingress('', 'ingressClassName: traefik')],
    },
    'classes that could not be read': {
      given: [...PLAIN, ingress('', 'ingressClassName: ambassador')],
      gaps: [{ kind: 'IngressClass', reason: 'forbidden' }],
    },
    'no gateway in sight': { given: annotated('ambasador') },
    'a port by a name that the Service has': {
      given: [...PLAIN, SERVICE, ingress('kubernetes.io/ingress.class: ambassador', '', 'name: http')],
    },
    'a port of a Service that is not known': {
      given: [...PLAIN, ingress('kubernetes.io/ingress.class: ambassador', '', 'name: http')],
    },
  },
  found: {
    'a typing mistake in the annotation': {
      given: [...PLAIN, annotated('ambasador')],
      expect: [{ on: 'Ingress shop/web', severity: 'warning', mentions: ['nearly ambassador'] }],
    },
    'a class that is not there': {
      given: [...PLAIN, ingress('', 'ingressClassName: ambassador')],
      expect: [{ on: 'Ingress shop/web', mentions: ['Create an IngressClass ambassador'] }],
    },
    'a typing mistake in the class': {
      given: [...PLAIN, ingressClass('emissary'), ingress('', 'ingressClassName: emisary')],
      expect: [{ on: 'Ingress shop/web', mentions: ['the nearest is emissary'] }],
    },
    'a port by a name that the Service has not': {
      given: [...PLAIN, SERVICE, ingress('kubernetes.io/ingress.class: ambassador', '', 'name: web')],
      expect: [{ on: 'Ingress shop/web', mentions: ['asks for port web of Service shop/web', 'http'] }],
    },
  },
});
