import { randomBytes } from 'node:crypto';
import { initialState } from './inputs.ts';
import { LIMITS } from './limits.ts';
import { fileFlaws } from './pictures.ts';
import { Refusal, refuseFlaws } from './refusal.ts';
import { type Fields, fieldsField, type InputState, listField, textField, type View } from './shapes.ts';
import { validateView } from './validate.ts';
import type { Workspace } from './workspace.ts';

/** Whose view it is, and which one it takes the place of. */
export interface ViewPlace {
  readonly user: string;
  readonly type: View['type'];
  readonly replaces?: View;
  readonly under?: View;
  /** The channel it was opened in. */
  readonly channel?: string;
}

/** A view from what the app sent; refuses what Slack refuses. */
export function makeView(workspace: Workspace, sent: Fields, place: ViewPlace): View {
  if (JSON.stringify(sent).length > LIMITS.viewJson) throw new Refusal('view_too_large');
  const files = fileFlaws(workspace, listField(sent, 'blocks'), '/view/blocks');
  refuseFlaws('invalid_arguments', [...validateView(sent, place.type), ...files]);

  const { replaces } = place;
  const external = textField(sent, 'external_id') ?? '';
  const holder = external === '' ? undefined : workspace.view(external);
  if (holder && holder.id !== replaces?.id) throw new Refusal('duplicate_external_id');

  const id = replaces?.id ?? workspace.nextId('V');
  const blocks = workspace.withIds(listField(sent, 'blocks'));
  const title = fieldsField(sent, 'title');
  const submit = fieldsField(sent, 'submit');
  const close = fieldsField(sent, 'close');
  const openedIn = place.channel ?? (replaces ?? place.under)?.openedIn;
  return {
    id,
    user: place.user,
    type: place.type,
    blocks,
    ...(title ? { title } : {}),
    ...(submit ? { submit } : {}),
    ...(close ? { close } : {}),
    callback_id: textField(sent, 'callback_id') ?? '',
    private_metadata: textField(sent, 'private_metadata') ?? '',
    external_id: external,
    notify_on_close: sent['notify_on_close'] === true,
    clear_on_close: sent['clear_on_close'] === true,
    hash: `${Math.floor(workspace.clock.now().getTime() / 1000)}.${randomBytes(4).toString('hex')}`,
    root_view_id: replaces?.root_view_id ?? place.under?.root_view_id ?? id,
    previous_view_id: replaces?.previous_view_id ?? place.under?.id ?? null,
    ...(openedIn ? { openedIn } : {}),
    state: { values: kept(initialState(blocks, openedIn), replaces?.state.values) },
  };
}

/** Puts a view on top of a user's open modals. */
export function pushView(workspace: Workspace, user: string, sent: Fields): View {
  const stack = workspace.modals(user);
  const under = stack.at(-1);
  if (!under) throw new Refusal('invalid_trigger_id');
  if (stack.length >= LIMITS.viewStack) throw new Refusal('push_limit_reached');

  const view = makeView(workspace, sent, { user, type: 'modal', under });
  workspace.setModals(user, [...stack, view]);
  return view;
}

// Slack keeps what a person typed when block and action are the same before and after.
function kept(fresh: InputState, before: InputState | undefined): InputState {
  const blocks = Object.entries(fresh).map(([block, actions]) => {
    const values = Object.entries(actions).map(([action, value]) => {
      const old = before?.[block]?.[action];
      return [action, old && old['type'] === value['type'] ? old : value];
    });
    return [block, Object.fromEntries(values)];
  });
  return Object.fromEntries(blocks);
}
