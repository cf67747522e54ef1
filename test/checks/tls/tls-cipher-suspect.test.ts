import { tlsCipherSuspect } from '../../../src/checks/tls/tls-cipher-suspect.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (tls: string) => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }, ${tls} }
---
kind: Listener
metadata: { name: web, namespace: shop }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;
const context = (spec: string) => `
kind: TLSContext
metadata: { name: strict, namespace: shop }
spec: { ${spec} }
`;
const used = 'tlsContext: { name: strict }';
const upstream =
  'kind: Mapping\nmetadata: { name: m, namespace: shop }\nspec: { hostname: "*", prefix: /, service: s, tls: strict }';
const a = tlsSecret({ name: 'a' });

testCheck(tlsCipherSuspect, {
  clean: {
    'nothing is set': { given: [host(used), context('secret: a'), a] },
    'good names': {
      given: [
        host(
          'tls: { cipher_suites: [ECDHE-RSA-AES128-GCM-SHA256], ecdh_curves: [X25519, P-256], alpn_protocols: "h2,http/1.1" }',
        ),
        a,
      ],
    },
    'suites of TLS 1.3 beside others': {
      given: [host('tls: { cipher_suites: [TLS_AES_128_GCM_SHA256, ECDHE-RSA-AES128-GCM-SHA256] }'), a],
    },
    'a TLSContext that nothing uses': {
      given: [context('secret: a, cipher_suites: [X], alpn_protocols: "h2, http/1.1"'), a],
    },
    'a Host without Secret never looks': {
      given:
        'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: { hostname: a.example.com, tls: { cipher_suites: [X] } }',
    },
    'a Host of another gateway': {
      given: [
        host(used),
        context('secret: a'),
        a,
        'kind: Host\nmetadata: { name: other, namespace: shop }\nspec: { ambassador_id: [other], tlsSecret: { name: a }, tls: { cipher_suites: [X] } }',
      ],
    },
  },
  found: {
    'suites that are no more': {
      given: [host(used), context('secret: a, cipher_suites: [AES128-SHA, AES128-SHA256, AES256-SHA256]'), a],
      expect: [
        {
          on: 'TLSContext shop/strict',
          severity: 'critical',
          says: 'TLSContext shop/strict has AES128-SHA256, AES256-SHA256 in cipher_suites, which Envoy does not know.',
          evidence: ['TLSContext shop/strict spec.cipher_suites'],
          related: ['Host shop/shop'],
          mentions: ['takes up no change any more', 'Take them out, or leave cipher_suites out'],
        },
      ],
    },
    'a mistyped suite, in the Host itself': {
      given: [host('tls: { cipher_suites: [ECDHE-RSA-AES128-GCM-SHA265] }'), a],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'critical',
          evidence: ['Host shop/shop spec.tls.cipher_suites'],
          mentions: ['Write ECDHE-RSA-AES128-GCM-SHA256 instead of ECDHE-RSA-AES128-GCM-SHA265'],
        },
      ],
    },
    'all in one text': {
      given: [host('tls: { cipher_suites: ["AES128-SHA, AES256-SHA"] }'), a],
      expect: [{ on: 'Host shop/shop', mentions: ['Write each name as an item of its own'] }],
    },
    'suites of TLS 1.3 alone': {
      given: [host('tls: { cipher_suites: [TLS_AES_128_GCM_SHA256] }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'critical', mentions: ['none is left for TLS 1.2', 'are always on'] }],
    },
    'a curve by another name': {
      given: [host('tls: { ecdh_curves: [secp256r1] }'), a],
      expect: [
        { on: 'Host shop/shop', severity: 'critical', mentions: ['has secp256r1 in ecdh_curves', 'Write P-256'] },
      ],
    },
    'towards an upstream': {
      given: [context('secret: a, cipher_suites: [AES256-SHA256]'), upstream, a],
      expect: [{ on: 'TLSContext shop/strict', severity: 'critical', related: ['Mapping shop/m'] }],
    },
    'for a TCPMapping': {
      given: [
        context('secret: a, hosts: [db.example.com], cipher_suites: [AES256-SHA256]'),
        a,
        host('tls: {}'),
        'kind: TCPMapping\nmetadata: { name: db, namespace: shop }\nspec: { port: 5432, host: db.example.com, service: db }',
      ],
      expect: [{ on: 'TLSContext shop/strict', severity: 'critical', related: ['TCPMapping shop/db'] }],
    },
    'no Listener takes TLS yet': {
      given: [host('tls: { cipher_suites: [AES256-SHA256] }').replace('protocol: HTTPS', 'protocol: HTTP'), a],
      expect: [{ on: 'Host shop/shop', severity: 'warning', mentions: ['As soon as a Listener takes TLS'] }],
    },
    'a space before http/1.1': {
      given: [host('tls: { alpn_protocols: "h2, http/1.1" }'), a],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'info',
          says: 'Host shop/shop has h2, http/1.1 in alpn_protocols, where a space becomes a part of the name.',
          evidence: ['Host shop/shop spec.tls.alpn_protocols'],
          mentions: ['Write h2,http/1.1, without spaces'],
        },
      ],
    },
    'a space before h2': {
      given: [host('tls: { alpn_protocols: "http/1.1, h2" }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'warning', mentions: ['gRPC clients fail'] }],
    },
    'a space in what upstreams are offered': {
      given: [context('secret: a, alpn_protocols: "h2, http/1.1"'), upstream, a],
      expect: [{ on: 'TLSContext shop/strict', severity: 'warning', mentions: ['some refuse the connection'] }],
    },
  },
});
