import { pemFacts } from './certificates.ts';
import { fieldsOf, isFields, textOf } from './fields.ts';
import { type FieldShapes, fields, pick } from './shape.ts';

/** What is kept of the `spec` of a definition. Of others than Emissary's, of which there are hundreds, only what it is. */
export function definitionSpec(spec: unknown): unknown {
  return pick(spec, fieldsOf(spec)['group'] === 'getambassador.io' ? EMISSARY : OTHER);
}

const version: FieldShapes = fields('name', 'served', 'storage');
const OTHER: FieldShapes = { group: true, names: fields('kind', 'plural'), versions: [version] };
const EMISSARY: FieldShapes = {
  ...OTHER,
  versions: [(one) => pick(one, fieldsOf(one)['name'] === 'v3alpha1' ? { ...version, schema: specFieldsIn } : version)],
  conversion: {
    strategy: true,
    webhook: { clientConfig: { service: fields('namespace', 'name'), caBundle: fingerprintsIn } },
  },
};

/**
 * The SHA-256 fingerprints of the certificates in a `caBundle`, which is base64 of PEM. A list is one that was made
 * before.
 */
function fingerprintsIn(caBundle: unknown): readonly string[] | undefined {
  if (Array.isArray(caBundle)) return caBundle.filter((one) => typeof one === 'string');
  const text = textOf(caBundle);
  if (text === undefined) return undefined;
  return pemFacts(Buffer.from(text, 'base64')).certificates.flatMap(({ fingerprint }) => fingerprint ?? []);
}

/**
 * The fields that a version of a definition of getambassador.io has in `spec`, and those one level below:
 * `tlsSecret`, `tlsSecret.name`. Undefined when the schema says nothing of them, or lets everything through.
 */
function specFieldsIn(schema: unknown): readonly string[] | undefined {
  if (Array.isArray(schema)) return schema.filter((one) => typeof one === 'string');
  const root = fieldsOf(fieldsOf(schema)['openAPIV3Schema']);
  const spec = fieldsOf(fieldsOf(root['properties'])['spec']);
  const properties = spec['properties'];
  if (!isFields(properties) || keepsUnknown(root) || keepsUnknown(spec)) return undefined;
  return Object.entries(properties).flatMap(([name, below]) => [
    name,
    ...Object.keys(fieldsOf(fieldsOf(below)['properties'])).map((inner) => `${name}.${inner}`),
  ]);
}

function keepsUnknown(schema: Readonly<Record<string, unknown>>): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}
