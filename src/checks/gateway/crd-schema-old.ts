import { definitionOf } from '../../cluster/gateway-crds.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { CustomResourceDefinition, ObjectKind } from '../../cluster/objects.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck } from '../../engine/check.ts';
import { installDefinitions } from './install.ts';

export const crdSchemaOld = defineCheck({
  code: 'GWY016',
  name: 'crd-schema-old',
  area: 'gateway',
  title: 'Definitions are older than the gateway and drop fields it knows',
  severity: 'warning',
  reads: ['CustomResourceDefinition'],
  alsoReads: installationKinds,
  message: '{gateway} is version {version}, and the definitions in the cluster are older: they lack {fields}.',
  why: 'When an object is written, the API server drops fields that its definition lacks, and says so in a warning at most: the object looks right in its file, and does something else.',
  fix: 'Apply the CustomResourceDefinitions of version {version}; Helm does not upgrade them by itself. Then apply the objects that use these fields again.',
  silent: [
    'definitions that let unknown fields through, and those of which only a few fields were written out',
    'gateways that do not know the field either, and gateways of unknown version',
    'a version that is not served: that is crd-version-not-served',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "docker.io/emissaryingress/emissary:3.9.1" }] } }
---
kind: CustomResourceDefinition
metadata: { name: hosts.getambassador.io }
spec:
  group: getambassador.io
  versions:
    - name: v3alpha1
      schema:
        openAPIV3Schema:
          properties: { spec: { properties: { hostname: {}, tlsSecret: { properties: { name: {} } } } } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "docker.io/emissaryingress/emissary:3.9.1" }] } }
---
kind: CustomResourceDefinition
metadata: { name: hosts.getambassador.io }
spec:
  group: getambassador.io
  versions:
    - name: v3alpha1
      schema:
        openAPIV3Schema:
          properties: { spec: { properties: { hostname: {}, tlsSecret: { properties: { name: {}, namespace: {} } } } } }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const { version } = installation;
      const [gateway] = installation.workloads;
      if (!gateway || !version) continue;
      const missing = FIELDS.filter(({ since }) => isAtLeast(version, since)).flatMap((field) => {
        const definition = cluster.find('CustomResourceDefinition', '', definitionOf(field.kind));
        return definition && lacks(definition, field) ? [{ ...field, definition }] : [];
      });
      const definitions = [...new Set(missing.map(({ definition }) => definition))];
      const [first, ...others] = definitions;
      if (!first) continue;

      report({
        on: first,
        data: { gateway, version, fields: missing.map(({ kind, path }) => `${kind}.spec.${path}`) },
        evidence: missing
          .slice(0, 5)
          .map(({ definition: at, path }) => ({ at, path: `schema of v3alpha1, spec.${path}` })),
        related: [gateway, ...others],
        command: installDefinitions(installation),
      });
    }
  },
});

interface Field {
  readonly kind: ObjectKind;
  readonly path: string;
  /** The version of Emissary that brought it (its release notes). */
  readonly since: string;
  /** An older field that a definition has when it was written out in full. */
  readonly beside: string;
}

const FIELDS: readonly Field[] = [
  { kind: 'Mapping', path: 'hostname', since: '2.0.4', beside: 'prefix' },
  { kind: 'Mapping', path: 'v2ExplicitTLS', since: '2.1', beside: 'keepalive' },
  { kind: 'Mapping', path: 'health_checks', since: '3.4', beside: 'keepalive' },
  { kind: 'Host', path: 'mappingSelector', since: '2.0.5', beside: 'acmeProvider' },
  { kind: 'Host', path: 'tlsSecret.namespace', since: '2.4', beside: 'tlsSecret.name' },
  { kind: 'TLSContext', path: 'crl_secret', since: '2.3', beside: 'ecdh_curves' },
  { kind: 'AuthService', path: 'circuit_breakers', since: '2.0.5', beside: 'allowed_authorization_headers' },
  { kind: 'LogService', path: 'protocol_version', since: '2.3', beside: 'flush_interval_byte_size' },
];

function lacks({ spec }: CustomResourceDefinition, { path, beside }: Field): boolean {
  const { schema = [] } = spec.versions?.find(({ name, served }) => name === 'v3alpha1' && served !== false) ?? {};
  return schema.includes(beside) && !schema.includes(path);
}
