import type { App } from '@slack/bolt';
import type { SecretVersion } from '../../cluster/clearable-secret.ts';
import { isRecord } from '../../cluster/records.ts';
import { clearSecret, offerToClear } from '../../commands/clear.ts';
import type { Store } from '../../state/store.ts';
import { say } from '../blocks.ts';
import type { Clusters } from '../clusters.ts';
import { type At, atOf } from '../deliver.ts';
import { isTooLate } from '../errors.ts';
import { describeFailure } from '../failures.ts';
import { escaped } from '../format.ts';
import {
  CLEAR_FIELD,
  CLEAR_FORM,
  CLEAR_MISTYPED,
  renderCleared,
  renderClearForm,
  renderClearInterrupted,
  renderClearLooking,
  renderClearRefused,
  renderClearTooSlow,
} from '../render/clear.ts';
import { RESTARTING, reasonIn } from '../render/notices.ts';
import type { Asker, Surface } from '../surface.ts';
import { rerunFinding } from './finding.ts';
import { take } from './request.ts';
import { tellAlone } from './tell-alone.ts';

/** What a form was opened for; it is stored, and the form carries its id and the name that has to be typed. */
interface ClearForm {
  readonly form: 'clear';
  readonly cluster: string;
  readonly fingerprint: string;
  readonly version: SecretVersion;
  /** The finding's message. */
  readonly at: At;
}

/** Opens the form that asks whether the Secret of a finding is to be deleted, once it is known that it can be. */
export async function openClearForm(fingerprint: string, at: At, asker: Asker, surface: Surface): Promise<void> {
  const { talk, tools } = surface;
  const { clusterName: cluster, store } = tools;
  let opened: string;
  try {
    // First: its trigger lasts three seconds, and looking takes longer.
    opened = await talk.open(asker.trigger ?? '', renderClearLooking(cluster));
  } catch (error) {
    if (!isTooLate(error)) throw error;
    return asker.tell(renderClearTooSlow());
  }
  try {
    const offer = await offerToClear(fingerprint, tools);
    if (offer.kind !== 'clear-offer') {
      const reason = reasonIn(offer);
      await asker.gate.ended({ reason });
      if (!(await talk.replace(opened, renderClearRefused(escaped(reason))))) await asker.tell(say(escaped(reason)));
      return;
    }
    const { namespace, name, uid, resourceVersion } = offer.seen;
    const version = { namespace, name, uid, resourceVersion };
    const id = await store.saveAction({ form: 'clear', cluster, fingerprint, version, at } satisfies ClearForm);
    await talk.replace(opened, renderClearForm(offer, `${id} ${at.channel} ${name}`));
  } catch (error) {
    // In the form, where the person waits; a second answer would say the same again.
    const reason = await describeFailure(error, 'a form to delete a token', surface);
    await asker.gate.ended({ reason });
    if (!(await talk.replace(opened, renderClearRefused(reason)))) await asker.tell(say(reason));
  }
}

/** Hears that the form was filled in. */
export function hearClearForm(app: App, clusters: Clusters): void {
  app.view({ callback_id: CLEAR_FORM, type: 'view_submission' }, async ({ ack, body, view }) => {
    const typed = view.state.values[CLEAR_FIELD]?.[CLEAR_FIELD]?.value?.trim() ?? '';
    const [id = '', channel = '', name = ''] = view.private_metadata.split(' ');
    // At the field, so that the form stays.
    const mistake = clusters.isStopping() ? RESTARTING : typed === name ? undefined : CLEAR_MISTYPED;
    if (mistake !== undefined) return ack({ response_action: 'errors', errors: { [CLEAR_FIELD]: mistake } });

    const by = body.user.id;
    const tell = tellAlone({ channel }, by, clusters);
    let about: Surface | undefined;
    return take(
      {
        ...{ kind: 'form', said: `delete Secret ${name}`, by, channel },
        id: view.id,
        acknowledge: () => ack(),
        tell,
        work: async (gate) => {
          const form = await formOf(id, clusters.store);
          about = form && clusters.named(form.cluster);
          if (!form || !about) throw new Error('a form to delete a token, of which nothing is known any more');
          await clear(form, { by, where: form.at, tell, isAlone: true, gate }, about);
        },
        about: () => about,
      },
      clusters,
    );
  });
}

async function clear({ fingerprint, version, at }: ClearForm, asker: Asker, surface: Surface): Promise<void> {
  const { tools, bulk, log, busy } = surface;
  const { clusterName: cluster, now } = tools;
  const { by, gate, tell } = asker;
  const { namespace, name } = version;
  await gate.permit({ action: 'clear', cluster, namespaces: [namespace], finding: fingerprint });

  const key = `clear/${cluster}/${namespace}/${name}`;
  const interrupted = () => tell(renderClearInterrupted(version));
  busy.set(key, { by, since: now(), interrupted });
  try {
    const answer = await clearSecret(fingerprint, version, (deleted) => gate.keep({ deleted }), tools);
    if (answer.kind !== 'cleared') {
      const reason = reasonIn(answer);
      await gate.ended({ reason });
      return tell(say(`⚠️ ${escaped(reason)}`));
    }
    log.info({ cluster, namespace, name, by }, 'a Secret with expired tokens was deleted');
    const told = renderCleared(answer, by);
    try {
      await bulk.post({ channel: at.channel, threadTs: at.threadTs ?? at.ts }, told);
    } catch (error) {
      // It is deleted, so somebody has to be told, wherever that can be.
      log.warn({ err: error }, 'cannot tell a thread that a Secret was deleted');
      await tell(told);
    }
  } finally {
    busy.delete(key);
  }
  await rerunFinding(fingerprint, at, asker, surface);
}

async function formOf(id: string, store: Store): Promise<ClearForm | undefined> {
  const stored = await store.findAction(id);
  if (!isRecord(stored) || stored['form'] !== 'clear' || !isRecord(stored['version'])) {
    return undefined;
  }
  const { cluster, fingerprint } = stored;
  const { namespace, name, uid, resourceVersion } = stored['version'];
  if (typeof cluster !== 'string' || typeof fingerprint !== 'string') return undefined;
  if (typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  if (typeof uid !== 'string' || typeof resourceVersion !== 'string') return undefined;
  const at = atOf(stored['at']);
  return at && { form: 'clear', cluster, fingerprint, version: { namespace, name, uid, resourceVersion }, at };
}
