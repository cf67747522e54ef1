import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { endOf, UNTIL, type Until } from '../../commands/until.ts';
import { fill } from '../../engine/text.ts';
import type { Tracked } from '../../state/tracking.ts';
import { context, type Post, plain, say, section } from '../blocks.ts';
import { clip, code, person, slackFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { ICONS } from './words.ts';

/** The form's `callback_id`. */
export const ACKNOWLEDGE_FORM = 'finding.acknowledge.form';
/** The blocks of its fields, and the actions in them. */
export const ACKNOWLEDGE_FIELDS = { until: 'until', own: 'own', reason: 'reason' } as const;

/** What a form is opened with. */
export interface AcknowledgeFormExtras {
  /** What it remembers; at most 3,000 characters. */
  readonly metadata: string;
  /** Who opens it. */
  readonly by: string;
  /** The time zone of who opens it, an IANA name; absent: unknown, so times are in UTC. */
  readonly zone?: string;
  readonly now: Date;
}

const WORDS: Readonly<Record<Until, readonly [text: string, description?: string]>> = {
  resolved: ['It is resolved'],
  change: ['It changes', 'Its severity, or what its message or evidence names'],
  today: ['The end of today'],
  tomorrow: ['Tomorrow 09:00'],
  friday: ['Friday 18:00'],
  own: ['A date and time of my own, below'],
};

/** Asks until when, and why. Whose place it would take is said. */
export function renderAcknowledgeForm(
  { finding, acknowledgement }: Tracked,
  { metadata, by, zone, now }: AcknowledgeFormExtras,
): ModalView {
  const message = clip(fill(finding.message, finding.data, slackFormat), 1_200);
  const option = optionIn(zone ?? 'UTC', now);
  const isOwn = acknowledgement?.by === by;
  const submit = acknowledgement ? (isOwn ? 'Change' : 'Take over') : 'Acknowledge';
  const blocks: (KnownBlock | undefined)[] = [
    section(`${ICONS[finding.severity]} *${finding.severity}* · ${code(finding.code)} ${message}`),
    acknowledgement && !isOwn ? context(`In the place of ${person(acknowledgement.by)}`) : undefined,
    {
      type: 'input',
      block_id: ACKNOWLEDGE_FIELDS.until,
      label: plain('I am on it until'),
      element: {
        type: 'radio_buttons',
        action_id: ACKNOWLEDGE_FIELDS.until,
        options: UNTIL.map(option),
        initial_option: option('resolved'),
      },
    },
    {
      type: 'input',
      block_id: ACKNOWLEDGE_FIELDS.own,
      optional: true,
      label: plain('Date and time of my own'),
      element: { type: 'datetimepicker', action_id: ACKNOWLEDGE_FIELDS.own },
    },
    {
      type: 'input',
      block_id: ACKNOWLEDGE_FIELDS.reason,
      optional: true,
      label: plain('Why'),
      hint: plain('Stands on the finding, for everyone who sees it.'),
      element: {
        type: 'plain_text_input',
        action_id: ACKNOWLEDGE_FIELDS.reason,
        max_length: LIMITS.reason,
        placeholder: plain('new issuer is in review'),
      },
    },
    context(
      `${zone === undefined ? 'Slack does not tell me your time zone: times are in UTC' : `Times are in ${code(zone)}`}. When it gets worse it counts as open again, whatever you choose.`,
    ),
  ];
  return {
    type: 'modal',
    callback_id: ACKNOWLEDGE_FORM,
    private_metadata: metadata,
    title: plain('Acknowledge'),
    submit: plain(submit),
    close: plain('Cancel'),
    blocks: blocks.filter((block) => block !== undefined),
  };
}

/** What is wrong with what was filled in, by field. */
export const ACKNOWLEDGE_MISTAKES = {
  noTime: 'Pick a date and time, or another end above.',
  notOwn: `Choose “${WORDS.own[0]}” above to use this, or clear it.`,
  past: 'That is over already. Pick a time to come.',
  longReason: `At most ${LIMITS.reason} characters: this stands in one line.`,
} as const;

/** Slack refused the form: it gives three seconds. */
export function renderTooSlow(): Post {
  return say('I was too slow for Slack, so the form did not open. Click again.');
}

function optionIn(zone: string, now: Date): (until: Until) => PlainTextOption {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  });
  return (until) => {
    const [text, words] = WORDS[until];
    const end = endOf(until, now, zone);
    const description = end ? format.format(end) : words;
    return { text: plain(text), value: until, ...(description !== undefined && { description: plain(description) }) };
  };
}
