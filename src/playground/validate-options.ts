import { checkList, checkShape, checkString, checkText, flaw, type Inspection } from './inspection.ts';
import { LIMITS } from './limits.ts';
import { type Fields, isFields, listField } from './shapes.ts';

/** What a person is asked before an element acts. */
export function checkConfirm(inspection: Inspection, at: string, confirm: unknown): void {
  if (!isFields(confirm)) {
    flaw(inspection, at, 'invalid_type', 'must provide an object');
    return;
  }

  const text = (name: string, max: number, plain: boolean): void =>
    checkText(inspection, `${at}/${name}`, confirm[name], { max, plain, optional: true });
  checkShape(inspection, at, confirm, ['title', 'text', 'confirm', 'deny'], ['style']);
  text('title', LIMITS.confirmTitle, true);
  text('text', LIMITS.confirmText, false);
  text('confirm', LIMITS.confirmButton, true);
  text('deny', LIMITS.confirmButton, true);
}

/** The options of a select, or its groups of options. */
export function checkStaticSelect(inspection: Inspection, at: string, select: Fields): void {
  if (select['option_groups'] === undefined) {
    checkOptions(inspection, at, select, LIMITS.selectOptions, true);
    return;
  }
  if (select['options'] !== undefined) {
    flaw(inspection, at, 'additional_property', 'only one of options and option_groups is allowed');
  }
  const groups = checkList(inspection, `${at}/option_groups`, select['option_groups'], LIMITS.selectOptions);
  for (const [where, group] of groups) {
    checkShape(inspection, where, group, ['label', 'options'], []);
    checkText(inspection, `${where}/label`, group['label'], { max: LIMITS.optionText, plain: true, optional: true });
    checkOptionList(inspection, where, group, LIMITS.selectOptions, true);
  }
  const all = groups.flatMap(([, group]) => listField(group, 'options'));
  checkInitial(inspection, at, select, all);
}

/** The options of an element, and that what it starts with is among them. */
export function checkOptions(inspection: Inspection, at: string, owner: Fields, max: number, plain: boolean): void {
  checkOptionList(inspection, at, owner, max, plain);
  checkInitial(inspection, at, owner, listField(owner, 'options'));
}

function checkOptionList(inspection: Inspection, at: string, owner: Fields, max: number, plain: boolean): void {
  for (const [where, option] of checkList(inspection, `${at}/options`, owner['options'], max)) {
    const description = { max: LIMITS.optionText, plain, optional: true };
    checkShape(
      inspection,
      where,
      option,
      ['text', 'value'],
      owner['type'] === 'overflow' ? ['description', 'url'] : ['description'],
    );
    checkText(inspection, `${where}/text`, option['text'], { max: LIMITS.optionText, plain });
    checkText(inspection, `${where}/description`, option['description'], description);
    checkString(inspection, `${where}/value`, option['value'], LIMITS.optionValue);
    checkString(inspection, `${where}/url`, option['url'], LIMITS.url);
  }
}

function checkInitial(inspection: Inspection, at: string, owner: Fields, options: readonly Fields[]): void {
  const values = options.map((option) => option['value']);
  const several = owner['initial_options'];
  if (several !== undefined) {
    const max = Number(owner['max_selected_items'] ?? LIMITS.selectOptions);
    checkList(inspection, `${at}/initial_options`, several, max);
  }
  const chosen = Array.isArray(several) ? several : [owner['initial_option']];
  for (const option of chosen) {
    if (option === undefined || (isFields(option) && values.includes(option['value']))) continue;
    flaw(inspection, at, 'invalid_value', 'initial option must be one of the options');
  }
}
