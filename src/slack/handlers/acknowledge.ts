import type { App, ViewOutput } from '@slack/bolt';
import { isRecord } from '../../cluster/records.ts';
import { acknowledge, unacknowledge } from '../../commands/acknowledge.ts';
import type { AcknowledgeAnswer } from '../../commands/answer.ts';
import { forgotten } from '../../commands/rerun.ts';
import { endOf, UNTIL, type Until } from '../../commands/until.ts';
import { isSameAcknowledgement } from '../../state/acknowledgement.ts';
import { type Action, actionOf, keyIn, takeOverButton } from '../actions.ts';
import type { Clusters } from '../clusters.ts';
import { type At, atOf } from '../deliver.ts';
import { isTooLate } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { redraw } from '../redraw.ts';
import {
  ACKNOWLEDGE_FIELDS,
  ACKNOWLEDGE_FORM,
  ACKNOWLEDGE_MISTAKES,
  renderAcknowledgeForm,
  renderTooSlow,
} from '../render/acknowledge-form.ts';
import {
  renderAlreadyAcknowledged,
  renderNobody,
  renderNoted,
  renderResolvedAlready,
} from '../render/acknowledgement.ts';
import { RESTARTING, renderRefusal } from '../render/notices.ts';
import type { Asker, Surface } from '../surface.ts';
import { tellEndings } from './endings.ts';
import { permitAction } from './permit.ts';
import { take } from './request.ts';
import { tellAlone } from './tell-alone.ts';

/** Milliseconds that a time zone is waited for before the form opens: its trigger lasts three seconds. */
const ZONE_PATIENCE = 800;

type AcknowledgeAction = Extract<Action, { do: 'acknowledge' }>;
type UndoAction = Extract<Action, { do: 'undo' }>;

/** What a form remembers. */
interface FormOrigin {
  /** The id of the stored action that opened it. */
  readonly action: string;
  /** The message that was clicked in. */
  readonly at: At;
  readonly zone?: string;
}

/** A click, as a form needs it. */
export interface FormClick {
  readonly at: At;
  /** The id of the stored action. */
  readonly action: string;
  readonly trigger: string;
}

/** Asks until when and why somebody is on a finding; tells the second one who was first. */
export async function openAcknowledge(
  { fingerprint, instead }: AcknowledgeAction,
  { at, action, trigger }: FormClick,
  asker: Asker,
  surface: Surface,
): Promise<void> {
  const { tools, talk, people } = surface;
  const tracked = await tools.store.find(tools.clusterName, fingerprint);
  if (!tracked) return asker.tell(renderRefusal(forgotten(), '', []));
  const { acknowledgement, resolvedAt } = tracked;
  const isMeant = acknowledgement && instead && isSameAcknowledgement(keyIn(instead), acknowledgement);
  if (resolvedAt || (acknowledgement && !isMeant)) {
    if (!instead) await redraw([tracked], surface, { clicked: { at } });
    return tellWhoIs({ kind: 'acknowledged', tracked, outcome: resolvedAt ? 'resolved' : 'second' }, asker, surface);
  }
  const zone = await people.zoneOf(asker.by, ZONE_PATIENCE);
  const origin: FormOrigin = { action, at, ...(zone !== undefined && { zone }) };
  const extras = { metadata: JSON.stringify(origin), by: asker.by, now: tools.now(), ...(zone && { zone }) };
  try {
    await talk.open(trigger, renderAcknowledgeForm(tracked, extras));
  } catch (error) {
    if (!isTooLate(error)) throw error;
    await asker.tell(renderTooSlow());
  }
}

/** Hears that the form was filled in. */
export function hearAcknowledge(app: App, clusters: Clusters): void {
  app.view({ callback_id: ACKNOWLEDGE_FORM, type: 'view_submission' }, async ({ ack, body, view }) => {
    const filled = readForm(view);
    // At a field, so that the form and what was filled in stay.
    const errors = clusters.isStopping()
      ? { [ACKNOWLEDGE_FIELDS.until]: RESTARTING }
      : mistakesIn(filled, clusters.now());
    if (errors) return ack({ response_action: 'errors', errors });

    const by = body.user.id;
    const { action, at, zone = 'UTC' } = readOrigin(view.private_metadata);
    const { channel, threadTs } = at;
    const where = { channel, ...(threadTs !== undefined && { threadTs }) };
    const tell = tellAlone(where, by, clusters);
    let surface: Surface | undefined;
    return take(
      {
        ...{ kind: 'form', said: 'an acknowledgement', by, channel },
        id: view.id,
        acknowledge: () => ack(),
        tell,
        work: async (gate) => {
          const asker: Asker = { by, where, tell, isAlone: true, gate };
          const stored = await actionOf(action, clusters.store);
          surface = stored && clusters.named(stored.cluster);
          if (stored?.do !== 'acknowledge' || !surface) return asker.tell(renderRefusal(forgotten(), '', []));
          await permitAction(stored, asker, surface);
          await acknowledgeFinding(stored, filled, zone, at, asker, surface);
        },
        about: () => surface,
      },
      clusters,
    );
  });
}

