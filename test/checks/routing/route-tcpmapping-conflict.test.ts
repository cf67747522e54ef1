import { routeTcpmappingConflict } from '../../../src/checks/routing/route-tcpmapping-conflict.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, PLAIN } from './yaml.ts';

const tcp = (name: string, fields: string) =>
  `kind: TCPMapping\nmetadata: { name: ${name}, namespace: shop }\nspec: { service: "${name}:1", ${fields} }`;
const HTTPS = listener(8443, 'protocol: HTTPS, securityModel: XFP');
const secure = [host('shop.test', 'tlsSecret: { name: shop-tls }'), tlsSecret({ name: 'shop-tls' })];

testCheck(routeTcpmappingConflict, {
  clean: {
    'a port of its own': { given: [...PLAIN, tcp('db', 'port: 5432')] },
    'two hosts on one port': {
      given: [
        GATEWAY,
        ...secure,
        host('a.test', 'tlsSecret: { name: shop-tls }'),
        tcp('a', 'port: 5432, host: a.test'),
        tcp('b', 'port: 5432, host: shop.test'),
      ],
    },
    'two of one group': {
      given: [...PLAIN, tcp('db', 'port: 5432, weight: 90'), tcp('next', 'port: 5432, weight: 10')],
    },
    'a certificate of a TLSContext': {
      given: [
        ...PLAIN,
        tcp('db', 'port: 5432, host: db.test'),
        tlsSecret({ name: 'db-tls' }),
        'kind: TLSContext\nmetadata: { name: db, namespace: shop }\nspec: { hosts: [db.test], secret: db-tls }',
      ],
    },
    'Hosts that could not be read': {
      given: [...PLAIN, tcp('db', 'port: 5432, host: db.test')],
      gaps: [{ kind: 'Host', namespace: 'other', reason: 'forbidden' }],
    },
    'a Host for the name whose Secret is gone, which is its own finding': {
      given: [...PLAIN, host('db.test', 'tlsSecret: { name: gone }'), tcp('db', 'port: 5432, host: db.test')],
    },
    'a TLSContext for the name whose Secret is gone': {
      given: [
        ...PLAIN,
        tcp('db', 'port: 5432, host: db.test'),
        'kind: TLSContext\nmetadata: { name: db, namespace: shop }\nspec: { hosts: [db.test], secret: gone }',
      ],
    },
    'a Listener for TCP on its port': {
      given: [...PLAIN, listener(5432, 'protocol: TCP, securityModel: SECURE'), tcp('db', 'port: 5432')],
    },
  },
  found: {
    'a host without a certificate': {
      given: [...PLAIN, tcp('db', 'port: 5432, host: db.test')],
      expect: [{ on: 'TCPMapping shop/db', severity: 'error', mentions: ['no certificate for it'] }],
    },
    'the name of a Host on its port': {
      given: [GATEWAY, HTTPS, ...secure, tcp('db', 'port: 8443, host: shop.test')],
      expect: [
        {
          on: 'TCPMapping shop/db',
          says: 'TCPMapping shop/db takes port 8443 for the name of Host shop/shop-test.',
          related: ['Host shop/shop-test'],
        },
      ],
    },
    'no host, on the port of a Listener for HTTP': {
      given: [...PLAIN, tcp('db', 'port: 8080')],
      expect: [{ on: 'TCPMapping shop/db', mentions: ['is that of Listener emissary/l8080'] }],
    },
    'the same port, once with its address': {
      given: [...PLAIN, tcp('db', 'port: 5432'), tcp('other', 'port: 5432, address: 0.0.0.0')],
      expect: [{ on: 'TCPMapping shop/db', related: ['TCPMapping shop/other'] }],
    },
  },
});
