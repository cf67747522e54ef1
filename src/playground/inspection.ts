import { type Fields, isFields } from './shapes.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

/** One thing Slack refuses in blocks or a view. */
export interface Flaw {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** What one validation gathers on its way. */
export interface Inspection {
  readonly surface: Surface;
  readonly flaws: Flaw[];
}

/** How a text may look. */
export interface TextRule {
  readonly max: number;
  readonly plain?: boolean;
  readonly optional?: boolean;
}

/** Notes a flaw. */
export function flaw(inspection: Inspection, pointer: string, code: string, message: string): void {
  inspection.flaws.push({ pointer, code, message });
}

/** Only these fields, and these at least. */
export function checkShape(
  inspection: Inspection,
  at: string,
  value: Fields,
  required: readonly string[],
  allowed: readonly string[],
): void {
  for (const name of required) {
    if (value[name] === undefined) flaw(inspection, at, 'missing_field', `missing required field: ${name}`);
  }
  for (const name of Object.keys(value)) {
    if (value[name] === undefined || required.includes(name) || allowed.includes(name)) continue;
    flaw(inspection, at, 'additional_property', `invalid additional property: ${name}`);
  }
}

/** A plain string within a length. */
export function checkString(
  inspection: Inspection,
  at: string,
  value: unknown,
  max: number,
  options: { readonly min?: number } = {},
): void {
  if (value === undefined) return;
  if (typeof value !== 'string') {
    flaw(inspection, at, 'invalid_type', 'must be a string');
    return;
  }

  const min = options.min ?? 1;
  if (value.length < min) flaw(inspection, at, 'too_short', `must be more than ${min - 1} characters`);
  if (value.length > max) flaw(inspection, at, 'too_long', `must be less than ${max + 1} characters`);
}

/** A whole number within bounds. */
export function checkNumber(
  inspection: Inspection,
  at: string,
  value: unknown,
  min: number,
  max = Number.POSITIVE_INFINITY,
): void {
  if (value === undefined || (Number.isInteger(value) && Number(value) >= min && Number(value) <= max)) return;
  const bounds = max === Number.POSITIVE_INFINITY ? `at least ${min}` : `between ${min} and ${max}`;
  flaw(inspection, at, 'invalid_value', `must be a number, ${bounds}`);
}

/** A text object. */
export function checkText(inspection: Inspection, at: string, value: unknown, rule: TextRule): void {
  if (value === undefined && rule.optional) return;
  if (!isFields(value)) {
    flaw(inspection, at, 'invalid_type', 'must provide an object');
    return;
  }

  if (value['type'] !== 'plain_text' && (rule.plain || value['type'] !== 'mrkdwn')) {
    flaw(inspection, `${at}/type`, 'unsupported_type', `unsupported type: ${String(value['type'])}`);
    return;
  }

  checkShape(inspection, at, value, ['type', 'text'], value['type'] === 'plain_text' ? ['emoji'] : ['verbatim']);
  checkString(inspection, `${at}/text`, value['text'], rule.max);
}

/** A list within a length; gives its members that have fields, with their pointers. */
export function checkList(
  inspection: Inspection,
  at: string,
  value: unknown,
  max: number,
): readonly (readonly [string, Fields])[] {
  if (!Array.isArray(value)) {
    flaw(inspection, at, 'invalid_type', 'must be an array');
    return [];
  }
  if (value.length === 0) flaw(inspection, at, 'too_few', 'no fewer than 1 items allowed');
  if (value.length > max) flaw(inspection, at, 'too_many', `no more than ${max} items allowed`);

  return value.flatMap((member, index) => {
    if (isFields(member)) return [[`${at}/${index}`, member] as const];
    flaw(inspection, `${at}/${index}`, 'invalid_type', 'must be an object');
    return [];
  });
}
