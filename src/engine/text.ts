import type { Ref } from '../cluster/objects.ts';
import type { Check } from './check.ts';
import type { Fact, Finding } from './finding.ts';

/** How one surface writes each type of fact. */
export interface Format {
  text(text: string): string;
  number(number: number): string;
  date(date: Date): string;
  object(ref: Ref): string;
  /** The words of a message between its facts. */
  prose(text: string): string;
}

/** Puts facts into a template's braces, each written the way the surface wants it. A name without a fact stays as it is. */
export function fill(template: string, facts: Readonly<Record<string, Fact>>, format: Format): string {
  return template
    .split(/\{(\w+)\}/)
    .map((part, index) => {
      if (index % 2 === 0) return format.prose(part);
      const fact = facts[part];
      return fact === undefined ? format.prose(`{${part}}`) : write(fact, format);
    })
    .join('');
}

/** Writes one fact the way a surface wants it. Of a list at most five are named. */
export function write(fact: Fact, format: Format): string {
  if (typeof fact === 'string') return format.text(fact);
  if (typeof fact === 'number') return format.number(fact);
  if ('words' in fact) return format.prose(fact.words);
  if ('date' in fact) return format.date(new Date(fact.date));
  if ('kind' in fact) return format.object(fact);
  const shown = fact.slice(0, 5).map((item) => (typeof item === 'string' ? format.text(item) : format.object(item)));
  const rest = fact.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} ${format.prose(`and ${rest} more`)}` : shown.join(', ');
}

/** `Kind namespace/name`, or `Kind name` for kinds without a namespace. */
export function objectName({ kind, namespace, name }: Ref): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/** Facts as plain text: for JSON, for tests, and for surfaces without markup. */
export const plain: Format = {
  text: (text) => text,
  number: (number) => String(number),
  date: (date) => date.toISOString().slice(0, 10),
  object: objectName,
  prose: (text) => text,
};

/** A finding's sentences, filled in for a surface. */
export function sentences(finding: Finding, format: Format): { message: string; why: string; fix: string } {
  const { message, why, fix, data } = finding;
  return { message: fill(message, data, format), why: fill(why, data, format), fix: fill(fix, data, format) };
}

/** What a check says where there is no finding to fill its sentences. */
export function inGeneral(check: Check, part: 'why' | 'fix'): string {
  return check.inGeneral?.[part] ?? check[part];
}

/** `1 error`, `2 errors`; words that do not end in -s in the plural are given whole. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
