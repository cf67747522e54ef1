import { podPortOf } from '../../cluster/gateway-entry.ts';
import { adminPortOf, type GatewayPart, gatewayPartsOf } from '../../cluster/gateway-parts.ts';
import { moduleOf } from '../../cluster/module.ts';
import type { Mapping } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { type Upstream, upstreamOf } from '../../cluster/upstream.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary }
spec: { selector: { app: gateway }, ports: [{ port: 8877 }] }
---
kind: Mapping
metadata: { name: diag, namespace: emissary }
spec: { hostname: "*", prefix: /ambassador/v0/diag/, rewrite: "", service: "emissary-ingress-admin:8877" }
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
`;

export const gatewayDiagDisabled = defineCheck({
  code: 'GWY007',
  name: 'gateway-diag-disabled',
  area: 'gateway',
  title: 'A Mapping leads to diagnostics that are switched off',
  severity: 'warning',
  reads: ['Mapping', 'Module', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} leads to the diagnostics of {gateway}, which {module} switches off.',
  why: 'Who opens {prefix} gets 404: only requests from within the Pod are answered, such as those of a port-forward.',
  fix: 'Set diagnostics.allow_non_local in {module}: then they answer at the admin port, and to clients only through {mapping}. Or delete {mapping}, and use a port-forward.',
  silent: [
    'diagnostics that are switched off, as the chart has it, and no Mapping that leads there',
    'a Mapping to 127.0.0.1, which the gateway takes for a request of its own',
  ],
  example: {
    bad: `${GATEWAY}spec: { config: { diagnostics: { enabled: false } } }
`,
    good: `${GATEWAY}spec: { config: { diagnostics: { enabled: false, allow_non_local: true } } }
`,
  },

  run({ cluster, report }) {
    for (const [installation, [part]] of Map.groupBy(gatewayPartsOf(cluster), (one) => one.installation)) {
      const { module, config, diagnosticsEnabled } = moduleOf(cluster, installation);
      const diagnostics = config['diagnostics'];
      if (!part || !module || diagnosticsEnabled || allowsNonLocal(diagnostics)) continue;
      for (const mapping of cluster.all('Mapping')) {
        const upstream = installation.sees(mapping) ? upstreamOf(cluster, installation, mapping) : undefined;
        if (!upstream || !asksForDiagnostics(mapping) || !isAdminPort(part, upstream)) continue;
        report({
          on: mapping,
          data: { mapping, gateway: part.on, module, prefix: mapping.spec.prefix ?? '' },
          evidence: [
            { at: mapping, path: 'spec.service', value: mapping.spec.service },
            { at: module, path: 'spec.config.diagnostics', value: JSON.stringify(diagnostics) },
          ],
          related: [module, part.on],
          command: patch(module, { spec: { config: { diagnostics: { allow_non_local: true } } } }),
        });
      }
    }
  },
});

const DIAGNOSTICS = '/ambassador/v0/diag';

function allowsNonLocal(diagnostics: unknown): boolean {
  return (
    typeof diagnostics === 'object' &&
    diagnostics !== null &&
    'allow_non_local' in diagnostics &&
    Boolean(diagnostics.allow_non_local)
  );
}

/** Whether what a Mapping asks for in the end lies among the diagnostics. */
function asksForDiagnostics({ spec: { prefix = '', rewrite = '/', prefix_regex: isRegex } }: Mapping): boolean {
  return !isRegex && (rewrite === '' ? prefix : rewrite).startsWith(DIAGNOSTICS);
}

function isAdminPort(part: GatewayPart, { kind, name, namespace, port }: Upstream): boolean {
  const service = part.installation.services.find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  const target = service?.spec.ports?.find((one) => one.port === port);
  return kind === 'service' && target !== undefined && podPortOf(part.installation, target) === adminPortOf(part);
}
