import { mainFirst } from '../../cluster/gateway-crds.ts';
import { type Installation, installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { CustomResourceDefinition } from '../../cluster/objects.ts';
import { defineCheck } from '../../engine/check.ts';
import { installDefinitions } from './install.ts';

export const crdStoredVersions = defineCheck({
  code: 'GWY015',
  name: 'crd-stored-versions',
  area: 'gateway',
  title: 'Objects may be stored in an old version that nothing converts',
  severity: 'warning',
  reads: ['CustomResourceDefinition'],
  alsoReads: installationKinds,
  message:
    'Objects of {kinds} may still be stored as {versions}, and nothing converts them: their conversion strategy is None.',
  why: 'Gateways get such objects as v3alpha1 with the fields of the old version: what has another name or form there (host, tls: true, an ambassador_id that is a text) does nothing or makes them invalid. And the API server refuses definitions without the old version.',
  fix: 'Put the conversion webhook back (enableLegacyVersions: true in the chart of the definitions), write every object anew (kubectl get … -A -o yaml | kubectl replace -f -), and set status.storedVersions to v3alpha1 alone. Then take the webhook away.',
  silent: [
    'definitions whose objects the webhook converts',
    'definitions that store the old version today: what was written as v3alpha1 is read as it was written',
  ],
  example: {
    bad: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec:
  group: getambassador.io
  conversion: { strategy: None }
  versions: [{ name: v2, served: true }, { name: v3alpha1, served: true, storage: true }]
status: { storedVersions: [v2, v3alpha1] }
`,
    good: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec:
  group: getambassador.io
  conversion: { strategy: None }
  versions: [{ name: v2, served: true }, { name: v3alpha1, served: true, storage: true }]
status: { storedVersions: [v3alpha1] }
`,
  },

  run({ cluster, report }) {
    const definitions = mainFirst(cluster.all('CustomResourceDefinition').filter(isUnconverted));
    const [first, ...others] = definitions;
    if (!first) return;
    report({
      on: first,
      data: {
        kinds: definitions.map(({ metadata, spec }) => spec.names?.kind ?? metadata.name),
        versions: [...new Set(definitions.flatMap(oldVersionsOf))].toSorted(),
      },
      evidence: definitions.slice(0, 3).flatMap((at) => [
        { at, path: 'status.storedVersions', value: at.status?.storedVersions },
        { at, path: 'spec.conversion.strategy', value: at.spec.conversion?.strategy },
      ]),
      related: others,
      command: installWebhook(installationsOf(cluster)[0] ?? { flavour: 'emissary' }),
    });
  },
});

/** Definitions with the webhook: since version 4 the chart has it on demand. */
function installWebhook(installation: Pick<Installation, 'flavour' | 'version'>): string {
  const command = installDefinitions(installation);
  return command.startsWith('helm ') ? `${command} --set enableLegacyVersions=true` : command;
}

function isUnconverted(definition: CustomResourceDefinition): boolean {
  const { group, conversion, versions = [] } = definition.spec;
  if (group !== 'getambassador.io' || conversion?.strategy === 'Webhook') return false;
  const storesNew = versions.some(({ name, storage }) => storage === true && name === 'v3alpha1');
  return storesNew && oldVersionsOf(definition).length > 0;
}

function oldVersionsOf({ status }: CustomResourceDefinition): readonly string[] {
  return (status?.storedVersions ?? []).filter((version) => version !== 'v3alpha1');
}
