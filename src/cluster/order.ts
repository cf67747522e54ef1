import type { AnyObject } from './objects.ts';

/**
 * The text by which Emissary sorts all it reads: `name.namespace.1`; of what was written in an annotation, the name of
 * the object that carries it and the number of its document (fetch/resource.py).
 */
export function rkeyOf(object: AnyObject): string {
  const { metadata } = object;
  if (!('annotationOf' in object) || !object.annotationOf) return `${metadata.name}.${metadata.namespace}.1`;
  const { annotationOf: bearer, annotationIndex = 1 } = object;
  return `${bearer.name}.${bearer.namespace}.${annotationIndex}`;
}

/** The order in which Emissary reads objects. */
export function byRkey(a: AnyObject, b: AnyObject): number {
  return byText(rkeyOf(a), rkeyOf(b));
}

/** Order of two texts by their characters, as Python compares them: not by UTF-16 units. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [one = 0, other = 0] = [a.codePointAt(at), b.codePointAt(at)];
    if (one !== other) return one - other;
  }
  return a.length - b.length;
}

/** The number of characters of a text, as Python counts them. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
