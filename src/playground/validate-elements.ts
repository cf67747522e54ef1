import { checkList, checkNumber, checkShape, checkString, checkText, flaw, type Inspection } from './inspection.ts';
import { LIMITS } from './limits.ts';
import { type Fields, isFields } from './shapes.ts';
import { checkConfirm, checkOptions, checkStaticSelect } from './validate-options.ts';

const SELECTS = ['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'];
const CHOICES = [...SELECTS, ...SELECTS.map((name) => `multi_${name}`), 'checkboxes', 'radio_buttons'];
const PICKERS = ['datepicker', 'timepicker', 'datetimepicker'];
const TYPED = [
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  'file_input',
];

/** Which elements go into which block. */
export const ELEMENTS_OF = {
  accessory: ['button', 'image', 'overflow', 'workflow_button', 'datepicker', 'timepicker', ...CHOICES],
  actions: ['button', 'overflow', 'workflow_button', ...PICKERS, ...CHOICES],
  input: [...PICKERS, ...CHOICES, ...TYPED],
  context_actions: ['feedback_buttons', 'icon_button'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const INTERACTIVE = ['action_id', 'confirm', 'focus_on_load'];
const SELECT = [...INTERACTIVE, 'placeholder'];
const TEXT = ['action_id', 'focus_on_load', 'placeholder', 'initial_value', 'dispatch_action_config'];
const CONVERSATIONS = ['default_to_current_conversation', 'filter'];

/** Fields of each element beside its type. Slack refuses all others. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  overflow: ['action_id', 'confirm', 'options'],
  checkboxes: [...INTERACTIVE, 'options', 'initial_options'],
  radio_buttons: [...INTERACTIVE, 'options', 'initial_option'],
  static_select: [...SELECT, 'options', 'option_groups', 'initial_option'],
  multi_static_select: [...SELECT, 'options', 'option_groups', 'initial_options', 'max_selected_items'],
  external_select: [...SELECT, 'initial_option', 'min_query_length'],
  multi_external_select: [...SELECT, 'initial_options', 'min_query_length', 'max_selected_items'],
  users_select: [...SELECT, 'initial_user'],
  multi_users_select: [...SELECT, 'initial_users', 'max_selected_items'],
  conversations_select: [...SELECT, ...CONVERSATIONS, 'initial_conversation', 'response_url_enabled'],
  multi_conversations_select: [...SELECT, ...CONVERSATIONS, 'initial_conversations', 'max_selected_items'],
  channels_select: [...SELECT, 'initial_channel', 'response_url_enabled'],
  multi_channels_select: [...SELECT, 'initial_channels', 'max_selected_items'],
  datepicker: [...SELECT, 'initial_date'],
  timepicker: [...SELECT, 'initial_time', 'timezone'],
  datetimepicker: [...INTERACTIVE, 'initial_date_time'],
  plain_text_input: [...TEXT, 'multiline', 'min_length', 'max_length'],
  email_text_input: TEXT,
  url_text_input: TEXT,
  number_input: [...TEXT, 'is_decimal_allowed', 'min_value', 'max_value'],
};

type ElementCheck = (inspection: Inspection, at: string, element: Fields) => void;

const ELEMENTS: Readonly<Record<string, ElementCheck>> = {
  button: checkButton,
  image: checkImage,
  overflow: (inspection, at, element) => checkOptions(inspection, at, element, LIMITS.overflowOptions, true),
  checkboxes: (inspection, at, element) => checkOptions(inspection, at, element, LIMITS.choiceOptions, false),
  radio_buttons: (inspection, at, element) => checkOptions(inspection, at, element, LIMITS.choiceOptions, false),
  static_select: checkStaticSelect,
  multi_static_select: checkStaticSelect,
  conversations_select: checkConversations,
  multi_conversations_select: checkConversations,
  channels_select: checkResponseUrl,
  plain_text_input: checkTextInput,
  number_input(inspection, at, element) {
    if (typeof element['is_decimal_allowed'] === 'boolean') return;
    flaw(inspection, at, 'missing_field', 'missing required field: is_decimal_allowed');
  },
  datepicker: (inspection, at, element) =>
    checkPattern(inspection, `${at}/initial_date`, element['initial_date'], /^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD'),
  timepicker: (inspection, at, element) =>
    checkPattern(inspection, `${at}/initial_time`, element['initial_time'], /^([01]\d|2[0-3]):[0-5]\d$/, 'HH:mm'),
  datetimepicker(inspection, at, element) {
    const moment = element['initial_date_time'];
    if (moment === undefined || /^\d{10}$/.test(String(moment))) return;
    flaw(inspection, `${at}/initial_date_time`, 'invalid_value', 'must be a UNIX timestamp of 10 digits');
  },
};

/** An interactive element or picture inside a block. */
export function checkElement(inspection: Inspection, at: string, element: unknown, allowed: readonly string[]): void {
  if (!isFields(element)) {
    flaw(inspection, at, 'invalid_type', 'must provide an object');
    return;
  }

  const type = String(element['type']);
  if (!allowed.includes(type)) {
    flaw(inspection, `${at}/type`, 'unsupported_type', `unsupported type: ${type}`);
    return;
  }

  const fields = FIELDS[type];
  if (fields) checkShape(inspection, at, element, ['type'], fields);
  checkString(inspection, `${at}/action_id`, element['action_id'], LIMITS.id);
  if (element['placeholder'] !== undefined) {
    checkText(inspection, `${at}/placeholder`, element['placeholder'], { max: LIMITS.placeholder, plain: true });
  }
  if (element['confirm'] !== undefined) checkConfirm(inspection, `${at}/confirm`, element['confirm']);
  checkNumber(inspection, `${at}/max_selected_items`, element['max_selected_items'], 1);
  checkNumber(inspection, `${at}/min_query_length`, element['min_query_length'], 0);
  ELEMENTS[type]?.(inspection, at, element);
}

/** The picture of an image block or element. */
export function checkImage(inspection: Inspection, at: string, image: Fields): void {
  const file = image['slack_file'];
  if (image['image_url'] === undefined && file === undefined) {
    flaw(inspection, at, 'missing_field', 'missing required field: image_url');
  }
  if (image['image_url'] !== undefined && file !== undefined) {
    flaw(inspection, at, 'additional_property', 'only one of image_url and slack_file is allowed');
  }
  if (image['alt_text'] === undefined) flaw(inspection, at, 'missing_field', 'missing required field: alt_text');
  checkString(inspection, `${at}/alt_text`, image['alt_text'], LIMITS.imageAlt);
  checkString(inspection, `${at}/image_url`, image['image_url'], LIMITS.url);
  checkPattern(inspection, `${at}/image_url`, image['image_url'], /^https?:\/\/[^/]/i, 'a URL');

  if (file === undefined) return;
  if (!isFields(file)) flaw(inspection, `${at}/slack_file`, 'invalid_type', 'must provide an object');
  else if (typeof file['url'] !== 'string' && !/^F[A-Z0-9]{8,}$/.test(String(file['id']))) {
    flaw(inspection, `${at}/slack_file/id`, 'invalid_value', 'input must match regex pattern: ^[F][A-Z0-9]{8,}$');
  }
}

function checkButton(inspection: Inspection, at: string, button: Fields): void {
  const optional = ['action_id', 'url', 'value', 'style', 'confirm', 'accessibility_label', 'focus_on_load'];
  checkShape(inspection, at, button, ['type', 'text'], optional);
  checkText(inspection, `${at}/text`, button['text'], { max: LIMITS.buttonText, plain: true });
  checkString(inspection, `${at}/value`, button['value'], LIMITS.buttonValue, { min: 0 });
  checkString(inspection, `${at}/url`, button['url'], LIMITS.url);
  checkString(inspection, `${at}/accessibility_label`, button['accessibility_label'], LIMITS.accessibilityLabel);
  if (button['style'] !== undefined && button['style'] !== 'primary' && button['style'] !== 'danger') {
    flaw(inspection, `${at}/style`, 'invalid_value', 'must be one of: primary, danger');
  }
}

function checkTextInput(inspection: Inspection, at: string, input: Fields): void {
  checkNumber(inspection, `${at}/min_length`, input['min_length'], 0, LIMITS.inputLength);
  checkNumber(inspection, `${at}/max_length`, input['max_length'], 1, LIMITS.inputLength);
  const [least, most] = [Number(input['min_length'] ?? 0), Number(input['max_length'] ?? LIMITS.inputLength)];
  if (least > most) flaw(inspection, at, 'invalid_value', 'min_length must not be more than max_length');
  checkString(inspection, `${at}/initial_value`, input['initial_value'], most, { min: 0 });
}

function checkConversations(inspection: Inspection, at: string, select: Fields): void {
  checkResponseUrl(inspection, at, select);
  const filter = select['filter'];
  if (filter === undefined) return;
  if (!isFields(filter) || Object.keys(filter).length === 0) {
    flaw(inspection, `${at}/filter`, 'invalid_value', 'must have at least one field');
    return;
  }

  checkShape(
    inspection,
    `${at}/filter`,
    filter,
    [],
    ['include', 'exclude_external_shared_channels', 'exclude_bot_users'],
  );
  if (filter['include'] === undefined) return;
  const kinds = Array.isArray(filter['include']) ? filter['include'] : [];
  if (kinds.length === 0) checkList(inspection, `${at}/filter/include`, filter['include'], 4);
  for (const kind of kinds.filter((one) => !['im', 'mpim', 'private', 'public'].includes(one))) {
    flaw(inspection, `${at}/filter/include`, 'invalid_value', `unknown kind of conversation: ${String(kind)}`);
  }
}

function checkResponseUrl(inspection: Inspection, at: string, select: Fields): void {
  if (select['response_url_enabled'] === undefined || inspection.surface === 'modal') return;
  flaw(inspection, at, 'wrong_surface', 'response_url_enabled is only for input blocks of modals');
}

function checkPattern(inspection: Inspection, at: string, value: unknown, pattern: RegExp, words: string): void {
  if (value === undefined || (typeof value === 'string' && pattern.test(value))) return;
  flaw(inspection, at, 'invalid_value', `must be ${words}`);
}
