import type { Service } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { apply, patch } from '../../engine/kubectl.ts';

export const gatewayDiagPublic = defineCheck({
  code: 'GWY008',
  name: 'gateway-diag-public',
  area: 'gateway',
  title: 'A gateway shows its diagnostics to everybody',
  severity: 'warning',
  reads: ['Module', 'Service', 'Mapping', 'AuthService'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: 'Everybody who reaches {service} can open /ambassador/v0/diag/ of {gateway}{reason}.',
  why: 'The page names every route, Service and error of the gateway, and can change how much it logs.',
  fix: 'Set diagnostics.enabled to false in the Module ambassador; through a port-forward to port 8877 the page stays open.',
  silent: [
    'gateways that only the cluster or an internal network reaches',
    'gateways with an AuthService, ip_allow or ip_deny, or a Mapping of its own for /ambassador/',
    'gateways that serve nothing yet',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { type: LoadBalancer, selector: { app: gateway }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { diagnostics: { enabled: true } } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { type: LoadBalancer, selector: { app: gateway }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { diagnostics: { enabled: false } } }
`,
  },

  run({ cluster, report }) {
    for (const { installation, module, hosts, remote } of routingOf(cluster)) {
      const service = installation.services.find(isPublic);
      const [gateway] = installation.workloads;
      const { config } = module;
      const isGuarded = remote.auth.length > 0 || config['ip_allow'] !== undefined || config['ip_deny'] !== undefined;
      if (!service || !gateway || !module.diagnosticsEnabled || isGuarded) continue;
      const serves = hosts.some(({ servedBy }) => servedBy.length > 0) || installation.flavour === 'ambassador-1';
      const isRouted = cluster
        .all('Mapping')
        .some((mapping) => installation.sees(mapping) && mapping.spec.prefix?.startsWith('/ambassador/'));
      if (!serves || isRouted) continue;

      const written = config['diagnostics'] !== undefined ? module.module : undefined;
      report({
        on: written ?? service,
        // That nobody switched it off is the default, and so a thing to know.
        severity: written ? 'warning' : 'info',
        data: { service, gateway, reason: words(written ? '' : ', as it is by default') },
        evidence: [
          { at: service, path: 'spec.type', value: service.spec.type },
          ...(written ? [{ at: written, path: 'spec.config.diagnostics.enabled', value: 'true' }] : []),
        ],
        related: [gateway, service],
        command: module.module
          ? patch(module.module, { spec: { config: CLOSED } })
          : apply({
              kind: 'Module',
              metadata: { name: 'ambassador', namespace: installation.namespace },
              spec: { ...(installation.id !== 'default' && { ambassador_id: [installation.id] }), config: CLOSED },
            }),
      });
    }
  },
});

const CLOSED = { diagnostics: { enabled: false } };

/** Whether a Service can be reached from outside, as far as it says: clouds mark their internal load balancers. */
function isPublic({ metadata, spec }: Service): boolean {
  const isAdmin = metadata.name.endsWith('-admin') || metadata.labels?.service === 'ambassador-admin';
  const isInternal = Object.entries(metadata.annotations ?? {}).some(
    ([key, value]) =>
      /internal|scheme|load-balancer-type|network/i.test(key) && /^(true|internal|private)$/i.test(value),
  );
  return spec.type === 'LoadBalancer' && !isAdmin && !isInternal;
}
