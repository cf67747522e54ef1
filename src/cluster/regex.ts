import { RE2JS } from 're2js';

const known = new Map<string, RE2JS | undefined>();
const MOST = 5000;

/** A regex as Envoy compiles it (RE2); undefined when it does not compile, which Envoy refuses. Cached by its text. */
function compiled(pattern: string): RE2JS | undefined {
  if (known.has(pattern)) return known.get(pattern);
  let regex: RE2JS | undefined;
  try {
    regex = RE2JS.compile(pattern);
  } catch {
    regex = undefined;
  }
  if (known.size >= MOST) known.clear();
  known.set(pattern, regex);
  return regex;
}

/** Whether Envoy can compile a regex. */
export function isRegex(pattern: string): boolean {
  return compiled(pattern) !== undefined;
}

/** Whether a regex matches a whole text; one that does not compile matches nothing. */
export function matchesWhole(pattern: string, text: string): boolean {
  return compiled(pattern)?.matcher(text).matches() ?? false;
}

/** Replaces every match, with `\1` for what the first group took; a regex that does not compile changes nothing. */
export function replaceAll(pattern: string, substitution: string, text: string): string {
  const matcher = compiled(pattern)?.matcher(text);
  if (!matcher) return text;
  let [replaced, end] = ['', 0];
  while (matcher.find()) {
    const given = substitution.replace(/\\([0-9\\])/g, (_, what: string) =>
      what === '\\' ? '\\' : groupOf(matcher, Number(what)),
    );
    replaced += text.slice(end, matcher.start()) + given;
    end = matcher.end();
  }
  return replaced + text.slice(end);
}

function groupOf(matcher: ReturnType<RE2JS['matcher']>, number: number): string {
  return number <= matcher.groupCount() ? (matcher.group(number) ?? '') : '';
}
