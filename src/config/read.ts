import { parse } from 'yaml';
import { z } from 'zod';

/** A setting as it was understood, and what is wrong with it, each mistake one line for people. */
export interface Read<T> {
  readonly value: T;
  readonly mistakes: readonly string[];
}

/** How a setting that is a list is written. */
export interface ListSetting<T> {
  /** The environment variable. */
  readonly name: string;
  /** What one entry is called: `rule`. */
  readonly entry: string;
  readonly example: string;
  readonly schema: z.ZodType<readonly T[]>;
}

/** Reads a list that is written as YAML or JSON; absent: empty. */
export function readList<T>(
  text: string | undefined,
  { name, entry, example, schema }: ListSetting<T>,
): Read<readonly T[]> {
  if (text === undefined) return { value: [], mistakes: [] };
  let raw: unknown;
  try {
    raw = parse(text);
  } catch {
    return { value: [], mistakes: [`${name} is neither YAML nor JSON; it looks like ${example}`] };
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data, mistakes: [] };
  const mistakes = parsed.error.issues.map(({ path: [index, field], message }) => {
    const where = [name, ...(typeof index === 'number' ? [`${entry} ${index + 1}`] : []), ...(field ? [field] : [])];
    const hint = field === undefined ? ` It looks like ${example}` : '';
    return `${where.map(String).join(', ')}: ${message}.${hint}`;
  });
  return { value: [], mistakes: [...new Set(mistakes)] };
}

/** An object with these fields and no others; says so when it is something else. */
export function fieldsOnly<T extends z.core.$ZodLooseShape>(shape: T) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has a field ${issue.keys.join(', ')}, which I don't know; it can have ${known}`
        : `has to have fields: ${known}`,
  });
}
