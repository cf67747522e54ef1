/**
 * Whether a version is at least another one: `isAtLeast('3.9.1', '3.10')` is false. Undefined when it is not known. What
 * stands behind the numbers (`-rc.1`) does not count.
 */
export function isAtLeast(version: string | undefined, wanted: string): boolean | undefined {
  const numbers = numbersOf(version ?? '');
  if (numbers.length === 0) return undefined;
  for (const [index, number] of numbersOf(wanted).entries()) {
    const own = numbers[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

function numbersOf(version: string): readonly number[] {
  return /^\d+(\.\d+)*/.exec(version)?.[0].split('.').map(Number) ?? [];
}
