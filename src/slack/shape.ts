/** A list of which every member passes. */
export function isList<T>(value: unknown, isMember: (member: unknown) => member is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isMember);
}

/** A list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return isList(value, (member) => typeof member === 'string');
}
