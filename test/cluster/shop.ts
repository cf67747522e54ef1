import type { AnyObject } from '../../src/cluster/objects.ts';
import { tlsSecret } from '../support/builders.ts';
import { objectsIn } from './clusters.ts';

/** A gateway on 80 and 443, a Host with a certificate and an AuthService, and what a shop has behind it. */
const YAML = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  replicas: 1
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec:
      containers:
        - name: emissary-ingress
          image: ghcr.io/emissary-ingress/emissary:4.0.0
          env: [{ name: AMBASSADOR_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  type: LoadBalancer
  selector: { app: emissary }
  ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }]
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Listener
metadata: { name: https, namespace: emissary }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: AuthService
metadata: { name: auth, namespace: shop }
spec: { auth_service: "auth.shop:3000", proto: http }
---
kind: Mapping
metadata: { name: users, namespace: shop }
spec: { hostname: shop.example.com, prefix: /api/v2/, rewrite: /v2/, service: "users:8080" }
---
kind: Mapping
metadata: { name: users-canary, namespace: shop }
spec: { hostname: shop.example.com, prefix: /api/v2/, rewrite: /v2/, service: "users-v2:8080", weight: 30 }
---
kind: Mapping
metadata: { name: users-create, namespace: shop }
spec: { hostname: shop.example.com, prefix: /api/v2/users, method: POST, service: "users:8080" }
---
kind: Mapping
metadata: { name: old-api, namespace: shop }
spec: { hostname: shop.example.com, prefix: /api/v1/, service: "users:8080" }
---
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: shop.example.com, prefix: /checkout/, service: "checkout:8080", bypass_auth: true }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.example.com, prefix: /cart/, service: crat }
---
kind: Mapping
metadata: { name: moved, namespace: shop }
spec: { hostname: shop.example.com, prefix: /old/, host_redirect: true, service: www.example.org, prefix_redirect: /new/ }
---
kind: Mapping
metadata: { name: lost, namespace: shop }
spec: { hostname: shpo.example.com, prefix: /lost/, service: "users:8080" }
${backend('users', 2, 2)}
${backend('users-v2', 0, 1)}
${backend('checkout', 0, 1, 'CrashLoopBackOff')}
${backend('auth', 2, 2, undefined, 3000)}
`;

/** A Service with its Pods and endpoints, so many of them ready. */
function backend(name: string, ready: number, total: number, waiting?: string, port = 8080): string {
  const pods = Array.from({ length: total }, (_, index) => {
    const isReady = index < ready;
    const state = waiting
      ? `{ waiting: { reason: ${waiting}, message: "back-off" } }`
      : '{ running: { startedAt: "2025-12-01T00:00:00Z" } }';
    return `
---
kind: Pod
metadata: { name: ${name}-${index}, namespace: shop, labels: { app: ${name} } }
spec: { containers: [{ name: app, image: "x:1", ports: [{ containerPort: ${port} }] }] }
status:
  phase: Running
  podIP: 10.0.0.${index}
  startTime: "2025-12-01T00:00:00Z"
  conditions: [{ type: Ready, status: "${isReady ? 'True' : 'False'}", lastTransitionTime: "2025-12-01T00:00:00Z" }]
  containerStatuses:
    - { name: app, ready: ${isReady}, restartCount: ${waiting ? 14 : 0}, state: ${state}${
      waiting ? ', lastState: { terminated: { exitCode: 1, reason: Error, message: "missing env DB_URL" } }' : ''
    } }`;
  });
  return `---
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ port: ${port} }] }${pods.join('')}`;
}

/** The same shop behind Edge Stack, with Filters: one is missing, and one is for requests with a header. */
export function edgeStackShop(): readonly AnyObject[] {
  const yaml = YAML.replace('ghcr.io/emissary-ingress/emissary:4.0.0', 'docker.io/datawire/aes:3.11.0').replace(
    'auth_service: "auth.shop:3000", proto: http',
    'auth_service: "127.0.0.1:8500", proto: grpc, protocol_version: v3',
  );
  return [...objectsIn(yaml + FILTERS), tlsSecret({ name: 'shop-tls', names: ['shop.example.com'] })];
}

const FILTERS = `
---
kind: Filter
metadata: { name: login, namespace: shop }
spec: { OAuth2: { authorizationURL: "https://login.example.com" } }
---
kind: Filter
metadata: { name: partners, namespace: shop }
spec: { APIKey: { keys: [] } }
---
kind: FilterPolicy
metadata: { name: shop, namespace: shop }
spec:
  rules:
    - { host: shop.example.com, path: /api/v1/*, filters: [{ name: logon }] }
    - host: "*"
      path: /api/*
      filters: [{ name: partners, ifRequestHeader: { name: x-api-key } }, { name: login }]
`;

/** All objects of the shop. */
export function shop(): readonly AnyObject[] {
  return [...objectsIn(YAML), tlsSecret({ name: 'shop-tls', names: ['shop.example.com'] })];
}
