import { adminPortOf, gatewayPartsOf } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { moduleOf } from '../../cluster/module.ts';
import { defineCheck } from '../../engine/check.ts';
import { portForward } from '../../engine/kubectl.ts';

export const gatewayDiagDisabled = defineCheck({
  code: 'GWY007',
  name: 'gateway-diag-disabled',
  area: 'gateway',
  title: 'The diagnostics of a gateway open through a port-forward only',
  severity: 'info',
  reads: ['Module'],
  alsoReads: installationKinds,
  message: '{module} switches the diagnostics of {gateway} off: only through a port-forward they still open.',
  why: 'That is safe. Who looks for a fault at /ambassador/v0/diag/ in any other way gets 404.',
  fix: 'Nothing has to change. Forward port {port} of {gateway}, and open http://localhost:{port}/ambassador/v0/diag/.',
  silent: ['diagnostics.allow_non_local, with which the whole cluster reaches them at the admin port'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { diagnostics: { enabled: false } } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { diagnostics: { enabled: false, allow_non_local: true } } }
`,
  },

  run({ cluster, report }) {
    const reported = new Set();
    for (const part of gatewayPartsOf(cluster)) {
      const { installation, on } = part;
      const { module, config, diagnosticsEnabled } = moduleOf(cluster, installation);
      const diagnostics = config['diagnostics'];
      if (!module || reported.has(installation) || diagnosticsEnabled || allowsNonLocal(diagnostics)) continue;
      reported.add(installation);

      const port = adminPortOf(part);
      report({
        on: module,
        data: { module, gateway: on, port },
        evidence: [{ at: module, path: 'spec.config.diagnostics', value: JSON.stringify(diagnostics) }],
        related: [on],
        command: portForward(on, port),
      });
    }
  },
});

function allowsNonLocal(diagnostics: unknown): boolean {
  return typeof diagnostics === 'object' && diagnostics !== null && 'allow_non_local' in diagnostics
    ? Boolean(diagnostics.allow_non_local)
    : false;
}
