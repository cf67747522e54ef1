import { nearest } from '../cluster/names.ts';
import { isRecord } from '../cluster/records.ts';
import type { Check, Options } from './check.ts';

/** What somebody decided about checks, by their names: that one is off, or values in place of its defaults. */
export type CheckSettings = Readonly<Record<string, 'off' | Options>>;

/** Settings that were understood, and one line for people about each mistake. */
export interface ReadSettings {
  readonly settings: CheckSettings;
  readonly mistakes: readonly string[];
}

/** One option of a check: its value in force, and what it is when nobody sets it. */
export interface OptionInForce {
  readonly name: string;
  readonly value: Options[string];
  readonly default: Options[string];
}

export function isOff({ name }: Check, settings: CheckSettings): boolean {
  return settings[name] === 'off';
}

/** The checks that are not turned off. */
export function turnedOn(checks: readonly Check[], settings: CheckSettings): readonly Check[] {
  return checks.filter((check) => !isOff(check, settings));
}

/** The options that a check runs with. */
export function optionsOf({ name, options = {} }: Check, settings: CheckSettings): Options {
  const own = settings[name];
  return own === undefined || own === 'off' ? options : { ...options, ...own };
}

/** Every option of a check, for people. */
export function optionsInForce(check: Check, settings: CheckSettings): readonly OptionInForce[] {
  const inForce = optionsOf(check, settings);
  return Object.entries(check.options ?? {}).map(([name, standard]) => ({
    name,
    value: inForce[name] ?? standard,
    default: standard,
  }));
}

/** `warnDays = 14 (default 30)`; without the default where it is in force. Shares are rounded. */
export function describeOption({ name, value, default: standard }: OptionInForce): string {
  return `${name} = ${optionText(value)}${value === standard ? '' : ` (default ${optionText(standard)})`}`;
}

/** A value as people read it: a twelfth as 0.0833. */
export function optionText(value: Options[string]): string {
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(3))) : String(value);
}

/**
 * Understands settings, keyed by code or name: `{ tls-cert-expiring: { warnDays: 14 }, MAP018: off }`.
 *
 * @param raw what YAML or JSON holds
 * @param isWhole whether these are all checks; else a name that none has is left out
 */
export function readSettings(raw: unknown, checks: readonly Check[], { isWhole = true } = {}): ReadSettings {
  if (!isRecord(raw))
    return { settings: {}, mistakes: ['it has to name checks: { tls-cert-expiring: { warnDays: 14 } }'] };
  const settings = new Map<string, 'off' | Options>();
  const mistakes: string[] = [];
  for (const [word, decided] of Object.entries(raw)) {
    const check = find(word, checks, isWhole ? mistakes : []);
    if (!check) continue;
    if (settings.has(check.name)) mistakes.push(`${check.code} and ${check.name} are one check: name it once.`);
    settings.set(check.name, readDecision(check, decided, mistakes));
  }
  return { settings: Object.fromEntries(settings), mistakes };
}

/**
 * Adds what was typed to settings, over what they say already.
 *
 * @param set options as `tls-cert-expiring.warnDays=14`
 * @param off codes or names
 */
export function withTyped(
  { settings, mistakes: before }: ReadSettings,
  { set, off }: { readonly set: readonly string[]; readonly off: readonly string[] },
  checks: readonly Check[],
): ReadSettings {
  const mistakes = [...before];
  const typed = new Map(Object.entries(settings));
  for (const text of set) {
    const [, word = '', option = '', value = ''] = /^([^.=]+)\.([^.=]+)=(.*)$/.exec(text) ?? [];
    if (!word) {
      mistakes.push(`${text}: write the check, its option and a value, such as tls-cert-expiring.warnDays=14.`);
      continue;
    }
    const check = find(word, checks, mistakes);
    if (!check) continue;
    const parsed = readDecision(check, { [option]: typedValue(value, check.options?.[option]) }, mistakes);
    const present = typed.get(check.name);
    typed.set(check.name, parsed === 'off' || present === 'off' || !present ? parsed : { ...present, ...parsed });
  }
  for (const word of off) {
    const check = find(word, checks, mistakes);
    if (check) typed.set(check.name, 'off');
  }
  return { settings: Object.fromEntries(typed), mistakes };
}

function find(word: string, checks: readonly Check[], mistakes: string[]): Check | undefined {
  const wanted = word.toLowerCase();
  const check = checks.find(({ code, name }) => name === wanted || code.toLowerCase() === wanted);
  if (check) return check;
  const near = nearest(
    wanted,
    checks.flatMap(({ code, name }) => [name, code.toLowerCase()]),
  );
  mistakes.push(`there is no check ${JSON.stringify(word)}.${near ? ` Did you mean ${near}?` : ''}`);
  return undefined;
}

function readDecision(check: Check, decided: unknown, mistakes: string[]): 'off' | Options {
  const { name, options = {} } = check;
  if (decided === 'off' || decided === false) return 'off';
  const [first] = Object.entries(options);
  if (!isRecord(decided)) {
    const example = first ? ` or options such as { ${first[0]}: ${optionText(first[1])} }` : '';
    mistakes.push(`${name}: write off${example}.`);
    return {};
  }
  const entries = Object.entries(decided);
  for (const [option, value] of entries) {
    const standard = options[option];
    if (!Object.hasOwn(options, option) || standard === undefined) {
      const known = Object.keys(options);
      const near = nearest(option, known);
      const has = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
      mistakes.push(`${name} has no option ${JSON.stringify(option)}: ${has}.${near ? ` Did you mean ${near}?` : ''}`);
    } else if (typeof value !== typeof standard || (typeof value === 'number' && !(value >= 0 && value < Infinity))) {
      mistakes.push(`${name}.${option} has to be ${kindOf(standard)}, such as ${optionText(standard)}.`);
    }
  }
  // What is wrong stops the start, so nothing runs with it.
  return Object.fromEntries(entries) as Options;
}

function kindOf(standard: Options[string]): string {
  if (typeof standard === 'number') return 'a number from 0';
  return typeof standard === 'boolean' ? 'true or false' : 'a text';
}

/** What was typed, as the option wants it; what cannot be is left as it is, for the mistake. */
function typedValue(text: string, standard: Options[string] | undefined): unknown {
  if (typeof standard === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return typeof standard === 'number' && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}
