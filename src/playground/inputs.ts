import { LIMITS } from './limits.ts';
import { type Block, type Fields, fieldsField, type InputState, isFields, listField } from './shapes.ts';
import { elementsOf } from './validate.ts';

/** What a person gives to an input: typed text, a date, the value or text of an option, or several. */
export type Given = string | number | readonly string[] | null;

/** Given values by `action_id` or `block_id`. */
export type GivenValues = Readonly<Record<string, Given>>;

/** An interactive element together with the block it sits in. */
export interface Placed {
  readonly block: Block;
  readonly element: Fields;
}

const SINGLE: Readonly<Record<string, string>> = {
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
};

const MANY: Readonly<Record<string, string>> = {
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
};

const OPTION = ['static_select', 'external_select', 'radio_buttons', 'overflow'];
const OPTIONS = ['multi_static_select', 'multi_external_select', 'checkboxes'];
const TYPED = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'];

/** The elements of blocks a person can act on. */
export function placedElements(blocks: readonly Block[]): readonly Placed[] {
  return blocks.flatMap((block) => elementsOf(block).map((element) => ({ block, element })));
}

/** What the inputs hold before anybody touched them; `channel` is for selects that start with where one is. */
export function initialState(blocks: readonly Block[], channel?: string): InputState {
  const state: Record<string, Record<string, Fields>> = {};
  for (const { block, element } of placedElements(blocks)) {
    const value = initialValue(element, channel);
    if (!value) continue;
    state[block.block_id] = { ...state[block.block_id], [String(element['action_id'])]: value };
  }
  return state;
}

/** The state with one element changed. */
export function withValue(state: InputState, placed: Placed, value: Fields): InputState {
  const { block, element } = placed;
  return { ...state, [block.block_id]: { ...state[block.block_id], [String(element['action_id'])]: value } };
}

/** What a person gives, in the shape Slack sends for that element; throws on an option that is not offered. */
export function givenValue(element: Fields, given: Given): Fields {
  const type = String(element['type']);
  const single = SINGLE[type];
  if (single) return { type, [single]: type === 'datetimepicker' ? Number(given) : given };

  const list = given === null ? [] : Array.isArray(given) ? given.map(String) : [String(given)];
  const many = MANY[type];
  if (many) return { type, [many]: list };
  if (OPTIONS.includes(type)) return { type, selected_options: list.map((one) => optionOf(element, one)) };
  if (OPTION.includes(type)) {
    return { type, selected_option: given === null ? null : optionOf(element, String(given)) };
  }
  return { type, value: given === null ? null : String(given) };
}

/** What Slack itself says about inputs before it asks the app, by block; empty when all is well. */
export function inputErrors(blocks: readonly Block[], state: InputState): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    const element = fieldsField(block, 'element');
    if (block.type !== 'input' || !element) continue;

    const value = state[block.block_id]?.[String(element['action_id'])];
    const typed = value?.['value'];
    if (isEmpty(value)) {
      if (block['optional'] !== true) errors[block.block_id] = 'Please complete this required field.';
      continue;
    }
    const error = typeof typed === 'string' ? typedError(element, typed) : tooMany(element, value);
    if (error) errors[block.block_id] = error;
  }
  return errors;
}

function typedError(element: Fields, typed: string): string | undefined {
  const max = Number(element['max_length'] ?? LIMITS.inputLength);
  if (typed.length < Number(element['min_length'] ?? 0))
    return `Please enter at least ${element['min_length']} characters.`;
  if (typed.length > max) return `Please enter no more than ${max} characters.`;
  if (element['type'] === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(typed))
    return 'Please enter a valid email address.';
  if (element['type'] === 'url_text_input' && !/^https?:\/\/\S+$/.test(typed)) return 'Please enter a valid URL.';
  return element['type'] === 'number_input' ? numberError(element, typed) : undefined;
}

function numberError(element: Fields, typed: string): string | undefined {
  const pattern = element['is_decimal_allowed'] === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(typed)) return 'Please enter a valid number.';
  const [min, max] = [element['min_value'], element['max_value']];
  if (min !== undefined && Number(typed) < Number(min)) return `Please enter a number of at least ${min}.`;
  if (max !== undefined && Number(typed) > Number(max)) return `Please enter a number of at most ${max}.`;
  return undefined;
}

function tooMany(element: Fields, value: Fields | undefined): string | undefined {
  const max = Number(element['max_selected_items'] ?? Number.POSITIVE_INFINITY);
  const count = Object.values(value ?? {}).find(Array.isArray)?.length ?? 0;
  return count > max ? `Please select no more than ${max}.` : undefined;
}

/** Every option of an element, groups opened. */
export function optionsOf(element: Fields): readonly Fields[] {
  const groups = listField(element, 'option_groups').flatMap((group) => listField(group, 'options'));
  return [...listField(element, 'options'), ...groups];
}

/** The words on an option or button. */
export function labelOf(element: Fields): string {
  const text = element['text'];
  if (isFields(text)) return String(text['text']);
  return typeof text === 'string' ? text : '';
}

function optionOf(element: Fields, wanted: string): Fields {
  const options = optionsOf(element);
  const found =
    options.find((option) => option['value'] === wanted) ?? options.find((option) => labelOf(option) === wanted);
  if (found) return found;

  // Options of an external select come from the app and are not part of the element.
  if (String(element['type']).includes('external')) {
    return { text: { type: 'plain_text', text: wanted, emoji: true }, value: wanted };
  }
  const offered = options.map((option) => `${labelOf(option)} (${String(option['value'])})`).join(', ');
  throw new Error(`${String(element['action_id'])} does not offer "${wanted}", only: ${offered}`);
}

function isEmpty(value: Fields | undefined): boolean {
  if (!value) return true;
  const { type: _type, ...rest } = value;
  return Object.values(rest).every(
    (one) => one === null || one === undefined || one === '' || (Array.isArray(one) && one.length === 0),
  );
}

function initialValue(element: Fields, channel: string | undefined): Fields | undefined {
  const type = String(element['type']);
  const here = element['default_to_current_conversation'] === true ? channel : undefined;
  const single = SINGLE[type];
  if (single) return { type, [single]: element[single.replace('selected', 'initial')] ?? here ?? null };

  const many = MANY[type];
  if (many) return { type, [many]: here ? [here] : (element[many.replace('selected', 'initial')] ?? []) };
  if (OPTIONS.includes(type)) return { type, selected_options: element['initial_options'] ?? [] };
  if (type === 'overflow') return undefined;
  if (OPTION.includes(type)) return { type, selected_option: element['initial_option'] ?? null };
  if (TYPED.includes(type)) return { type, value: element['initial_value'] ?? null };
  return undefined;
}

/** Whether something is what a person can give to an input. */
export function isGiven(value: unknown): value is Given {
  if (value === null || typeof value === 'string' || typeof value === 'number') return true;
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
