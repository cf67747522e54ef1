import { parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../cluster/cluster.ts';
import { isEmissary, KINDS } from '../cluster/kinds.ts';
import type { AnyObject, Kind, Ref } from '../cluster/objects.ts';
import { objectOfOlderVersion } from './older-versions.ts';
import { METADATA, SPECS, SUBSETS } from './schema.ts';
import { secretFacts } from './secret.ts';

/** What became of some input: objects of one shape, and what could not be understood. */
export interface Normalized {
  readonly objects: readonly AnyObject[];
  readonly problems: readonly Problem[];
}

type Fields = Readonly<Record<string, unknown>>;

const CONFIG_ANNOTATION = 'getambassador.io/config';
const NOTHING: Normalized = { objects: [], problems: [] };

/**
 * Turns what an API server or a YAML document holds into objects of one shape: Lists are opened, getambassador.io v1
 * and v2 become v3alpha1, `getambassador.io/config` annotations become objects of their own, Secrets become facts.
 * Objects of kinds that Attaché does not read give nothing; malformed ones give a problem that names them.
 *
 * @param where names the input in problems: a file and line, or the cluster
 */
export function normalizeObject(raw: unknown, where: string): Normalized {
  if (!isFields(raw)) return failed(where, 'is no Kubernetes object (kind and metadata expected)');
  const kind = raw['kind'];
  if (typeof kind !== 'string') return failed(where, 'has no kind');

  const items = raw['items'];
  if (kind.endsWith('List') && Array.isArray(items)) {
    const itemKind = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
    const defaults = itemKind ? { kind: itemKind, apiVersion: raw['apiVersion'] } : {};
    const every = items.map((item) => (isFields(item) ? { ...defaults, ...item } : item));
    return join(every.map((item) => normalizeObject(item, where)));
  }

  if (!isKind(kind) || !isOurs(kind, raw['apiVersion'])) return NOTHING;
  const object = normalizeOne(kind, raw, where);
  if ('message' in object) return { objects: [], problems: [object] };
  if (object.kind !== 'Service' && object.kind !== 'Ingress') return { objects: [object], problems: [] };
  return join([{ objects: [object], problems: [] }, annotatedObjects(object)]);
}

/** Several results as one. */
export function join(results: readonly Normalized[]): Normalized {
  return {
    objects: results.flatMap(({ objects }) => objects),
    problems: results.flatMap(({ problems }) => problems),
  };
}

function normalizeOne(kind: Kind, raw: Fields, where: string): AnyObject | Problem {
  const metadata = METADATA.safeParse(withoutNulls(raw['metadata'] ?? {}));
  if (!metadata.success) return { where, message: `${kind}: metadata.${complaint(metadata.error)}` };

  const { name, namespace } = metadata.data;
  const home = KINDS[kind].namespaced ? (namespace ?? 'default') : '';
  const named = home ? `${kind} ${home}/${name}` : `${kind} ${name}`;
  const body = { ...raw, kind, metadata: { ...metadata.data, namespace: home } };
  if (kind === 'Secret') return secretFacts(body);
  if (kind === 'ConfigMap' || kind === 'Namespace') return body as unknown as AnyObject;

  // A null filters list is a decision (no authentication), everywhere else null is the same as nothing.
  const spec = kind === 'FilterPolicy' ? raw['spec'] : withoutNulls(raw['spec'] ?? {});
  const current = isEmissary(kind) ? objectOfOlderVersion(kind, raw['apiVersion'], spec) : spec;
  const checked = SPECS[kind]?.safeParse(current ?? {});
  if (checked && !checked.success) return { where: named, message: `spec.${complaint(checked.error)} (${where})` };
  const subsets = kind === 'Endpoints' && raw['subsets'] ? SUBSETS.safeParse(withoutNulls(raw['subsets'])) : undefined;
  if (subsets && !subsets.success) return { where: named, message: `subsets.${complaint(subsets.error)} (${where})` };

  // The schemas above hold what the types in objects.ts say; the rest of the object is only passed on.
  return { ...body, spec: isEmissary(kind) ? pruned(current) : (current ?? {}) } as unknown as AnyObject;
}

/**
 * Objects in the `getambassador.io/config` annotation of a Service or Ingress, as Emissary reads them: fields stand
 * beside kind and name, the namespace is the parent's, and one unreadable document loses the whole annotation
 * (Emissary: pkg/snapshot/v1/annotations.go).
 */
function annotatedObjects(parent: AnyObject): Normalized {
  const annotation = parent.metadata.annotations?.[CONFIG_ANNOTATION];
  if (!annotation?.trim()) return NOTHING;

  const { kind, metadata } = parent;
  const where = `${kind} ${metadata.namespace}/${metadata.name}`;
  const documents = parseAllDocuments(annotation, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return NOTHING;
  const broken = documents.find(({ errors }) => errors.length > 0);
  if (broken) {
    const reason = firstLine(broken.errors[0]?.message ?? 'no YAML');
    return failed(where, `annotation ${CONFIG_ANNOTATION} is ignored as a whole: ${reason}`);
  }

  const owner: Ref = { kind, namespace: metadata.namespace, name: metadata.name };
  return join(
    documents.map((document, index) => {
      const content: unknown = document.toJS();
      if (content === null) return NOTHING;
      const place = `annotation ${CONFIG_ANNOTATION}, document ${index + 1},`;
      if (!isFields(content)) return failed(where, `${place} is no object`);
      const { apiVersion, kind: itemKind, name, namespace, generation: _, metadata_labels: labels, ...spec } = content;
      if (typeof itemKind !== 'string' || !isKind(itemKind) || !isEmissary(itemKind)) {
        return failed(where, `${place} has kind ${JSON.stringify(itemKind)}, which Emissary does not know`);
      }
      if (typeof name !== 'string') return failed(where, `${place} has no name`);
      const raw = {
        apiVersion:
          typeof apiVersion === 'string' ? apiVersion.replace(/^ambassador\//, 'getambassador.io/') : apiVersion,
        kind: itemKind,
        metadata: { name, namespace: namespace ?? metadata.namespace, labels: labels ?? metadata.labels },
        spec,
      };
      const result = normalizeObject(raw, `${where}, ${place.replace(/,$/, '')}`);
      return { ...result, objects: result.objects.map((object) => ({ ...object, annotationOf: owner }) as AnyObject) };
    }),
  );
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

function complaint(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'is malformed';
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(KINDS, kind);
}

// Other groups have a Service, an Ingress or a Certificate too (Knative, Gateway operators).
function isOurs(kind: Kind, apiVersion: unknown): boolean {
  if (typeof apiVersion !== 'string') return true;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return group === KINDS[kind].group || (kind === 'Ingress' && group === 'extensions');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(where: string, message: string): Normalized {
  return { objects: [], problems: [{ where, message }] };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
