import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { moduleOf } from '../../cluster/module.ts';
import { MODULE_KEYS } from '../../cluster/module-keys.ts';
import { nearest } from '../../cluster/names.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const gatewayModuleUnknownKey = defineCheck({
  code: 'GWY026',
  name: 'gateway-module-unknown-key',
  area: 'gateway',
  title: 'A Module has a setting that no gateway knows',
  severity: 'warning',
  reads: ['Module'],
  alsoReads: installationKinds,
  message: '{module} sets {key}, which gateways do not know{hint}.',
  why: 'The setting does nothing, and nothing says so.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Correct the name of the setting: most often it is a typing mistake. Else remove it, or find out who should read it.',
  },
  silent: ['enabled, which Helm’s chart leaves behind', 'settings of older versions: that is gateway-module-dead-key'],
  example: {
    bad: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { resovler: endpoint } }
`,
    good: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { resolver: endpoint } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const { module, config } = moduleOf(cluster, installation);
      if (!module) continue;
      for (const [key, value] of Object.entries(config)) {
        if (MODULE_KEYS.has(key) || key === 'enabled') continue;
        const near = nearest(key, MODULE_KEYS);
        report({
          on: module,
          key,
          // Without a near name it may be for something that Attaché does not know.
          severity: near ? 'warning' : 'info',
          data: {
            module,
            key,
            hint: words(near ? `; ${near} may be meant` : ''),
            advice: words(near ? `Write ${near} instead of ${key}.` : `Remove ${key}, or find out who should read it.`),
          },
          evidence: [{ at: module, path: `spec.config.${key}`, value: JSON.stringify(value) }],
          command: patch(module, {
            spec: { config: { [key]: null, ...(near && !(near in config) && { [near]: value }) } },
          }),
        });
      }
    }
  },
});
