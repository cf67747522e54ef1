import { checkList, checkShape, checkString, checkText, flaw, type Inspection } from './inspection.ts';
import { LIMITS } from './limits.ts';
import { type Fields, isFields } from './shapes.ts';

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

  checkString(inspection, `${at}/action_id`, element['action_id'], LIMITS.id);
  if (element['placeholder'] !== undefined) {
    checkText(inspection, `${at}/placeholder`, element['placeholder'], { max: LIMITS.placeholder, plain: true });
  }
  if (element['confirm'] !== undefined) checkConfirm(inspection, `${at}/confirm`, element['confirm']);

  if (type === 'button') checkButton(inspection, at, element);
  else if (type === 'image') checkImage(inspection, at, element);
  else if (type === 'overflow') checkOptions(inspection, at, element, LIMITS.overflowOptions, true);
  else if (type === 'checkboxes' || type === 'radio_buttons') {
    checkOptions(inspection, at, element, LIMITS.choiceOptions, false);
  } else if (type.endsWith('static_select')) checkStaticSelect(inspection, at, element);
  else if (type === 'plain_text_input') checkTextInput(inspection, at, element);
  else if (type === 'datepicker') checkDate(inspection, at, element);
}

/** The picture of an image block or element. */
export function checkImage(inspection: Inspection, at: string, image: Fields): void {
  if (image['image_url'] === undefined && image['slack_file'] === undefined) {
    flaw(inspection, at, 'missing_field', 'missing required field: image_url');
  }
  if (image['alt_text'] === undefined) flaw(inspection, at, 'missing_field', 'missing required field: alt_text');
  checkString(inspection, `${at}/alt_text`, image['alt_text'], LIMITS.imageAlt);
  checkString(inspection, `${at}/image_url`, image['image_url'], LIMITS.url);
}

function checkButton(inspection: Inspection, at: string, button: Fields): void {
  const optional = ['action_id', 'url', 'value', 'style', 'confirm', 'accessibility_label'];
  checkShape(inspection, at, button, ['type', 'text'], optional);
  checkText(inspection, `${at}/text`, button['text'], { max: LIMITS.buttonText, plain: true });
  checkString(inspection, `${at}/value`, button['value'], LIMITS.buttonValue, { min: 0 });
  checkString(inspection, `${at}/url`, button['url'], LIMITS.url);
  checkString(inspection, `${at}/accessibility_label`, button['accessibility_label'], LIMITS.accessibilityLabel);
  if (button['style'] !== undefined && button['style'] !== 'primary' && button['style'] !== 'danger') {
    flaw(inspection, `${at}/style`, 'invalid_value', 'must be one of: primary, danger');
  }
}

function checkConfirm(inspection: Inspection, at: string, confirm: unknown): void {
  if (!isFields(confirm)) {
    flaw(inspection, at, 'invalid_type', 'must provide an object');
    return;
  }

  checkShape(inspection, at, confirm, ['title', 'text', 'confirm', 'deny'], ['style']);
  checkText(inspection, `${at}/title`, confirm['title'], { max: LIMITS.confirmTitle, plain: true, optional: true });
  checkText(inspection, `${at}/text`, confirm['text'], { max: LIMITS.confirmText, optional: true });
  checkText(inspection, `${at}/confirm`, confirm['confirm'], {
    max: LIMITS.confirmButton,
    plain: true,
    optional: true,
  });
  checkText(inspection, `${at}/deny`, confirm['deny'], { max: LIMITS.confirmButton, plain: true, optional: true });
}

function checkStaticSelect(inspection: Inspection, at: string, select: Fields): void {
  if (select['option_groups'] === undefined) {
    checkOptions(inspection, at, select, LIMITS.selectOptions, true);
    return;
  }
  if (select['options'] !== undefined) {
    flaw(inspection, at, 'additional_property', 'only one of options and option_groups is allowed');
  }
  for (const [where, group] of checkList(
    inspection,
    `${at}/option_groups`,
    select['option_groups'],
    LIMITS.selectOptions,
  )) {
    checkText(inspection, `${where}/label`, group['label'], { max: LIMITS.optionText, plain: true });
    checkOptions(inspection, where, group, LIMITS.selectOptions, true);
  }
}

function checkOptions(inspection: Inspection, at: string, owner: Fields, max: number, plain: boolean): void {
  for (const [where, option] of checkList(inspection, `${at}/options`, owner['options'], max)) {
    checkShape(inspection, where, option, ['text', 'value'], ['description', 'url']);
    checkText(inspection, `${where}/text`, option['text'], { max: LIMITS.optionText, plain });
    checkText(inspection, `${where}/description`, option['description'], {
      max: LIMITS.optionText,
      plain,
      optional: true,
    });
    checkString(inspection, `${where}/value`, option['value'], LIMITS.optionValue);
  }

  const known = Array.isArray(owner['options']) ? owner['options'].map(optionValue) : [];
  const chosen = Array.isArray(owner['initial_options']) ? owner['initial_options'] : [owner['initial_option']];
  for (const option of chosen) {
    if (option === undefined || known.includes(optionValue(option))) continue;
    flaw(inspection, at, 'invalid_value', 'initial option must be one of the options');
  }
}

function optionValue(option: unknown): unknown {
  return isFields(option) ? option['value'] : undefined;
}

function checkTextInput(inspection: Inspection, at: string, input: Fields): void {
  for (const name of ['min_length', 'max_length']) {
    const value = input[name];
    if (value === undefined) continue;
    const least = name === 'max_length' ? 1 : 0;
    if (typeof value === 'number' && value >= least && value <= LIMITS.inputLength) continue;
    flaw(inspection, `${at}/${name}`, 'invalid_value', `must be between ${least} and ${LIMITS.inputLength}`);
  }
  checkString(inspection, `${at}/initial_value`, input['initial_value'], LIMITS.inputLength, { min: 0 });
}

function checkDate(inspection: Inspection, at: string, picker: Fields): void {
  const date = picker['initial_date'];
  if (date === undefined || (typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date))) return;
  flaw(inspection, `${at}/initial_date`, 'invalid_value', 'must be a date as YYYY-MM-DD');
}
