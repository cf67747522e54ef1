import { parseAllDocuments } from 'yaml';
import { isEmissary, KINDS } from '../cluster/kinds.ts';
import type { AnnotationFault, AnyObject, Meta, ObjectKind, Ref } from '../cluster/objects.ts';
import { type Fields, fieldsOf, isFields } from './fields.ts';
import { CONFIG_ANNOTATION } from './metadata.ts';
import type { Normalized } from './normalize.ts';
import { withoutQuote } from './parser-words.ts';

/** What an annotation gives: the objects in it, and what Emissary does not take of it. */
interface Annotated extends Normalized {
  readonly faults: readonly AnnotationFault[];
}

const NOTHING: Annotated = { objects: [], problems: [], faults: [] };

/**
 * Objects in the `getambassador.io/config` annotation of a Service or Ingress, as Emissary reads them: fields stand
 * beside kind and name, the namespace is the parent's, and one unreadable document loses the whole annotation
 * (Emissary: pkg/snapshot/v1/annotations.go).
 *
 * @param normalize makes objects of one shape of what stands in the annotation
 */
export function annotatedObjects(
  { kind, metadata }: AnyObject,
  normalize: (raw: unknown, where: string) => Normalized,
): Annotated {
  const annotation = metadata.annotations?.[CONFIG_ANNOTATION];
  if (!annotation?.trim()) return NOTHING;
  const contents = documentsIn(annotation);
  if ('reason' in contents) return { ...NOTHING, faults: [contents] };
  const kindless = contents.findIndex((content) => content !== null && !hasKind(content));
  if (kindless >= 0) return { ...NOTHING, faults: [{ reason: 'kind-missing', document: kindless + 1 }] };

  const owner: Ref = { kind, namespace: metadata.namespace, name: metadata.name };
  const results = contents.map((content, index): Annotated => {
    if (!isFields(content)) return NOTHING;
    const raw = unflattened(content, metadata);
    const refusal = refusalOf(raw);
    if (refusal) return { ...NOTHING, faults: [{ ...refusal, document: index + 1 }] };
    if (ONLY_EDGE_STACK.has(String(raw['kind']))) return NOTHING;
    const place = `annotation ${CONFIG_ANNOTATION}, document ${index + 1}`;
    const { objects, problems } = normalize(raw, `${kind} ${owner.namespace}/${owner.name}, ${place}`);
    const from = { annotationOf: owner, annotationIndex: index + 1 };
    const annotated = (object: AnyObject) => ({ ...object, ...from }) as AnyObject;
    return {
      ...NOTHING,
      objects: objects.map(annotated),
      problems: problems.map((problem) => ({
        ...problem,
        ...(problem.object && { object: annotated(problem.object) }),
      })),
    };
  });
  return {
    objects: results.flatMap(({ objects }) => objects),
    problems: results.flatMap(({ problems }) => problems),
    faults: results.flatMap(({ faults }) => faults),
  };
}

function documentsIn(annotation: string): readonly unknown[] | AnnotationFault {
  // Emissary's parser takes the last of two equal keys.
  const documents = parseAllDocuments(annotation, { logLevel: 'silent', uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  const contents: unknown[] = [];
  try {
    for (const document of documents) {
      if (document.errors[0]) throw document.errors[0];
      // Aliases are followed only now: one of nothing, or too many of them, is as unreadable.
      contents.push(document.toJS());
    }
  } catch (error) {
    return {
      reason: 'unreadable',
      ...(documents.length > 1 && { document: contents.length + 1 }),
      detail: withoutQuote(error instanceof Error ? error.message : String(error)),
    };
  }
  return contents;
}

function hasKind(content: unknown): boolean {
  const { kind } = fieldsOf(content);
  return typeof kind === 'string' && kind !== '';
}

/** An annotated object in the usual form: mostly its fields stand flat beside kind and name. */
function unflattened(content: Fields, parent: Meta): Fields {
  const {
    apiVersion,
    kind,
    metadata,
    spec,
    name,
    namespace,
    generation: _,
    metadata_labels: labels,
    ...flat
  } = content;
  const isStructured = isFields(metadata);
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion.replace(/^ambassador\//, 'getambassador.io/') : apiVersion,
    kind,
    metadata: {
      namespace: parent.namespace,
      labels: labels ?? parent.labels,
      ...(isStructured ? metadata : { name, ...(namespace !== undefined && { namespace }) }),
    },
    spec: isStructured ? spec : flat,
  };
}

/** Why Emissary does not take an annotated object. */
function refusalOf({ apiVersion, kind, metadata }: Fields): AnnotationFault | undefined {
  const { name, namespace } = fieldsOf(metadata);
  if (typeof name !== 'string' || name === '') return { reason: 'name-missing' };
  const object = { kind: String(kind), namespace: String(namespace), name };
  if (!isTaken(object.kind)) return { reason: 'kind-unknown', detail: object.kind, object };
  if (typeof apiVersion !== 'string') return { reason: 'version-missing', object };
  return VERSION.test(apiVersion) ? undefined : { reason: 'version-unknown', detail: apiVersion, object };
}

function isTaken(kind: string): boolean {
  return ONLY_EDGE_STACK.has(kind) || (Object.hasOwn(KINDS, kind) && isEmissary(kind as ObjectKind));
}

// Of the older ones some are for some kinds only, and some gateways take them still.
const VERSION = /^getambassador\.io\/(?:v[0-2]|v1beta[12]|v3alpha1)$/;

/** Kinds of getambassador.io that Attaché has no use for. */
const ONLY_EDGE_STACK: ReadonlySet<string> = new Set([
  'RateLimit',
  'Project',
  'ProjectController',
  'ProjectRevision',
  'AmbassadorInstallation',
]);
