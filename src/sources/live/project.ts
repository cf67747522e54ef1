import { isBuiltIn, KINDS } from '../../cluster/kinds.ts';
import type { AnyObject, ObjectKind } from '../../cluster/objects.ts';
import { type Fields, fieldsOf } from '../fields.ts';
import { CONFIG_ANNOTATION, metadataOf } from '../metadata.ts';
import { type Normalized, normalizeObject, unlessTooDeep } from '../normalize.ts';
import { secretFacts } from '../secret.ts';
import { pick } from '../shape.ts';
import { shapeOf } from '../shapes.ts';

/**
 * One item of a list as the objects of a snapshot: the fields that checks use, and nothing that a snapshot must not hold.
 *
 * @param version the version the item was read in
 * @param where names the cluster in problems
 */
export function project(kind: ObjectKind, version: string, raw: unknown, where: string): Normalized {
  const item = { ...fieldsOf(raw), kind };
  return unlessTooDeep(item, where, () => objectsOf(kind, version, item, where));
}

function objectsOf(kind: ObjectKind, version: string, item: Fields, where: string): Normalized {
  if (kind === 'Secret') return only(secretFacts(item));

  const { group } = KINDS[kind];
  const metadata = metadataOf(item['metadata']);
  const shape = shapeOf(kind);
  const kept = { kind, apiVersion: group ? `${group}/${version}` : version, metadata, ...fieldsOf(pick(item, shape)) };
  // An API server has checked its own kinds already; the definitions of others let anything through.
  if (!isBuiltIn(kind) || metadata.annotations?.[CONFIG_ANNOTATION]) return normalizeObject(kept, where);
  const needsSpec = 'spec' in shape && !('spec' in kept);
  return only({ ...kept, ...(needsSpec && { spec: {} }) } as AnyObject);
}

function only(object: AnyObject): Normalized {
  return { objects: [object], problems: [] };
}
