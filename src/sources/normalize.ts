import type { z } from 'zod';
import type { Problem } from '../cluster/cluster.ts';
import { isEmissary, KINDS } from '../cluster/kinds.ts';
import type { AnyObject, Meta, ObjectKind } from '../cluster/objects.ts';
import { annotatedObjects } from './annotations.ts';
import { type Fields, fieldsOf, isFields } from './fields.ts';
import { CONFIG_ANNOTATION, metadataOf } from './metadata.ts';
import { objectOfOlderVersion } from './older-versions.ts';
import { ANNOTATED_SPECS, METADATA, SPECS, SUBSETS } from './schema.ts';
import { secretFacts } from './secret.ts';
import { pick } from './shape.ts';
import { shapeOf } from './shapes.ts';

/** What became of some input: objects of one shape, and what could not be understood. */
export interface Normalized {
  readonly objects: readonly AnyObject[];
  readonly problems: readonly Problem[];
}

const NOTHING: Normalized = { objects: [], problems: [] };

/**
 * Turns what an API server or a YAML document holds into objects of one shape: Lists are opened, getambassador.io v1
 * and v2 become v3alpha1, `getambassador.io/config` annotations become objects of their own (what Emissary does not take
 * of them stands on the object that carries them), Secrets become facts.
 * Objects of kinds that Attaché does not read give nothing; malformed ones give a problem that names them.
 *
 * @param where names the input in problems: a file and line, or the cluster
 * @param specs what the specs of objects have to look like
 */
export function normalizeObject(raw: unknown, where: string, specs = SPECS): Normalized {
  if (!isFields(raw)) return failed(where, 'is no Kubernetes object (kind and metadata expected)');
  const kind = raw['kind'];
  if (typeof kind !== 'string') return failed(where, 'has no kind');

  const items = raw['items'];
  if (kind.endsWith('List') && Array.isArray(items)) {
    const itemKind = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
    const defaults = itemKind ? { kind: itemKind, apiVersion: raw['apiVersion'] } : {};
    const every = items.map((item) => (isFields(item) ? { ...defaults, ...item } : item));
    return join(every.map((item) => unlessTooDeep(item, where, () => normalizeObject(item, where))));
  }

  if (!isKind(kind) || !isOurs(kind, raw['apiVersion'])) return NOTHING;
  const object = normalizeOne(kind, raw, where, specs);
  if ('message' in object) return { objects: [], problems: [object] };
  const own = withoutConfig(object);
  if (object.kind !== 'Service' && object.kind !== 'Ingress') return { objects: [own], problems: [] };
  const { faults, ...annotated } = annotatedObjects(object, (item, place) =>
    normalizeObject(item, place, ANNOTATED_SPECS),
  );
  const carrier = faults.length > 0 ? { ...own, annotationFaults: faults } : own;
  return join([{ objects: [carrier as AnyObject], problems: [] }, annotated]);
}

/** An object without the text of its configuration, which can hold headers with passwords; that it has one stays known. */
function withoutConfig(object: AnyObject): AnyObject {
  const { metadata } = object;
  if (metadata.annotations?.[CONFIG_ANNOTATION] === undefined) return object;
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [CONFIG_ANNOTATION]: '(read)' } },
  };
}

/** What is made of an object; of one that nests deeper than anything can follow, a problem: the others still count. */
export function unlessTooDeep(raw: unknown, where: string, make: () => Normalized): Normalized {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { kind, metadata } = fieldsOf(raw);
    const { namespace, name } = fieldsOf(metadata);
    const named = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    return failed(named, `nests too deeply; the object was left out (${where})`);
  }
}

/** Several results as one. */
export function join(results: readonly Normalized[]): Normalized {
  return {
    objects: results.flatMap(({ objects }) => objects),
    problems: results.flatMap(({ problems }) => problems),
  };
}

function normalizeOne(kind: ObjectKind, raw: Fields, where: string, specs: typeof SPECS): AnyObject | Problem {
  const given = withoutNulls(raw['metadata'] ?? {});
  const checkedMetadata = METADATA.safeParse(given);
  if (!checkedMetadata.success) return { where, message: `${kind}: metadata.${complaint(checkedMetadata.error)}` };

  const home = KINDS[kind].namespaced ? (checkedMetadata.data.namespace ?? 'default') : '';
  const metadata = { ...metadataOf(given), namespace: home };
  if (kind === 'Secret') return secretFacts({ ...raw, metadata });

  const named = home ? `${kind} ${home}/${metadata.name}` : `${kind} ${metadata.name}`;
  const apiVersion = raw['apiVersion'];
  // A null filters list is a decision (no authentication), everywhere else null is the same as nothing.
  const content = kind === 'FilterPolicy' ? raw : withoutNulls(raw);
  const body = fieldsOf(content);
  const spec = isEmissary(kind) ? objectOfOlderVersion(kind, apiVersion, body['spec'] ?? {}) : body['spec'];
  const mistake =
    mistakeIn('spec', specs[kind], spec ?? {}) ?? mistakeIn('subsets', subsetsOf(kind), body['subsets'] ?? []);
  if (mistake) return { where: named, message: `${mistake} (${where})`, object: unreadObject(kind, metadata, spec) };

  const kept = fieldsOf(pick({ ...body, spec: isEmissary(kind) ? pruned(spec) : spec }, shapeOf(kind)));
  // The schemas hold what the types in objects.ts say of `spec`; of the rest only fields are taken that they name.
  return {
    kind,
    ...(typeof apiVersion === 'string' && { apiVersion }),
    metadata,
    ...('spec' in shapeOf(kind) && { spec: {} }),
    ...kept,
  } as unknown as AnyObject;
}

/** What is sure of an object whose spec has a mistake. */
function unreadObject(kind: ObjectKind, metadata: Meta, spec: unknown): AnyObject {
  const ids = [fieldsOf(spec)['ambassador_id']].flat().filter((id) => typeof id === 'string');
  return { kind, metadata, spec: ids.length > 0 ? { ambassador_id: ids } : {} } as unknown as AnyObject;
}

function mistakeIn(field: string, schema: z.ZodType | undefined, value: unknown): string | undefined {
  const result = schema?.safeParse(value);
  return result && !result.success ? `${field}.${complaint(result.error)}` : undefined;
}

function subsetsOf(kind: ObjectKind): z.ZodType | undefined {
  return kind === 'Endpoints' ? SUBSETS : undefined;
}

// Go leaves out empty strings, lists and maps before the compiler sees an object (`omitempty`); `rewrite` is a
// pointer there, so that `""` means no rewriting.
function pruned(spec: unknown): unknown {
  if (!isFields(spec)) return spec;
  return Object.fromEntries(Object.entries(spec).filter(([key, value]) => key === 'rewrite' || !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

/** `weight: expected number, received string; the object was left out` */
function complaint(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  const said = issue?.message
    .replace(/^Invalid (input|option): /, '')
    .replace(/^expected .*, received undefined$/, 'missing');
  const what = issue ? `${issue.path.join('.')}: ${said}` : 'is malformed';
  return `${what}; the object was left out`;
}

function isKind(kind: string): kind is ObjectKind {
  return Object.hasOwn(KINDS, kind);
}

// Other groups have a Service, an Ingress or a Certificate too (Knative, Gateway operators).
function isOurs(kind: ObjectKind, apiVersion: unknown): boolean {
  if (typeof apiVersion !== 'string') return true;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return group === KINDS[kind].group || (kind === 'Ingress' && group === 'extensions');
}

function failed(where: string, message: string): Normalized {
  return { objects: [], problems: [{ where, message }] };
}
