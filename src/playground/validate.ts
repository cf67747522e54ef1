import {
  checkList,
  checkShape,
  checkString,
  checkText,
  type Flaw,
  flaw,
  type Inspection,
  type Surface,
} from './inspection.ts';
import { LIMITS, NOT_ON } from './limits.ts';
import { type Fields, fieldsField, isFields, listField } from './shapes.ts';
import { checkElement, checkImage, ELEMENTS_OF } from './validate-elements.ts';

type BlockCheck = (inspection: Inspection, at: string, block: Fields) => void;

const BLOCKS: Readonly<Record<string, BlockCheck>> = {
  section: checkSection,
  header(inspection, at, block) {
    checkShape(inspection, at, block, ['type', 'text'], ['block_id', 'level']);
    checkText(inspection, `${at}/text`, block['text'], { max: LIMITS.headerText, plain: true, optional: true });
  },
  divider(inspection, at, block) {
    checkShape(inspection, at, block, ['type'], ['block_id']);
  },
  context(inspection, at, block) {
    checkShape(inspection, at, block, ['type', 'elements'], ['block_id']);
    for (const [where, element] of checkList(inspection, `${at}/elements`, block['elements'], LIMITS.contextElements)) {
      if (element['type'] === 'image') checkImage(inspection, where, element);
      else checkText(inspection, where, element, { max: LIMITS.anyText });
    }
  },
  actions(inspection, at, block) {
    checkShape(inspection, at, block, ['type', 'elements'], ['block_id']);
    for (const [where, element] of checkList(inspection, `${at}/elements`, block['elements'], LIMITS.actionsElements)) {
      checkElement(inspection, where, element, ELEMENTS_OF.actions);
    }
  },
  context_actions(inspection, at, block) {
    const elements = checkList(inspection, `${at}/elements`, block['elements'], LIMITS.contextActionsElements);
    for (const [where, element] of elements) checkElement(inspection, where, element, ELEMENTS_OF.context_actions);
  },
  input(inspection, at, block) {
    checkShape(
      inspection,
      at,
      block,
      ['type', 'label', 'element'],
      ['block_id', 'hint', 'optional', 'dispatch_action'],
    );
    checkText(inspection, `${at}/label`, block['label'], { max: LIMITS.label, plain: true, optional: true });
    checkText(inspection, `${at}/hint`, block['hint'], { max: LIMITS.label, plain: true, optional: true });
    checkElement(inspection, `${at}/element`, block['element'], ELEMENTS_OF.input);
  },
  image(inspection, at, block) {
    checkShape(inspection, at, block, ['type'], ['block_id', 'image_url', 'slack_file', 'alt_text', 'title']);
    checkImage(inspection, at, block);
    checkText(inspection, `${at}/title`, block['title'], { max: LIMITS.imageTitle, plain: true, optional: true });
  },
  markdown(inspection, at, block) {
    checkShape(inspection, at, block, ['type', 'text'], ['block_id']);
    checkString(inspection, `${at}/text`, block['text'], LIMITS.markdown);
  },
  rich_text(inspection, at, block) {
    const known = ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote'];
    for (const [where, element] of checkList(inspection, `${at}/elements`, block['elements'], 1_000)) {
      if (known.includes(String(element['type']))) continue;
      flaw(inspection, `${where}/type`, 'unsupported_type', `unsupported type: ${String(element['type'])}`);
    }
  },
  table(inspection, at, block) {
    checkShape(inspection, at, block, ['type', 'rows'], ['block_id', 'column_settings']);
    const rows = Array.isArray(block['rows']) ? block['rows'] : [];
    if (rows.length === 0) flaw(inspection, `${at}/rows`, 'too_few', 'no fewer than 1 items allowed');
    if (rows.length > LIMITS.tableRows) {
      flaw(inspection, `${at}/rows`, 'too_many', `no more than ${LIMITS.tableRows} items allowed`);
    }
    for (const [index, row] of rows.entries()) {
      checkList(inspection, `${at}/rows/${index}`, row, LIMITS.tableCells);
    }
  },
};

const UNCHECKED = [
  'alert',
  'call',
  'card',
  'carousel',
  'container',
  'data_table',
  'data_visualization',
  'file',
  'plan',
  'task_card',
  'video',
];

/** What Slack would refuse in these blocks. */
export function validateBlocks(blocks: unknown, surface: Surface, at = '/blocks'): readonly Flaw[] {
  const inspection: Inspection = { surface, flaws: [] };
  const max = surface === 'message' ? LIMITS.messageBlocks : LIMITS.viewBlocks;
  if (Array.isArray(blocks) && blocks.length === 0 && surface !== 'modal') return [];

  const list = checkList(inspection, at, blocks, max);
  const seen = new Set<unknown>();
  for (const [where, block] of list) {
    checkBlock(inspection, where, block);
    if (block['block_id'] !== undefined && seen.has(block['block_id'])) {
      flaw(inspection, `${where}/block_id`, 'duplicate', `block_id already exists: ${String(block['block_id'])}`);
    }
    seen.add(block['block_id']);
  }

  checkWhole(inspection, at, list);
  return inspection.flaws;
}

