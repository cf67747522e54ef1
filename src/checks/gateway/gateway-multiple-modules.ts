import { isEqual } from '../../cluster/equal.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { moduleOf } from '../../cluster/module.ts';
import { defineCheck } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

export const gatewayMultipleModules = defineCheck({
  code: 'GWY024',
  name: 'gateway-multiple-modules',
  area: 'gateway',
  title: 'A Module is ignored because the gateway has another one',
  severity: 'error',
  reads: ['Module'],
  alsoReads: installationKinds,
  message: '{module} is ignored: its gateway already takes its settings from {used}.',
  why: 'None of the settings of the ignored Module take effect, and nothing says so.',
  fix: 'Move its settings to {used} and delete it, or give it the ambassador_id of another gateway.',
  silent: ['a Module that another gateway uses', 'a Module with the same settings as the one that is used'],
  example: {
    bad: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { use_remote_address: false } }
---
kind: Module
metadata: { name: ambassador, namespace: shop }
spec: { config: { merge_slashes: true } }
`,
    good: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { use_remote_address: false, merge_slashes: true } }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    const modules = installations.map((installation) => moduleOf(cluster, installation));
    const isUsed = new Set(modules.flatMap(({ module }) => module ?? []));
    for (const { module: used, config, ignored } of modules) {
      for (const module of ignored) {
        if (!used || isUsed.has(module) || isEqual(module.spec?.config ?? {}, config)) continue;
        report({
          on: module,
          data: { module, used },
          evidence: [module, used].map((at) => ({
            at,
            path: 'spec.config',
            value: Object.keys(at.spec?.config ?? {}),
          })),
          related: [used],
          command: edit(used),
        });
      }
    }
  },
});
