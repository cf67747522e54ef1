import { KINDS } from '../cluster/kinds.ts';
import { nearest } from '../cluster/names.ts';
import { OBSERVED } from '../cluster/observed.ts';
import { isRecord } from '../cluster/records.ts';
import { AREAS, type Check, SEVERITIES } from '../engine/check.ts';

const ALL_KINDS: readonly string[] = [...Object.keys(KINDS), ...Object.keys(OBSERVED)];
const TEXTS = ['title', 'message', 'why', 'fix'] as const;

/**
 * What is wrong with an own check, in words for the person who wrote it; nothing: it can be run.
 *
 * @param taken the checks there are already, ours first
 */
export function mistakesIn(value: unknown, taken: readonly Check[]): readonly string[] {
  if (!isRecord(value)) return ['is no object'];
  const { code, name, area, severity, reads, alsoReads = [], options = {}, silent = [], explains = [] } = value;
  const { example, inGeneral = {}, run, judgesSilences } = value;
  return [
    ...codeMistakes(code, taken),
    ...nameMistakes(name, taken),
    ...(AREAS.some((one) => one === area) ? [] : [`area is ${shown(area)}; it can be ${AREAS.join(', ')}`]),
    ...(SEVERITIES.some((one) => one === severity)
      ? []
      : [`severity is ${shown(severity)}; it can be ${SEVERITIES.join(', ')}`]),
    ...kindMistakes('reads', reads),
    ...kindMistakes('alsoReads', alsoReads),
    ...TEXTS.flatMap((field) => textMistakes(field, value[field])),
    ...(isRecord(options) && Object.values(options).every(isScalar)
      ? []
      : ['options has to name numbers, texts or true and false']),
    ...(isTexts(silent) && isTexts(explains) ? [] : ['silent and explains are lists of texts']),
    ...(isRecord(example) && isTexts([example['bad'], example['good']])
      ? []
      : ['example needs the texts bad and good']),
    ...(isRecord(inGeneral) && isTexts(Object.values(inGeneral)) ? [] : ['inGeneral holds the texts why and fix']),
    ...(judgesSilences === undefined ? [] : ['judgesSilences is not for own checks']),
    ...(typeof run === 'function' && run.constructor.name === 'Function'
      ? []
      : ['run has to be a function that is done when it returns, so not async']),
  ];
}

function codeMistakes(code: unknown, taken: readonly Check[]): readonly string[] {
  const letters = typeof code === 'string' ? /^([A-Z]{2,10})\d{3,4}$/.exec(code)?.[1] : undefined;
  if (!letters) return [`code is ${shown(code)}; it has to be letters and digits such as OWN001`];
  if (taken.some((check) => check.code === code)) return [`code ${code} is another check's already`];
  const isOurs = taken.some((check) => !check.isOwn && check.code.replace(/\d+$/, '') === letters);
  return isOurs ? [`code ${code} has the letters of Attaché's own checks; take others, such as OWN001`] : [];
}

function nameMistakes(name: unknown, taken: readonly Check[]): readonly string[] {
  if (typeof name !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    return [`name is ${shown(name)}; it has to be words with hyphens such as owner-missing`];
  }
  const isTaken = taken.some((check) => check.name === name) || AREAS.some((area) => area === name);
  return isTaken ? [`name ${name} is taken already`] : [];
}

function kindMistakes(field: string, kinds: unknown): readonly string[] {
  if (!isTexts(kinds)) return [`${field} has to be a list of kinds, such as ['Mapping']`];
  return kinds
    .filter((kind) => !ALL_KINDS.includes(kind))
    .map((kind) => {
      const near = nearest(kind, ALL_KINDS);
      return `${field} names ${shown(kind)}, which is no kind that Attaché reads${near ? `; the nearest is ${near}` : ''}`;
    });
}

function textMistakes(field: string, text: unknown): readonly string[] {
  if (typeof text !== 'string' || text.trim() === '') return [`${field} has to be a text`];
  const rest = text.replace(/\{\w+\}/g, '');
  return /[{}]/.test(rest) ? [`${field} has a brace that is no placeholder: those are one word, as in {mapping}`] : [];
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : (JSON.stringify(value) ?? String(value));
}

function isScalar(value: unknown): boolean {
  return ['number', 'string', 'boolean'].includes(typeof value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
