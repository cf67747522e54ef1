import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { nearest } from '../../cluster/names.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, rename } from '../../engine/kubectl.ts';

export const gatewayModuleName = defineCheck({
  code: 'GWY025',
  name: 'gateway-module-name',
  area: 'gateway',
  title: 'A Module has a name that nobody reads',
  severity: 'warning',
  reads: ['Module'],
  alsoReads: installationKinds,
  message: '{module} is never read: gateways only look at Modules named ambassador or tls{hint}.',
  why: 'None of its settings take effect, and nothing says so.',
  fix: 'Create it anew under the name ambassador, or move its settings to the Module ambassador.',
  silent: ['the old name authentication'],
  example: {
    bad: `
kind: Module
metadata: { name: ambasador, namespace: emissary }
spec: { config: { merge_slashes: true } }
`,
    good: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { merge_slashes: true } }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    for (const module of cluster.all('Module')) {
      const { name } = module.metadata;
      if (READ.includes(name) || !installations.some((installation) => installation.sees(module))) continue;
      const near = nearest(name, ['ambassador', 'tls']);
      const there = cluster.all('Module').find(({ metadata }) => metadata.name === (near ?? 'ambassador'));
      report({
        on: module,
        data: { module, hint: words(near ? `; ${near} may be meant` : '') },
        evidence: [{ at: module, path: 'metadata.name', value: name }],
        command: there ? edit(there) : rename(module, near ?? 'ambassador'),
      });
    }
  },
});

const READ: readonly string[] = ['ambassador', 'tls', 'authentication'];
