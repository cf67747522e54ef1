import { tlsHostNoTlsListener } from '../../../src/checks/tls/tls-host-no-tls-listener.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = `
kind: Host
metadata: { name: shop, namespace: shop, labels: { zone: public } }
spec: { hostname: shop.example.com, tlsSecret: { name: a } }
`;
const listener = (name: string, port: number, protocol: string, { from = 'ALL', model = 'XFP', more = '' } = {}) => `
kind: Listener
metadata: { name: ${name}, namespace: emissary }
spec: { port: ${port}, protocol: ${protocol}, securityModel: ${model}, hostBinding: { namespace: { from: ${from} } }${more} }
`;
const gateway = (ports: string, { type = 'LoadBalancer', annotations = '' } = {}) => `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec:
      containers:
        - name: e
          image: ghcr.io/emissary-ingress/emissary:4.0.0
          ports: [{ name: https, containerPort: 8443 }]
          env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }]
---
kind: Service
metadata: { name: e, namespace: emissary, annotations: { ${annotations} } }
spec: { type: ${type}, selector: { app: emissary }, ports: [${ports}] }
`;
const on443 = '{ port: 80, targetPort: 8080 }, { port: 443, targetPort: 8443 }';
const a = tlsSecret({ name: 'a' });

testCheck(tlsHostNoTlsListener, {
  clean: {
    'a Listener with HTTPS': { given: [gateway(on443), host, listener('web', 8443, 'HTTPS'), a] },
    'HTTP beside HTTPS': {
      given: [gateway(on443), host, listener('http', 8080, 'HTTP'), listener('https', 8443, 'HTTPS'), a],
    },
    'a Host without TLS': {
      given: [gateway(on443), host.replace(', tlsSecret: { name: a }', ''), listener('web', 8443, 'HTTP')],
    },
    'no Listener at all': { given: [gateway(on443), host, a] },
    'Listeners cannot be read': {
      given: [gateway(on443), host, a],
      gaps: [{ kind: 'Listener', namespace: 'other', reason: 'forbidden' }],
    },
    'no Listener takes the Host at all': {
      given: [gateway(on443), host, listener('web', 8443, 'HTTP', { from: 'SELF' }), a],
    },
    'the load balancer has a certificate': {
      given: [
        gateway(on443, { annotations: '"service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:aws:acm:1"' }),
        host,
        listener('web', 8443, 'HTTP'),
        a,
      ],
    },
    'a proxy in front is trusted': {
      given: [gateway(on443), host, listener('web', 8443, 'HTTP', { more: ', l7Depth: 1' }), a],
    },
    'a proxy in front makes all of it secure': {
      given: [gateway(on443), host, listener('web', 8443, 'HTTP', { model: 'SECURE' }), a],
    },
    'only plain http everywhere, as behind something that terminates TLS': {
      given: [gateway('{ port: 80, targetPort: 8080 }'), host, listener('web', 8080, 'HTTP'), a],
    },
    'a port 443 inside of the cluster': {
      given: [gateway(on443, { type: 'ClusterIP' }), host, listener('web', 8443, 'HTTP'), a],
    },
    'a certificate that cannot be used is another check': {
      given: [gateway(on443), host, listener('web', 8443, 'HTTP'), tlsSecret({ name: 'a', key: null })],
    },
  },
  found: {
    'the HTTPS Listener takes only its own namespace': {
      given: [
        gateway(on443),
        host,
        listener('http', 8080, 'HTTP'),
        listener('https', 8443, 'HTTPS', { from: 'SELF' }),
        'kind: Host\nmetadata: { name: own, namespace: emissary }\nspec: { hostname: own.example.com, tlsSecret: { name: b } }',
        tlsSecret({ name: 'b', namespace: 'emissary' }),
        a,
      ],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          says: 'Host shop/shop has a certificate, and no Listener that takes it terminates TLS: Listener https does, and does not take this Host.',
          evidence: ['Host shop/shop spec.tlsSecret.name', 'Listener emissary/https spec.hostBinding'],
          related: ['Listener emissary/https'],
        },
      ],
    },
    'port 443 leads to a Listener with HTTP': {
      given: [gateway(on443), host, listener('http', 8080, 'HTTP'), listener('https', 8443, 'HTTP'), a],
      expect: [
        {
          on: 'Listener emissary/https',
          severity: 'error',
          mentions: [
            `kubectl -n emissary patch listeners.v3alpha1.getambassador.io https --type=merge -p '{"spec":{"protocol":"HTTPS"}}'`,
          ],
          related: ['Host shop/shop'],
        },
      ],
    },
    'port 443 names the port of the container': {
      given: [gateway('{ port: 443, targetPort: https }'), host, listener('https', 8443, 'HTTP'), a],
      expect: [{ on: 'Listener emissary/https' }],
    },
  },
});
