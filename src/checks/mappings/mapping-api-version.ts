import type { Cluster } from '../../cluster/cluster.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { KINDS } from '../../cluster/kinds.ts';
import type { CustomResourceDefinition, Mapping, TCPMapping } from '../../cluster/objects.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';

export const mappingApiVersion = defineCheck({
  code: 'MAP026',
  name: 'mapping-api-version',
  area: 'mappings',
  title: 'A Mapping is written in an older API version',
  severity: 'info',
  reads: ['Mapping'],
  alsoReads: [...installationKinds, 'CustomResourceDefinition'],
  message: '{mapping} is written as {version}{consequence}.',
  why: 'Emissary 4 brings only getambassador.io/v3alpha1 along; what is written in older versions is refused there.',
  fix: 'Write {mapping} as getambassador.io/v3alpha1: hostname in place of host, and "*" where there was none.',
  silent: [
    'objects that are stored as v2 and read as v3alpha1, which is normal',
    'clusters whose gateways are all older than Emissary 2, or serve no v3alpha1',
  ],
  example: {
    bad: `
apiVersion: getambassador.io/v2
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { prefix: /cart/, service: cart.shop }
`,
    good: `
apiVersion: getambassador.io/v3alpha1
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    for (const mapping of [...cluster.all('Mapping'), ...cluster.all('TCPMapping')]) {
      const { apiVersion = '', annotationOf } = mapping;
      const isNew = installations.some((one) => one.sees(mapping) && usesHosts(one));
      const served = servedVersions(cluster, mapping);
      if (!OLDER.test(apiVersion) || !isNew || (served && !served.includes('v3alpha1'))) continue;

      const isRefused = !annotationOf && served?.includes(apiVersion.replace(/^.*\//, '')) === false;
      report({
        on: mapping,
        severity: isRefused ? 'warning' : 'info',
        data: {
          mapping,
          version: apiVersion,
          consequence: words(isRefused ? ', which this cluster does not serve any more: applying it again fails' : ''),
        },
        evidence: [
          annotationOf
            ? { at: annotationOf, path: 'metadata.annotations[getambassador.io/config]', value: apiVersion }
            : { at: mapping, path: 'apiVersion', value: apiVersion },
        ],
      });
    }
  },
});

const OLDER = /^getambassador\.io\/v[0-2]$/;

/** The versions in which the API server has a kind; undefined when that is not known. */
function servedVersions(
  cluster: Cluster<'CustomResourceDefinition'>,
  { kind }: Mapping | TCPMapping,
): readonly string[] | undefined {
  const { group, plural } = KINDS[kind];
  const definition: CustomResourceDefinition | undefined = cluster.find(
    'CustomResourceDefinition',
    '',
    `${plural}.${group}`,
  );
  return definition?.spec.versions?.filter(({ served }) => served !== false).map(({ name }) => name);
}
