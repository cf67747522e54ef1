import { authAllowedHeaders } from '../../../src/checks/auth/auth-allowed-headers.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const auth = (spec: string) => `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: "login.shop:3000", ${spec} }
`;
const login = (container: string) => `
kind: Service
metadata: { name: login, namespace: shop }
spec: { selector: { app: login }, ports: [{ port: 3000 }] }
---
kind: Deployment
metadata: { name: login, namespace: shop }
spec:
  selector: { matchLabels: { app: login } }
  template:
    metadata: { labels: { app: login } }
    spec: { containers: [{ name: app, ${container} }] }
`;
const PROXY = 'image: "quay.io/oauth2-proxy/oauth2-proxy:v7.6.0"';

testCheck(authAllowedHeaders, {
  clean: {
    'whole names': {
      given: [
        gateway(),
        auth('proto: http, allowed_request_headers: [x-user], allowed_authorization_headers: [X-Auth-Request-User]'),
        login(`${PROXY}, args: [--set-xauthrequest]`),
      ],
    },
    'no lists, and an auth service that nobody knows': {
      given: [gateway(), auth('proto: http'), login('image: "ghcr.io/acme/login:1"')],
    },
    'gRPC without lists': { given: [gateway(), auth('proto: grpc, protocol_version: v3')] },
    'oauth2-proxy that answers with nothing': { given: [gateway(), auth('proto: http'), login(PROXY)] },
    'an AuthService of another gateway': {
      given: [gateway(), auth('proto: http, allowed_request_headers: ["x-*"], ambassador_id: [other]')],
    },
  },
  found: {
    'a star': {
      given: [gateway(), auth('proto: http, allowed_request_headers: [x-user, "x-shop-*"]')],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'info',
          says: 'AuthService shop/gate has x-shop-* in allowed_request_headers, and names are compared as a whole.',
          evidence: ['AuthService shop/gate spec.allowed_request_headers'],
        },
      ],
    },
    'two names in one, in what comes back': {
      given: [gateway(), auth('proto: http, allowed_authorization_headers: ["x-user, x-mail"]')],
      expect: [{ on: 'AuthService shop/gate', mentions: ['allowed_authorization_headers'] }],
    },
    'a list with gRPC': {
      given: [gateway(), auth('proto: grpc, protocol_version: v3, allowed_request_headers: [x-user]')],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'info',
          says: 'AuthService shop/gate has allowed_request_headers, which counts for nothing with proto grpc.',
          evidence: ['AuthService shop/gate spec.proto'],
        },
      ],
    },
    'oauth2-proxy says who it is, and nobody listens': {
      given: [gateway(), auth('proto: http'), login(`${PROXY}, args: ["--set-xauthrequest=true"]`)],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'info',
          mentions: ['does not hand on x-auth-request-user, with which oauth2-proxy', 'Upstreams do not get to know'],
          related: ['Deployment shop/login'],
        },
      ],
    },
    'only another header goes on': {
      given: [
        gateway(),
        auth('allowed_authorization_headers: [x-other]'),
        login(`${PROXY}, command: [oauth2-proxy, -set-xauthrequest]`),
      ],
      expect: [{ on: 'AuthService shop/gate', evidence: ['AuthService shop/gate spec.allowed_authorization_headers'] }],
    },
    Authelia: {
      given: [gateway(), auth('proto: http'), login('image: "ghcr.io/authelia/authelia:4.38"')],
      expect: [{ on: 'AuthService shop/gate', mentions: ['Add remote-user'] }],
    },
  },
});
