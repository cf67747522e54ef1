import { tlsContextUnused } from '../../../src/checks/tls/tls-context-unused.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const context = (spec = '{ secret: a }', name = 'edge') => `
kind: TLSContext
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const host = (spec: string) => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, ${spec} }
`;
const gateway = (image: string) => `
kind: Deployment
metadata: { name: gateway, namespace: ambassador }
spec:
  template:
    spec: { containers: [{ name: gateway, image: "${image}", env: [{ name: AMBASSADOR_NAMESPACE, value: ambassador }] }] }
`;
const emissary = `
kind: Deployment
metadata: { name: gateway, namespace: ambassador }
spec:
  selector: { matchLabels: { app: g } }
  template:
    metadata: { labels: { app: g } }
    spec: { containers: [{ name: gateway, image: "ghcr.io/emissary-ingress/emissary:4.0.0", env: [{ name: AMBASSADOR_NAMESPACE, value: ambassador }] }] }
`;
const a = tlsSecret({ name: 'a' });
const using = (kind: string, spec: string) => `kind: ${kind}\nmetadata: { name: x, namespace: shop }\nspec: ${spec}`;

testCheck(tlsContextUnused, {
  clean: {
    'a Host names it': { given: [context(), host('tlsSecret: { name: a }, tlsContext: { name: edge }'), a] },
    'it has the name of a Host': {
      given: [context('{ secret: a }', 'shop-context'), host('tlsSecret: { name: a }'), a],
    },
    'a Mapping names it': { given: [context(), using('Mapping', '{ prefix: /, service: s, tls: edge }')] },
    'a TCPMapping names it': { given: [context(), using('TCPMapping', '{ port: 1, service: s, tls: edge }')] },
    'a TCPMapping asks for one of its hosts': {
      given: [
        context('{ secret: a, hosts: [db.example.com] }'),
        using('TCPMapping', '{ port: 1, host: db.example.com, service: s }'),
      ],
    },
    'an AuthService names it': {
      given: [context(), using('AuthService', '{ auth_service: s, proto: http, tls: edge }')],
    },
    'a RateLimitService names it': {
      given: [context(), using('RateLimitService', '{ service: s, protocol_version: v3, tls: edge }')],
    },
    'a Host without Secret names it: that is tls-host-settings-unused': {
      given: [context('{ secret: a, hosts: [shop.example.com] }'), host('tlsContext: { name: edge }'), a],
    },
    'a name that is mistyped: that is tls-context-missing': {
      given: [context(), using('Mapping', '{ prefix: /, service: s, tls: edgee }'), a],
    },
    'another of its name is taken: that is tls-context-name-collision': {
      given: [
        context(),
        context().replace('namespace: shop', 'namespace: prime'),
        using('Mapping', '{ prefix: /, service: s, tls: edge }'),
        using('Mapping', '{ prefix: /p/, service: s, tls: edge }').replace('namespace: shop', 'namespace: prime'),
        a,
      ],
    },
    'Ambassador 1, where its hosts are enough': {
      given: [gateway('quay.io/datawire/ambassador:1.14.4'), context('{ secret: a, hosts: [shop.example.com] }'), a],
    },
    'no gateway here reads it': {
      given: [gateway('ghcr.io/emissary-ingress/emissary:4.0.0'), context('{ secret: a, ambassador_id: [other] }')],
    },
    'Mappings of some namespace cannot be read': {
      given: [context()],
      gaps: [{ kind: 'Mapping', namespace: 'web', reason: 'forbidden' }],
    },
    'AuthServices cannot be read': { given: [context()], gaps: [{ kind: 'AuthService', reason: 'forbidden' }] },
  },
  found: {
    'a LogService names it, which has no such field': {
      given: [context(), using('LogService', '{ service: s, driver: http, driver_config: {}, tls: edge }')],
      expect: [{ on: 'TLSContext shop/edge', severity: 'info' }],
    },
    'nothing uses it': {
      given: [context(), host('tlsSecret: { name: a }'), a],
      expect: [{ on: 'TLSContext shop/edge', severity: 'info', says: 'Nothing uses TLSContext shop/edge.' }],
    },
    'its hostname is served without TLS, and which version serves it is not known': {
      given: [context('{ secret: a, hosts: [shop.example.com] }'), host('requestPolicy: {}'), a],
      expect: [{ on: 'TLSContext shop/edge', severity: 'info' }],
    },
    'the load balancer terminates TLS': {
      given: [
        emissary,
        context('{ secret: a, hosts: [shop.example.com] }'),
        host('requestPolicy: {}'),
        a,
        `
kind: Service
metadata: { name: g, namespace: ambassador, annotations: { "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:aws:acm:1" } }
spec: { selector: { app: g }, ports: [{ port: 443 }] }
`,
      ],
      expect: [{ on: 'TLSContext shop/edge', severity: 'info' }],
    },
    'there is no Host at all': {
      given: [emissary, context('{ secret: a, hosts: [shop.example.com] }'), a],
      expect: [
        {
          on: 'TLSContext shop/edge',
          severity: 'warning',
          says: 'Nothing uses TLSContext shop/edge, and there is no Host at all that could serve its hosts with TLS.',
        },
      ],
    },
    'there is no Host at all, and it has no hosts either': {
      given: [emissary, context(), a],
      expect: [{ on: 'TLSContext shop/edge', severity: 'info' }],
    },
    'it was meant for a Host that has no Secret': {
      given: [emissary, context('{ secret: a, hosts: [shop.example.com] }'), host('requestPolicy: {}'), a],
      expect: [
        {
          on: 'TLSContext shop/edge',
          severity: 'warning',
          says: 'Nothing uses TLSContext shop/edge, and shop.example.com, which it is for, is served without TLS.',
          related: ['Host shop/shop'],
        },
      ],
    },
    'only an object for another gateway names it': {
      given: [
        gateway('ghcr.io/emissary-ingress/emissary:4.0.0'),
        context(),
        using('Mapping', '{ prefix: /, service: s, tls: edge, ambassador_id: [other] }'),
      ],
      expect: [{ on: 'TLSContext shop/edge', severity: 'info' }],
    },
  },
});
