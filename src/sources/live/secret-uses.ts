import type { SecretSeen } from '../../cluster/clearable-secret.ts';
import type { Ref } from '../../cluster/objects.ts';
import { type Fields, fieldsOf, isFields, textOf } from '../fields.ts';

/**
 * Where an object as the API server has it names a Secret of its namespace: any text that is the name, under a field with
 * `secret` in its own name (`secretKeyRef.name`, `imagePullSecrets[].name`, `secrets[].name`). One too many is found rather
 * than one too few. What is over (a Pod that ended) uses nothing.
 */
export function placesOf(kind: string, raw: unknown, secret: Pick<Ref, 'namespace' | 'name'>): SecretSeen['uses'] {
  const { metadata, status, ...rest } = fieldsOf(raw);
  const { name = '', namespace = '' } = textsIn(fieldsOf(metadata));
  const isOver = kind === 'Pod' && ['Succeeded', 'Failed'].includes(textOf(fieldsOf(status)['phase']) ?? '');
  if (isOver || namespace !== secret.namespace) return [];
  return [...pathsTo(rest, secret.name, '', false)].map((path) => ({ by: { kind, namespace, name }, path }));
}

function* pathsTo(value: unknown, name: string, path: string, isInside: boolean): Iterable<string> {
  if (value === name && isInside) yield path;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* pathsTo(item, name, `${path}[${nameOf(item) ?? index}]`, isInside);
  } else if (isFields(value)) {
    for (const [key, item] of Object.entries(value)) {
      yield* pathsTo(item, name, path === '' ? key : `${path}.${key}`, isInside || /secret/i.test(key));
    }
  }
}

function nameOf(item: unknown): string | undefined {
  return textOf(fieldsOf(item)['name']);
}

function textsIn(fields: Fields): { readonly name?: string; readonly namespace?: string } {
  const [name, namespace] = [textOf(fields['name']), textOf(fields['namespace'])];
  return { ...(name !== undefined && { name }), ...(namespace !== undefined && { namespace }) };
}
