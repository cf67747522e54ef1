import { isShowable } from './files.ts';
import type { Flaw } from './inspection.ts';
import { type Fields, fieldsField, isFields, listField, textField } from './shapes.ts';
import type { Workspace } from './workspace.ts';

/** Pictures of blocks that show a file which is not there, or which Slack has not looked at yet. */
export function fileFlaws(workspace: Workspace, blocks: readonly unknown[], at = '/blocks'): readonly Flaw[] {
  return blocks.flatMap((block, index) =>
    !isFields(block)
      ? []
      : picturesOf(block, `${at}/${index}`).flatMap(([where, picture]) => {
          const id = textField(fieldsField(picture, 'slack_file') ?? {}, 'id');
          const file = id === undefined ? undefined : workspace.files.get(id);
          if (id === undefined || (file && isShowable(file, workspace.clock.now().getTime()))) return [];
          return [{ pointer: `${where}/slack_file`, code: 'invalid_value', message: 'invalid slack file' }];
        }),
  );
}

function picturesOf(block: Fields, at: string): readonly (readonly [string, Fields])[] {
  if (block['type'] === 'image') return [[at, block]];
  const accessory = fieldsField(block, 'accessory');
  if (accessory?.['type'] === 'image') return [[`${at}/accessory`, accessory]];
  if (block['type'] !== 'context') return [];
  return listField(block, 'elements').map((element, index) => [`${at}/elements/${index}`, element] as const);
}
