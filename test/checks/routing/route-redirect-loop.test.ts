import { routeRedirectLoop } from '../../../src/checks/routing/route-redirect-loop.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from './yaml.ts';

const redirect = (name: string, fields: string) => mapping(name, `host_redirect: true, ${fields}`);

testCheck(routeRedirectLoop, {
  clean: {
    'to another path, which a Mapping serves': {
      given: [...PLAIN, redirect('old', 'service: shop.test, prefix_redirect: /new/'), mapping('new')],
    },
    'to a longer path that a more specific Mapping serves': {
      given: [
        ...PLAIN,
        redirect('docs', 'service: shop.test, path_redirect: /docs/latest/index'),
        mapping('latest', 'prefix: /docs/latest/'),
      ],
    },
    'to another site': { given: [...PLAIN, redirect('old', 'service: www.elsewhere.test')] },
    'to a name that only a wildcard covers, which DNS may lead anywhere': {
      given: [
        GATEWAY,
        listener(8080),
        host('*.shop.test'),
        redirect('all', 'hostname: "*.shop.test", prefix: /, service: www.shop.test'),
      ],
    },
    'to another port, where something else listens': {
      given: [...PLAIN, redirect('old', 'service: "shop.test:9000"')],
    },
    'from the bare path to the one with a slash': {
      given: [
        ...PLAIN,
        redirect('bare', 'prefix: /docs, prefix_exact: true, service: shop.test, path_redirect: /docs/'),
        mapping('docs'),
      ],
    },
    'of POST, after which browsers come with GET': {
      given: [
        ...PLAIN,
        redirect('login', 'method: POST, service: shop.test, path_redirect: /login/, redirect_response_code: 303'),
        mapping('form', 'prefix: /login/'),
      ],
    },
    'several hops that end': {
      given: [
        ...PLAIN,
        redirect('a', 'service: shop.test, path_redirect: /b/'),
        redirect('b', 'service: shop.test, path_redirect: /c/'),
        mapping('c'),
      ],
    },
    'a Host that only changes the scheme': {
      given: [
        GATEWAY,
        listener(8080, 'protocol: HTTP, securityModel: XFP'),
        listener(8443, 'protocol: HTTPS, securityModel: XFP'),
        host('shop.test', 'tlsSecret: { name: shop-tls }'),
        tlsSecret({ name: 'shop-tls' }),
        redirect('old', 'service: shop.test, path_redirect: /new/'),
        mapping('new'),
      ],
    },
    'by regex to another path': {
      given: [
        ...PLAIN,
        redirect(
          'old',
          'prefix: "/old/([0-9]+)", prefix_regex: true, service: shop.test, regex_redirect: { pattern: "/old/([0-9]+)", substitution: "/new/\\\\1" }',
        ),
      ],
    },
    'by regex, of the paths that it means': {
      given: [
        ...PLAIN,
        redirect(
          'article',
          'service: shop.test, regex_redirect: { pattern: "/article/([0-9]+)", substitution: "/blog/\\\\1" }',
        ),
      ],
    },
    'without host_redirect there is no redirect': {
      given: [...PLAIN, mapping('old', 'service: shop.test, prefix_redirect: /old/')],
    },
    'that no Host serves': { given: [...PLAIN, redirect('old', 'hostname: other.test, service: other.test')] },
  },
  found: {
    'to its own host and path': {
      given: [...PLAIN, redirect('old', 'service: shop.test')],
      expect: [
        {
          on: 'Mapping shop/old',
          severity: 'error',
          says: 'A request that Mapping shop/old redirects comes back to it: http://shop.test/old/ → Mapping shop/old → Mapping shop/old.',
          evidence: ['Mapping shop/old spec.service', 'Mapping shop/old spec.host_redirect'],
        },
      ],
    },
    'with a path that grows each time': {
      given: [...PLAIN, redirect('old', 'service: shop.test, prefix_redirect: /old/v1/')],
      expect: [{ on: 'Mapping shop/old', mentions: ['comes back to it, each time with a longer path', 'and so on'] }],
    },
    'over two hosts, once for the circle, and not for who leads into it': {
      given: [
        ...PLAIN,
        host('www.shop.test'),
        redirect('to-www', 'prefix: /, service: www.shop.test'),
        redirect('to-bare', 'hostname: www.shop.test, prefix: /, service: shop.test'),
        redirect('in', 'service: shop.test, path_redirect: /'),
      ],
      expect: [{ on: 'Mapping shop/to-bare', related: ['Mapping shop/to-www'] }],
    },
    'by regex, to a path that it takes again': {
      given: [
        ...PLAIN,
        redirect(
          'old',
          'prefix: "/v[0-9]+/.*", prefix_regex: true, service: shop.test, regex_redirect: { pattern: "/v[0-9]+/(.*)", substitution: "/v2/\\\\1" }',
        ),
      ],
      expect: [{ on: 'Mapping shop/old', evidence: ['Mapping shop/old spec.regex_redirect'] }],
    },
    'for clients that come over TLS as well': {
      given: [
        GATEWAY,
        listener(8443, 'protocol: HTTPS, securityModel: XFP'),
        host('shop.test', 'tlsSecret: { name: shop-tls }'),
        tlsSecret({ name: 'shop-tls' }),
        redirect('old', 'service: shop.test'),
      ],
      expect: [{ on: 'Mapping shop/old', mentions: ['https://shop.test/old/'] }],
    },
  },
});