/** What Slack would refuse in this view; pointers start at `/view`. */
export function validateView(view: unknown, wanted: 'modal' | 'home'): readonly Flaw[] {
  const inspection: Inspection = { surface: wanted, flaws: [] };
  if (!isFields(view)) {
    flaw(inspection, '/view', 'invalid_type', 'must provide an object');
    return inspection.flaws;
  }
  if (view['type'] !== wanted) {
    flaw(inspection, '/view/type', 'unsupported_type', `unsupported type: ${String(view['type'])}`);
  }

  const common = ['private_metadata', 'callback_id', 'external_id'];
  const modal = ['title', 'submit', 'close', 'clear_on_close', 'notify_on_close', 'submit_disabled'];
  checkShape(inspection, '/view', view, ['type', 'blocks'], wanted === 'modal' ? [...common, ...modal] : common);

  if (wanted === 'modal') {
    checkText(inspection, '/view/title', view['title'], { max: LIMITS.viewTitle, plain: true });
    checkText(inspection, '/view/submit', view['submit'], { max: LIMITS.viewTitle, plain: true, optional: true });
    checkText(inspection, '/view/close', view['close'], { max: LIMITS.viewTitle, plain: true, optional: true });
  }
  checkString(inspection, '/view/private_metadata', view['private_metadata'], LIMITS.privateMetadata, { min: 0 });
  checkString(inspection, '/view/callback_id', view['callback_id'], LIMITS.id, { min: 0 });
  checkString(inspection, '/view/external_id', view['external_id'], LIMITS.id, { min: 0 });

  const blocks = listField(view, 'blocks');
  if (wanted === 'modal' && view['submit'] === undefined && blocks.some((block) => block['type'] === 'input')) {
    flaw(inspection, '/view', 'missing_field', 'missing required field: submit (the view has an input block)');
  }
  return [...inspection.flaws, ...validateBlocks(view['blocks'], wanted, '/view/blocks')];
}

/** The words WebClient logs for flaws. */
export function flawMessages(flaws: readonly Flaw[]): readonly string[] {
  return flaws.map((one) => `[ERROR] ${one.message} [json-pointer:${one.pointer}]`);
}

function checkBlock(inspection: Inspection, at: string, block: Fields): void {
  const type = String(block['type']);
  if (NOT_ON[inspection.surface].includes(type)) {
    flaw(inspection, `${at}/type`, 'wrong_surface', `unsupported type on a ${inspection.surface}: ${type}`);
    return;
  }

  const check = BLOCKS[type];
  if (!check && !UNCHECKED.includes(type)) {
    flaw(inspection, `${at}/type`, 'unsupported_type', `unsupported type: ${type}`);
    return;
  }

  check?.(inspection, at, block);
  checkString(inspection, `${at}/block_id`, block['block_id'], LIMITS.id);

  const ids = elementsOf(block).map((element) => element['action_id']);
  for (const id of new Set(ids.filter((one, index) => one !== undefined && ids.indexOf(one) !== index))) {
    flaw(inspection, at, 'duplicate', `action_id already exists in this block: ${String(id)}`);
  }
}

function checkSection(inspection: Inspection, at: string, block: Fields): void {
  checkShape(inspection, at, block, ['type'], ['block_id', 'text', 'fields', 'accessory', 'expand']);
  if (block['text'] === undefined && block['fields'] === undefined) {
    flaw(inspection, at, 'missing_field', 'missing required field: text or fields');
  }
  checkText(inspection, `${at}/text`, block['text'], { max: LIMITS.sectionText, optional: true });

  if (block['fields'] !== undefined) {
    for (const [where, field] of checkList(inspection, `${at}/fields`, block['fields'], LIMITS.sectionFields)) {
      checkText(inspection, where, field, { max: LIMITS.sectionField });
    }
  }
  if (block['accessory'] !== undefined) {
    checkElement(inspection, `${at}/accessory`, block['accessory'], ELEMENTS_OF.accessory);
  }
}

function checkWhole(inspection: Inspection, at: string, list: readonly (readonly [string, Fields])[]): void {
  const blocks = list.map(([, block]) => block);
  if (blocks.filter((block) => block['type'] === 'table' || block['type'] === 'data_table').length > 1) {
    flaw(inspection, at, 'only_one_table_allowed', 'only_one_table_allowed');
  }

  const markdown = blocks.filter((block) => block['type'] === 'markdown').map((block) => String(block['text']));
  if (markdown.join('').length > LIMITS.markdown) {
    flaw(inspection, at, 'too_long', `markdown blocks together must be less than ${LIMITS.markdown + 1} characters`);
  }
  if (blocks.flatMap(elementsOf).filter((element) => element['focus_on_load'] === true).length > 1) {
    flaw(inspection, at, 'duplicate', 'only one element can have focus_on_load');
  }
}

/** The elements of a block that carry an `action_id`. */
export function elementsOf(block: Fields): readonly Fields[] {
  const single = [fieldsField(block, 'accessory'), fieldsField(block, 'element')].filter((one) => one !== undefined);
  const many = block['type'] === 'actions' || block['type'] === 'context_actions' ? listField(block, 'elements') : [];
  return [...single, ...many];
}
