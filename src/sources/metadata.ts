import type { Meta } from '../cluster/objects.ts';
import { type Fields, fieldsOf, textOf } from './fields.ts';
import { withheldAnnotation } from './withhold.ts';

/** Where Services and Ingresses carry objects of getambassador.io. */
export const CONFIG_ANNOTATION = 'getambassador.io/config';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Characters; a longer annotation is somebody's storage and says nothing about the gateway. */
const LONGEST_ANNOTATION = 8192;

/**
 * The metadata that checks use, from what the API server sends: without managedFields, without kubectl's copy of the
 * object (of a Secret it holds the values), without annotations longer than 8 kB other than Emissary's configuration.
 * Reasons for a silence are shown and stored, so that what looks like a secret is taken out of them.
 */
export function metadataOf(raw: unknown): Meta {
  const fields = fieldsOf(raw);
  const generation = fields['generation'];
  const labels = stringsOf(fields['labels']);
  const annotations = annotationsOf(fields['annotations']);
  const owners = fields['ownerReferences'];
  return {
    name: textOf(fields['name']) ?? '',
    namespace: textOf(fields['namespace']) ?? '',
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...text('uid', fields),
    ...text('creationTimestamp', fields),
    ...text('deletionTimestamp', fields),
    ...(typeof generation === 'number' && { generation }),
    ...(Array.isArray(owners) && owners.length > 0 && { ownerReferences: owners.map(ownerOf) }),
  };
}

/**
 * Annotations as far as checks use them, without what may be a secret. Emissary's configuration is kept as it is: whoever
 * reads it (`normalize.ts`) takes it out then.
 */
export function annotationsOf(raw: unknown): Readonly<Record<string, string>> | undefined {
  const annotations = stringsOf(raw, isWanted);
  return (
    annotations &&
    Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [
        name,
        name === CONFIG_ANNOTATION ? value : withheldAnnotation(name, value),
      ]),
    )
  );
}

function isWanted(name: string, value: string): boolean {
  return name !== LAST_APPLIED && (value.length <= LONGEST_ANNOTATION || name === CONFIG_ANNOTATION);
}

function ownerOf(raw: unknown): { readonly kind: string; readonly name: string; readonly controller?: boolean } {
  const { kind, name, controller } = fieldsOf(raw);
  return { kind: textOf(kind) ?? '', name: textOf(name) ?? '', ...(controller === true && { controller }) };
}

function stringsOf(
  raw: unknown,
  keep: (name: string, value: string) => boolean = () => true,
): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(fieldsOf(raw)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && keep(entry[0], entry[1]),
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function text<K extends string>(name: K, fields: Fields): { readonly [name in K]?: string } {
  const value = textOf(fields[name]);
  return (value === undefined ? {} : { [name]: value }) as { [name in K]?: string };
}
