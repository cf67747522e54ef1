import type { ModalView } from '@slack/types';
import type { SecretSeen, SecretVersion } from '../../cluster/clearable-secret.ts';
import type { ClearedAnswer, ClearOffer } from '../../commands/clear.ts';
import { count } from '../../engine/text.ts';
import { context, type Post, plain, say, section } from '../blocks.ts';
import { clip, code, moment, oneLine, person } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { list } from './words.ts';

/** The form's `callback_id`. */
export const CLEAR_FORM = 'clear.confirm';
/** The block and the action of its one field. */
export const CLEAR_FIELD = 'name';

const TITLE = 'Delete a token';
const KEYS = 10;
const TOKENS = 3;

/** The form while the Secret is being looked at. */
export function renderClearLooking(clusterName: string): ModalView {
  return modal([section(`⏳ Looking at the Secret in ${code(clusterName)}, and at what uses it…`)]);
}

/** Why there is nothing to confirm, as mrkdwn. */
export function renderClearRefused(reason: string): ModalView {
  return modal([section(reason), context('Nothing was deleted.')]);
}

/** The form did not open in time. */
export function renderClearTooSlow(): Post {
  return say('I was too slow for Slack, so the form did not open. Nothing was deleted; click the button again.');
}

/** The bot ended in the middle. */
export function renderClearInterrupted({ namespace, name }: SecretVersion): Post {
  return say(
    `⚠️ I was restarted while I was deleting Secret ${code(`${namespace}/${name}`)}, so I don't know whether it is gone. Run the check of the finding again.`,
  );
}

/** The form: which Secret, what is in it, who was seen to use it, and the name to type. `form` is what it remembers. */
export function renderClearForm({ seen, clusterName }: ClearOffer, form: string): ModalView {
  const { namespace, name, secret } = seen;
  const { creationTimestamp } = secret.metadata;
  const made = creationTimestamp === undefined ? '' : ` · made ${moment(new Date(creationTimestamp))}`;
  return {
    ...modal([
      section(
        `Secret ${code(`${namespace}/${name}`)} in ${code(clusterName)} will be deleted. *It cannot be brought back.*`,
      ),
      section(`*What is in it*\n${keysOf(seen).join('\n')}`),
      section(
        '*Who uses it*\nNo Pod, ServiceAccount, Deployment, StatefulSet, DaemonSet, Job or CronJob of its namespace names it, and nothing of the gateway. Programs that read it through the API are not seen.',
      ),
      context(`${secret.type}${made} · version ${code(seen.resourceVersion)} · kept in the audit: all but the values`),
      {
        type: 'input',
        block_id: CLEAR_FIELD,
        label: plain(`Type its name: ${clip(name, 200)}`),
        element: {
          type: 'plain_text_input',
          action_id: CLEAR_FIELD,
          max_length: LIMITS.objectName,
          focus_on_load: true,
        },
      },
    ]),
    submit: plain('Delete it'),
    callback_id: CLEAR_FORM,
    private_metadata: form,
  };
}

/** What stands at the field when something else was typed. */
export const CLEAR_MISTYPED = 'That is another name. Nothing was deleted.';

/** For the thread: what was deleted, and by whom. */
export function renderCleared({ seen, clusterName }: ClearedAnswer, by: string): Post {
  const { namespace, name } = seen;
  const what = `Secret ${namespace}/${name}`;
  return say(
    `🧹 ${person(by)} deleted Secret ${code(`${namespace}/${name}`)} in ${code(clusterName)}: ${keysOf(seen).join('; ')}.`,
    `🧹 ${oneLine(what)} was deleted in ${oneLine(clusterName)}.`,
  );
}

function keysOf({ secret }: SecretSeen): readonly string[] {
  const keys = Object.entries(secret.data);
  const lines = keys.slice(0, KEYS).map(([key, { bytes, tokens = [] }]) => {
    const shown = tokens.slice(0, TOKENS).map(({ issuer, expires }) => {
      const by = issuer === undefined ? '' : ` by ${code(issuer)}`;
      return `a token${by}${expires === undefined ? '' : ` that expired ${moment(new Date(expires))}`}`;
    });
    return `${code(key)}, ${count(bytes, 'byte')}: ${list(shown)}`;
  });
  return [...lines, ...(keys.length > KEYS ? [`and ${keys.length - KEYS} more like it`] : [])];
}

function modal(blocks: readonly (ModalView['blocks'][number] | undefined)[]): ModalView {
  return {
    type: 'modal',
    title: plain(TITLE),
    close: plain('Cancel'),
    blocks: blocks.filter((block) => block !== undefined),
  };
}
