import { describe, expect, test } from 'vitest';
import { routingWith } from './gateway.ts';

const ingress = (name: string, spec: string, annotations = '{ kubernetes.io/ingress.class: ambassador }') =>
  `---\nkind: Ingress\nmetadata: { name: ${name}, namespace: shop, labels: { app: shop }, annotations: ${annotations} }\nspec: { ${spec} }\n`;
const path = (more: string, port = 'number: 80') =>
  `{ path: /x/, backend: { service: { name: cart, port: { ${port} } } }, ${more} }`;
const rule = (host: string, ...paths: readonly string[]) =>
  `rules: [{ ${host} http: { paths: [${paths.join(', ')}] } }]`;
const groups = (yaml: string) => routingWith(yaml).groups;

describe('the routes of an Ingress', () => {
  test.each([
    [
      'a plain host',
      rule('host: shop.test,', path('')),
      { host: 'shop.test', hostRegex: false, match: 'prefix', precedence: 0 },
    ],
    ['an exact path', rule('host: shop.test,', path('pathType: Exact')), { match: 'exact', precedence: 1 }],
    [
      'a star',
      rule("host: '*.shop.test',", path('')),
      { host: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\.shop\\.test$', hostRegex: true },
    ],
    ['no host', rule('', path('')), { host: '*' }],
    [
      'the default backend',
      'defaultBackend: { service: { name: cart, port: { number: 81 } } }',
      { host: '*', prefix: '/' },
    ],
  ])('%s', (_, spec, expected) => {
    expect(groups(ingress('web', spec))).toMatchObject([expected]);
  });

  test('say where they come from and go to Services of its namespace', () => {
    const [group] = groups(ingress('web', rule('', path(''))));
    expect(group?.members).toMatchObject([
      {
        mapping: { metadata: { name: 'web-0-0' }, madeFrom: { kind: 'Ingress', name: 'web' } },
        upstream: { service: 'cart.shop:80' },
      },
    ]);
  });

  test('take a named port by its number', () => {
    const service =
      '---\nkind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { ports: [{ name: web, port: 8080 }] }\n';
    const to = (yaml: string) => groups(yaml)[0]?.members[0]?.upstream.service;
    expect(to(ingress('web', rule('', path('', 'name: web'))) + service)).toBe('cart.shop:8080');
    expect(to(ingress('web', rule('', path('', 'name: gone'))) + service)).toBe('cart.shop:gone');
  });

  test('with a TLS section enter its own Hosts only', () => {
    const secret =
      '---\nkind: Secret\nmetadata: { name: s, namespace: shop }\ntype: kubernetes.io/tls\ndata: { tls.crt: YQ==, tls.key: YQ== }\n';
    const yaml = ingress('web', `tls: [{ hosts: [shop.test], secretName: s }], ${rule('host: shop.test,', path(''))}`);
    const routing = routingWith(yaml + secret);
    expect(routing.hosts.find(({ name }) => name === 'web-0-0')).toMatchObject({
      tlsValid: true,
      insecureAction: 'Route',
    });
    expect(routing.groups[0]?.hosts.map(({ name }) => name)).toEqual(['shop', 'web-0-0']);
  });
});

describe('which Ingresses are taken', () => {
  const spec = rule('', path(''));
  const className = (controller: string) =>
    `---\nkind: IngressClass\nmetadata: { name: ours }\nspec: { controller: ${controller} }\n`;

  test.each([
    ['by annotation, in any letter case', ingress('web', spec, '{ kubernetes.io/ingress.class: Ambassador }'), 1],
    [
      'by class',
      ingress('web', `ingressClassName: ours, ${spec}`, '{}') + className('getambassador.io/ingress-controller'),
      1,
    ],
    [
      'not by another controller',
      ingress('web', `ingressClassName: ours, ${spec}`, '{}') + className('example.org/other'),
      0,
    ],
    ['not without either', ingress('web', spec, '{}'), 0],
    [
      'not of another ID',
      ingress('web', spec, '{ kubernetes.io/ingress.class: ambassador, getambassador.io/ambassador-id: x }'),
      0,
    ],
  ])('%s', (_, yaml, count) => {
    expect(groups(yaml)).toHaveLength(count);
  });
});
