import { exposureOf, leadsTo } from '../../cluster/exposure.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata:
  name: emissary-ingress
  namespace: emissary
  annotations: { service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: "*" }
spec: { type: LoadBalancer, selector: { app: emissary }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Listener
metadata: { name: http, namespace: emissary }
`;

export const routeListenerProxyMismatch = defineCheck({
  code: 'RTE014',
  name: 'route-listener-proxy-mismatch',
  area: 'routing',
  title: 'Load balancer and Listener do not agree on the PROXY protocol',
  severity: 'warning',
  reads: ['Listener', 'Service', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{listener} {expectation}, and the load balancer of {service} {habit}.',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'If only the load balancer speaks the PROXY protocol, clients get 400 or a failed TLS handshake. If only the Listener expects it, the gateway closes each connection, those of health checks too.',
    fix: 'Where the load balancer sends the PROXY protocol, set protocol of the Listener to HTTPPROXY, or for TLS protocolStack to [PROXY, TLS, HTTP, TCP]; where it does not, to HTTP or HTTPS. Or change the annotation of the Service.',
  },
  silent: ['clouds whose annotations are not known', 'load balancers that say nothing about the PROXY protocol'],
  example: {
    bad: `${GATEWAY}spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`,
    good: `${GATEWAY}spec: { port: 8080, protocol: HTTPPROXY, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      for (const exposed of exposureOf(cluster, routing).ports) {
        const { service } = exposed;
        const said = Object.entries(service.metadata.annotations ?? {}).find(([key]) => speaksOfProxy(key));
        if (!said || service.spec.type !== 'LoadBalancer') continue;

        const [key, value] = said;
        const isSent = /proxy_protocol_v2\.enabled=true/.test(value) || /^(true|\*|v1|v2|1|2)$/i.test(value.trim());
        const isDenied = value.trim().toLowerCase() === 'false';
        for (const { listener, stack, emitted } of routing.listeners.filter((item) => leadsTo(exposed, item))) {
          const isExpected = stack.includes('PROXY');
          if (!listener || !emitted || (isSent ? isExpected : !isDenied || !isExpected)) continue;
          report({
            on: listener,
            data: {
              listener,
              service,
              expectation: words(isExpected ? 'expects the PROXY protocol' : 'does not expect the PROXY protocol'),
              habit: words(isSent ? 'sends it' : 'does not send it'),
              consequence: words(
                isSent
                  ? 'The gateway takes the line in front of each connection for a request: clients get 400 or a failed TLS handshake.'
                  : 'The gateway waits for a line that never comes and closes each connection, those of health checks too.',
              ),
              advice: words(
                isSent
                  ? 'Set protocol of the Listener to HTTPPROXY, or for TLS protocolStack to [PROXY, TLS, HTTP, TCP]; or switch the annotation off.'
                  : 'Set protocol of the Listener to HTTP or HTTPS, or switch the annotation on.',
              ),
            },
            evidence: [
              { at: service, path: `metadata.annotations[${key}]`, value },
              { at: listener, path: 'spec.protocol', value: listener.spec.protocol ?? stack },
            ],
            related: [service],
            command: patch(listener, { spec: isSent ? withProxy(stack) : withoutProxy(stack) }),
          });
        }
      }
    }
  },
});

// The shorthand where there is one; null takes the other way to say it away.
function withProxy(stack: readonly string[]) {
  if (stack.includes('HTTP') && !stack.includes('TLS')) return { protocol: 'HTTPPROXY', protocolStack: null };
  return { protocol: null, protocolStack: ['PROXY', ...stack] };
}

function withoutProxy(stack: readonly string[]) {
  if (stack.includes('HTTP')) return { protocol: stack.includes('TLS') ? 'HTTPS' : 'HTTP', protocolStack: null };
  return { protocol: null, protocolStack: stack.filter((part) => part !== 'PROXY') };
}

const PROXY_ANNOTATIONS = [
  'service.beta.kubernetes.io/aws-load-balancer-proxy-protocol',
  'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes',
  'service.beta.kubernetes.io/do-loadbalancer-enable-proxy-protocol',
  'service.beta.kubernetes.io/linode-loadbalancer-proxy-protocol',
  'service.beta.kubernetes.io/scw-loadbalancer-proxy-protocol-v1',
  'service.beta.kubernetes.io/scw-loadbalancer-proxy-protocol-v2',
  'load-balancer.hetzner.cloud/uses-proxyprotocol',
  'loadbalancer.openstack.org/proxy-protocol',
];

function speaksOfProxy(key: string): boolean {
  return PROXY_ANNOTATIONS.includes(key);
}
