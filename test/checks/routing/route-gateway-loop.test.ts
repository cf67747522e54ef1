import { routeGatewayLoop } from '../../../src/checks/routing/route-gateway-loop.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from './yaml.ts';

const HTTPS = [
  GATEWAY,
  listener(8080, 'protocol: HTTP, securityModel: XFP'),
  listener(8443, 'protocol: HTTPS, securityModel: XFP'),
  host('shop.test', 'tlsSecret: { name: shop-tls }'),
  tlsSecret({ name: 'shop-tls' }),
];
const root = (fields: string) => mapping('root', `prefix: /, ${fields}`);

testCheck(routeGatewayLoop, {
  clean: {
    'a Service of its own': { given: [...PLAIN, mapping('blog')] },
    'the administration and Edge Stack, on localhost': {
      given: [...PLAIN, mapping('diag', 'service: "127.0.0.1:8877"'), mapping('aes', 'service: "localhost:8500"')],
    },
    'a rewrite by which another Mapping answers': {
      given: [...PLAIN, mapping('status', 'service: emissary-ingress.emissary, rewrite: /health/'), mapping('health')],
    },
    'a rewrite by regex, by which another Mapping answers': {
      given: [
        ...PLAIN,
        mapping(
          'status',
          'service: emissary-ingress.emissary, regex_rewrite: { pattern: "/status/(.+)", substitution: "/health/\\\\1" }',
        ),
        mapping('health'),
      ],
    },
    'a host_rewrite by which another Host answers': {
      given: [
        ...PLAIN,
        host('inside.test'),
        mapping('status', 'service: emissary-ingress.emissary, host_rewrite: inside.test, rewrite: ""'),
        mapping('inside', 'hostname: inside.test, prefix: /status/'),
      ],
    },
    'a header that it adds, by which another Mapping answers': {
      given: [
        ...PLAIN,
        root('service: emissary-ingress.emissary, add_request_headers: { x-pass: { value: "2" } }'),
        mapping('second', 'prefix: /, headers: { x-pass: "2" }'),
      ],
    },
    'a port of the gateway where nothing listens': {
      given: [...PLAIN, root('service: "emissary-ingress.emissary:8877"')],
    },
    'a Mapping that another one shadows': {
      given: [...PLAIN, root('service: emissary-ingress.emissary'), mapping('front', 'prefix: /, precedence: 5')],
    },
    'a weight of 0': {
      given: [
        ...PLAIN,
        root('service: emissary-ingress.emissary, weight: 0'),
        mapping('other', 'prefix: /, weight: 100'),
      ],
    },
    'an ExternalName of something else': {
      given: [
        ...PLAIN,
        'kind: Service\nmetadata: { name: out, namespace: shop }\nspec: { type: ExternalName, externalName: api.vendor.test }',
        root('service: out'),
      ],
    },
  },
  found: {
    'its Service, by name': {
      given: [...PLAIN, root('service: emissary-ingress.emissary')],
      expect: [
        {
          on: 'Mapping shop/root',
          severity: 'critical',
          says: 'Mapping shop/root sends its requests to emissary-ingress.emissary, which is the gateway itself, and they go round: http://shop.test/ → Mapping shop/root → Mapping shop/root.',
          evidence: ['Mapping shop/root spec.service'],
        },
      ],
    },
    'its Service, by its whole name': {
      given: [...PLAIN, root('service: emissary-ingress.emissary.svc.cluster.local')],
      expect: [{ on: 'Mapping shop/root', severity: 'critical' }],
    },
    'its ClusterIP': {
      given: [...PLAIN, root('service: 10.96.0.7')],
      expect: [{ on: 'Mapping shop/root', severity: 'critical' }],
    },
    'the address of its load balancer': {
      given: [...PLAIN, root('service: 203.0.113.9')],
      expect: [{ on: 'Mapping shop/root', severity: 'critical' }],
    },
    'its own Pod': {
      given: [...PLAIN, root('service: "localhost:8080"')],
      expect: [{ on: 'Mapping shop/root', severity: 'critical' }],
    },
    'an ExternalName of its Service': {
      given: [
        ...PLAIN,
        'kind: Service\nmetadata: { name: out, namespace: shop }\nspec: { type: ExternalName, externalName: emissary-ingress.emissary.svc.cluster.local }',
        root('service: out'),
      ],
      expect: [{ on: 'Mapping shop/root', severity: 'critical' }],
    },
    'the name of a Host, which DNS may see otherwise': {
      given: [...PLAIN, root('service: shop.test')],
      expect: [{ on: 'Mapping shop/root', severity: 'error', mentions: ['unless DNS in this cluster says otherwise'] }],
    },
    'a path that grows each time': {
      given: [...PLAIN, mapping('blog', 'service: emissary-ingress.emissary, rewrite: /blog/more/')],
      expect: [{ on: 'Mapping shop/blog', severity: 'critical', mentions: ['and so on'] }],
    },
    'two Mappings that send to each other, once': {
      given: [
        ...PLAIN,
        mapping('a', 'service: emissary-ingress.emissary, rewrite: /b/'),
        mapping('b', 'service: emissary-ingress.emissary, rewrite: /a/'),
      ],
      expect: [{ on: 'Mapping shop/a', related: ['Mapping shop/b'] }],
    },
    'a Host that redirects the second pass to https, which browsers follow': {
      given: [...HTTPS, mapping('blog', 'service: emissary-ingress.emissary, rewrite: ""')],
      expect: [
        {
          on: 'Mapping shop/blog',
          severity: 'error',
          mentions: ['redirect to https', 'browsers follow round and round'],
        },
      ],
    },
    'TLS on the second pass, too': {
      given: [...HTTPS, mapping('blog', 'service: "https://emissary-ingress.emissary", rewrite: ""')],
      expect: [{ on: 'Mapping shop/blog', severity: 'critical' }],
    },
    'TLS that ends in front of the gateway, which believes it': {
      given: [
        GATEWAY,
        listener(8080, 'protocol: HTTP, securityModel: XFP, l7Depth: 1'),
        host('shop.test', ''),
        mapping('blog', 'service: emissary-ingress.emissary, rewrite: ""'),
      ],
      expect: [{ on: 'Mapping shop/blog', severity: 'critical', mentions: ['https://shop.test/blog/'] }],
    },
  },
});
