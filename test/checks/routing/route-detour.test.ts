import { routeDetour } from '../../../src/checks/routing/route-detour.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from './yaml.ts';

const BACK = 'service: emissary-ingress.emissary';

testCheck(routeDetour, {
  clean: {
    'a Service of its own': { given: [...PLAIN, mapping('blog')] },
    'requests that go round for ever, which is route-gateway-loop': {
      given: [...PLAIN, mapping('blog', `${BACK}, rewrite: ""`)],
    },
    'the administration and Edge Stack, on localhost': {
      given: [...PLAIN, mapping('diag', 'service: "127.0.0.1:8877"'), mapping('aes', 'service: "127.0.0.1:8500"')],
    },
    'a redirect, which makes clients come again': {
      given: [
        ...PLAIN,
        mapping('old', 'host_redirect: true, service: shop.test, path_redirect: /new/'),
        mapping('new'),
      ],
    },
    'another gateway': { given: [...PLAIN, mapping('blog', 'service: nginx.ingress')] },
  },
  found: {
    'another Mapping answers': {
      given: [...PLAIN, mapping('status', `${BACK}, rewrite: /health/`), mapping('health', 'service: pages')],
      expect: [
        {
          on: 'Mapping shop/status',
          severity: 'warning',
          says: 'Mapping shop/status sends its requests to emissary-ingress.emissary, which is the gateway itself; from there they reach pages.shop: http://shop.test/status/ → Mapping shop/status → Mapping shop/health.',
          mentions: [
            `kubectl -n shop patch mappings.v3alpha1.getambassador.io status --type=merge -p '{"spec":{"service":"pages.shop","rewrite":"/"}}'`,
          ],
          related: ['Mapping shop/health'],
        },
      ],
    },
    'the rewrites of both count': {
      given: [
        ...PLAIN,
        mapping('status', `${BACK}, rewrite: /api/health/`),
        mapping('api', 'service: "https://api.shop:8443", rewrite: /v2/'),
      ],
      expect: [
        { on: 'Mapping shop/status', mentions: ['{"service":"https://api.shop:8443","rewrite":"/v2/health/"}'] },
      ],
    },
    'nothing matches on the way back': {
      given: [...PLAIN, mapping('status', BACK)],
      expect: [{ on: 'Mapping shop/status', severity: 'error', mentions: ['there nothing matches them', '404'] }],
    },
    'the Host redirects the second pass, and the browser follows': {
      given: [
        GATEWAY,
        listener(8080, 'protocol: HTTP, securityModel: XFP'),
        listener(8443, 'protocol: HTTPS, securityModel: XFP'),
        host('shop.test', 'tlsSecret: { name: shop-tls }'),
        tlsSecret({ name: 'shop-tls' }),
        mapping('status', `${BACK}, rewrite: /health/`),
        mapping('health'),
      ],
      expect: [
        {
          on: 'Mapping shop/status',
          severity: 'warning',
          mentions: ['redirect to https', 'they show another address'],
        },
      ],
    },
    'in every namespace the command means the same Service': {
      given: [
        ...PLAIN,
        mapping('status', `${BACK}, rewrite: /health/`),
        'kind: Mapping\nmetadata: { name: health, namespace: emissary }\nspec: { hostname: shop.test, prefix: /health/, service: pages }',
      ],
      expect: [{ on: 'Mapping shop/status', mentions: ['"service":"pages.emissary"'] }],
    },
  },
});
