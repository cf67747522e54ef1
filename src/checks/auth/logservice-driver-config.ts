import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const logserviceDriverConfig = defineCheck({
  code: 'AUT019',
  name: 'logservice-driver-config',
  area: 'auth',
  title: 'A LogService without driver_config stops every update',
  severity: 'critical',
  reads: ['LogService'],
  alsoReads: installationKinds,
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'gateway-config-frozen'],
  freezes: true,
  message: '{log} has no driver_config.',
  why: 'The gateway’s compiler throws at it: no change to any Mapping, Host or certificate takes effect any more, and a gateway Pod that restarts serves nothing.',
  fix: 'Add driver_config to the spec of {log}; an empty object is enough.',
  silent: ['a LogService for protocol v2, which Emissary 3 and later leave out before they come that far'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: LogService
metadata: { name: log, namespace: shop }
spec: { service: log.shop, driver: tcp, protocol_version: v3 }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: LogService
metadata: { name: log, namespace: shop }
spec: { service: log.shop, driver: tcp, protocol_version: v3, driver_config: {} }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const isOld = isAtLeast(installation.version, '3') === false;
      for (const log of cluster.all('LogService')) {
        const { service, protocol_version: version, driver_config: config } = log.spec;
        if (!installation.sees(log) || !service || config || (version !== 'v3' && !isOld)) continue;

        report({
          on: log,
          data: { log },
          evidence: [{ at: log, path: 'spec.driver_config' }],
          related: installation.workloads,
          command: patch(log, { spec: { driver_config: {} } }),
        });
      }
    }
  },
});