/** Takes back that somebody is on a finding, for everyone. */
export async function undoAcknowledgement(
  { fingerprint, which }: UndoAction,
  at: At,
  asker: Asker,
  surface: Surface,
): Promise<void> {
  const answer = await unacknowledge(fingerprint, asker.by, keyIn(which), surface.tools);
  if (answer.kind !== 'undone') return asker.tell(renderRefusal(answer, '', []));
  const { tracked, isUndone } = answer;
  await redraw([tracked], surface, { clicked: { at } });
  await tellEndings(surface);
  if (isUndone) return;
  const outcome = tracked.resolvedAt ? 'resolved' : 'second';
  await tellWhoIs({ kind: 'acknowledged', tracked, outcome }, asker, surface);
}

/** Notes who is on a finding, for everyone; tells the second one who was first. */
async function acknowledgeFinding(
  { fingerprint, instead }: AcknowledgeAction,
  { until, own, reason }: Filled,
  zone: string,
  at: At,
  asker: Asker,
  surface: Surface,
): Promise<void> {
  const { tools } = surface;
  const end = own ?? endOf(until, tools.now(), zone);
  const asked = {
    by: asker.by,
    ...(end && { until: end }),
    ...(until === 'change' && { untilChange: true }),
    ...(reason !== '' && { reason }),
  };
  const answer = await acknowledge(fingerprint, asked, tools, instead && keyIn(instead));
  if (answer.kind !== 'acknowledged') return asker.tell(renderRefusal(answer, '', []));
  const { tracked, outcome } = answer;
  // [Take over] stands in a message that only its reader sees, and that nobody can change.
  const isShown = await redraw([tracked], surface, instead ? {} : { clicked: { at } });
  await tellEndings(surface);
  if (outcome !== 'first') await tellWhoIs(answer, asker, surface);
  else if (!isShown) await asker.tell(renderNoted(tracked));
}

async function tellWhoIs(answer: AcknowledgeAnswer, asker: Asker, { tools }: Surface): Promise<void> {
  const { finding, acknowledgement } = answer.tracked;
  if (answer.outcome === 'resolved') return asker.tell(renderResolvedAlready());
  if (!acknowledgement) return asker.tell(renderNobody());
  const takeOver = await takeOverButton(finding.fingerprint, acknowledgement, tools);
  await asker.tell(renderAlreadyAcknowledged(answer, asker.by, tools.now(), takeOver));
}

/** What a person filled in. */
interface Filled {
  readonly until: Until;
  readonly own?: Date;
  readonly reason: string;
}

function readForm({ state }: ViewOutput): Filled {
  const field = (name: keyof typeof ACKNOWLEDGE_FIELDS) => state.values[name]?.[name];
  const chosen = field('until')?.selected_option?.value;
  const seconds = field('own')?.selected_date_time;
  return {
    until: UNTIL.find((one) => one === chosen) ?? 'resolved',
    ...(typeof seconds === 'number' && { own: new Date(seconds * 1000) }),
    reason: (field('reason')?.value ?? '').trim(),
  };
}

function mistakesIn({ until, own, reason }: Filled, now: Date): Record<string, string> | undefined {
  const mistakes = {
    ...(until === 'own' && !own && { [ACKNOWLEDGE_FIELDS.own]: ACKNOWLEDGE_MISTAKES.noTime }),
    ...(until !== 'own' && own && { [ACKNOWLEDGE_FIELDS.own]: ACKNOWLEDGE_MISTAKES.notOwn }),
    ...(until === 'own' && own && own <= now && { [ACKNOWLEDGE_FIELDS.own]: ACKNOWLEDGE_MISTAKES.past }),
    ...(reason.length > LIMITS.reason && { [ACKNOWLEDGE_FIELDS.reason]: ACKNOWLEDGE_MISTAKES.longReason }),
  };
  return Object.keys(mistakes).length > 0 ? mistakes : undefined;
}

/** @throws TypeError or SyntaxError for what `openAcknowledge` did not write */
function readOrigin(text: string): FormOrigin {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || typeof value['action'] !== 'string') throw new TypeError('a form without its origin');
  const at = atOf(value['at']);
  if (!at) throw new TypeError('a form without its message');
  return {
    ...{ action: value['action'], at },
    ...(typeof value['zone'] === 'string' && { zone: value['zone'] }),
  };
}
