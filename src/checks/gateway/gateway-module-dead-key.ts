import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { moduleOf } from '../../cluster/module.ts';
import { DEAD_KEYS, isOfVersion } from '../../cluster/module-keys.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const gatewayModuleDeadKey = defineCheck({
  code: 'GWY027',
  name: 'gateway-module-dead-key',
  area: 'gateway',
  title: 'A Module has a setting that is no longer read',
  severity: 'warning',
  reads: ['Module'],
  alsoReads: installationKinds,
  message: '{module} sets {key}, which gateways from version {since} on do not read.',
  why: 'The setting does nothing: what it asks for is not so.',
  fix: 'Remove {key}. What does it now: {instead}.',
  silent: ['gateways of version 1', 'values that ask for nothing'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { use_proxy_proto: true } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { use_proxy_proto: false } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const { module, config } = moduleOf(cluster, installation);
      if (!module) continue;
      for (const { key, since, instead, isHarmless } of DEAD_KEYS) {
        if (!(key in config) || isHarmless(config[key]) || !isOfVersion(cluster, installation, since)) continue;
        report({
          on: module,
          key,
          data: { module, key, since, instead: words(instead) },
          evidence: [{ at: module, path: `spec.config.${key}`, value: JSON.stringify(config[key]) }],
          related: installation.workloads,
          command: patch(module, { spec: { config: { [key]: null } } }),
        });
      }
    }
  },
});
