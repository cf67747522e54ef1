import type { Cluster } from '../../cluster/cluster.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { KINDS } from '../../cluster/kinds.ts';
import type { CustomResourceDefinition, Mapping, TCPMapping } from '../../cluster/objects.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, kubectl } from '../../engine/kubectl.ts';

export const mappingApiVersion = defineCheck({
  code: 'MAP026',
  name: 'mapping-api-version',
  area: 'mappings',
  title: 'A Mapping is written in an older API version',
  severity: 'info',
  reads: ['Mapping'],
  alsoReads: [...installationKinds, 'CustomResourceDefinition'],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{mappings} {are} written as {version}{consequence}.',
  why: 'Emissary 4 brings only getambassador.io/v3alpha1 along; what is written in older versions is refused there.',
  fix: 'Write {mappings} as getambassador.io/v3alpha1: hostname in place of host, and "*" where there was none.',
  silent: [
    'objects that were read from an API server: it stores and gives out in v2 what was written in v3alpha1',
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
    const old = [...cluster.all('Mapping'), ...cluster.all('TCPMapping')].flatMap((mapping): readonly Old[] => {
      const { apiVersion = '', annotationOf, metadata } = mapping;
      const isNew = installations.some((one) => one.sees(mapping) && usesHosts(one));
      const served = servedVersions(cluster, mapping);
      if (!OLDER.test(apiVersion) || !isNew || (served && !served.includes('v3alpha1'))) return [];
      // An API server has v2 as its first version, and gives out in it what was written in v3alpha1.
      if (metadata.uid !== undefined && !annotationOf) return [];
      const isRefused = !annotationOf && served?.includes(apiVersion.replace(/^.*\//, '')) === false;
      return [{ mapping, version: apiVersion, isRefused }];
    });
    // One habit of those who write in a namespace, and so one finding.
    const alike = Map.groupBy(
      old,
      ({ mapping, version, isRefused }) => `${mapping.metadata.namespace} ${version} ${isRefused}`,
    );
    for (const [first, ...others] of alike.values()) {
      if (!first) continue;
      const { mapping, version, isRefused } = first;
      const mappings = [mapping, ...others.map((other) => other.mapping)];
      report({
        on: mapping,
        severity: isRefused ? 'warning' : 'info',
        data: {
          mappings,
          are: words(mappings.length > 1 ? 'are' : 'is'),
          version,
          consequence: words(isRefused ? ', which this cluster does not serve any more: applying it again fails' : ''),
        },
        evidence: mappings
          .slice(0, 5)
          .map((at) =>
            at.annotationOf
              ? { at: at.annotationOf, path: 'metadata.annotations[getambassador.io/config]', value: version }
              : { at, path: 'apiVersion', value: version },
          ),
        related: others.map((other) => other.mapping),
        // The API server writes what it has in any version that it serves.
        command: [
          ...new Set(mappings.map((one) => (one.annotationOf ? edit(one) : kubectl('get', one, '-o', 'yaml')))),
        ].join('\n'),
      });
    }
  },
});

interface Old {
  readonly mapping: Mapping | TCPMapping;
  readonly version: string;
  /** Whether the API server does not take it any more. */
  readonly isRefused: boolean;
}

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
