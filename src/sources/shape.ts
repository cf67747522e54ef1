import { isFields } from './fields.ts';

/**
 * What is kept of a value: all of it, some fields, some fields of each item of a list (`[shape]`), or what a function
 * makes of it.
 */
export type Shape = true | FieldShapes | readonly [Shape] | ((value: unknown) => unknown);

/** What is kept of the fields of an object. */
export interface FieldShapes {
  readonly [field: string]: Shape;
}

/** A copy of a value with the fields of a shape, as far as it has them. */
export function pick(value: unknown, shape: Shape): unknown {
  if (shape === true || value === null) return value;
  if (typeof shape === 'function') return shape(value);
  if (isList(shape)) return Array.isArray(value) ? value.map((item) => pick(item, shape[0])) : undefined;
  if (!isFields(value)) return undefined;
  const picked: Record<string, unknown> = {};
  for (const name in shape) {
    const field = value[name];
    const wanted = shape[name];
    const kept = field === undefined || field === null || wanted === undefined ? undefined : pick(field, wanted);
    if (kept !== undefined) picked[name] = kept;
  }
  return picked;
}

/** The shape that keeps these fields as they are. */
export function fields(...names: readonly string[]): FieldShapes {
  return Object.fromEntries(names.map((name) => [name, true as const]));
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
