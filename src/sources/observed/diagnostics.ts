import { createHash } from 'node:crypto';
import type { Diagnostics } from '../../cluster/observed.ts';
import { type Fields, fieldsOf, isFields, parsedJson, textOf } from '../fields.ts';
import { withoutSecrets } from '../redact.ts';
import type { Place, Understood } from './answer.ts';

/** One of these is in every answer, of Ambassador 1 as of Emissary 4. */
const KEYS = ['system', 'envoy_status', 'errors', 'notices', 'ambassador_elements'];

/**
 * What `/ambassador/v0/diag/?json=true` answers, without secrets. The answer to `&filter=errors`, a bare list, counts as
 * one that is not whole. Never throws, and takes what is missing or of another type as not said.
 */
export function diagnosticsOf(text: string, place: Place): Understood<Diagnostics> {
  const answer = parsedJson(text);
  if (answer === undefined) return { problem: whyNoJson(text) };
  if (Array.isArray(answer)) return { object: diagnosticsFrom({ errors: answer }, place, false) };
  const fields = fieldsOf(answer);
  if (!KEYS.some((key) => Object.hasOwn(fields, key))) return { problem: 'is no answer of the diagnostics' };
  return { object: diagnosticsFrom(fields, place, true) };
}

/** The same of two small answers, those to `&filter=errors` and to `&filter=system`, where the whole was too large. */
export function diagnosticsOfParts(errors: string, system: string | undefined, place: Place): Understood<Diagnostics> {
  const list = parsedJson(errors);
  if (list === undefined) return { problem: whyNoJson(errors) };
  return { object: diagnosticsFrom({ errors: list, system: parsedJson(system ?? '') }, place, false) };
}

function diagnosticsFrom(answer: Fields, { namespace, name }: Place, isWhole: boolean): Diagnostics {
  const system = fieldsOf(answer['system']);
  const version = textOf(system['version']);
  const ambassadorId = textOf(system['ambassador_id']);
  return {
    kind: 'Diagnostics',
    metadata: { namespace, name },
    isWhole,
    ...(version !== undefined && { version }),
    ...(ambassadorId !== undefined && { ambassadorId }),
    environment: environmentOf(system['env_status']),
    ...(isFields(answer['envoy_status']) && { envoy: envoyOf(answer['envoy_status']) }),
    errors: once(errorsOf(answer['errors'])),
    notices: once(noticesOf(answer['notices'])),
    elements: elementsOf(answer['ambassador_elements']),
  };
}

function whyNoJson(text: string): string {
  if (text.trim() === '') return 'is empty';
  return text.trimStart().startsWith('<') ? 'is a web page instead of JSON: ?json=true is missing' : 'is no JSON';
}

/** Each check of the environment has `[whether it is well, a text]` in its list of specifics (diagd.py, StatusInfo). */
function environmentOf(status: unknown): Diagnostics['environment'] {
  return Object.entries(fieldsOf(status)).flatMap(([check, info]) => {
    // Before the first configuration it is a bare pair.
    const pairs = isPair(info) ? [info] : listOf(fieldsOf(info)['specifics']).filter(isPair);
    const failed = pairs.filter(([isWell]) => isWell === false);
    if (failed.length === 0 && fieldsOf(info)['status'] === false) return [{ check, text: '' }];
    return failed.map(([, text]) => ({ check, text: cleaned(text) }));
  });
}

function envoyOf(status: Fields): NonNullable<Diagnostics['envoy']> {
  const { alive, ready, since_update: sinceUpdate } = status;
  return {
    ...(typeof alive === 'boolean' && { alive }),
    ...(typeof ready === 'boolean' && { ready }),
    ...(typeof sinceUpdate === 'string' && { sinceUpdate }),
  };
}

/** Pairs of key and text; in old versions lists of errors by key. */
function errorsOf(errors: unknown): Diagnostics['errors'] {
  const pairs = isFields(errors)
    ? Object.entries(errors).flatMap(([key, some]) => listOf(some).map((one) => [key, one] as const))
    : listOf(errors).filter(isPair);
  return pairs.map(([key, error]) => ({
    key: typeof key === 'string' && key !== '-global-' ? key : '',
    text: cleaned(isFields(error) ? error['error'] : error),
  }));
}

function noticesOf(notices: unknown): Diagnostics['notices'] {
  return listOf(notices).map((notice) => {
    const { level, message } = fieldsOf(notice);
    return { level: textOf(level) ?? 'NOTICE', text: cleaned(message ?? notice) };
  });
}

/** Hashes alone: a serialization can hold the value of an `Authorization` header. */
function elementsOf(elements: unknown): Diagnostics['elements'] {
  return Object.fromEntries(
    Object.entries(fieldsOf(elements)).map(([key, element]) => {
      const serialization = textOf(fieldsOf(element)['serialization']) ?? '';
      return [key, createHash('sha256').update(serialization).digest('hex').slice(0, 12)];
    }),
  );
}

function once<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function cleaned(text: unknown): string {
  return typeof text === 'string' ? withoutSecrets(text) : '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isPair(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}
