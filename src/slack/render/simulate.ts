import type { ModalView } from '@slack/types';
import { writeSentence } from '../../commands/sentence.ts';
import type { SimulateSeen } from '../../commands/simulate.ts';
import { simulateWords } from '../../commands/simulate-words.ts';
import type { Finding } from '../../engine/finding.ts';
import { sentences } from '../../engine/text.ts';
import { context, type Post, plain, post, say, section } from '../blocks.ts';
import { channelName, clip, code, oneLine, slackFormat, spokenFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { type Origin, writeOrigin } from '../origin.ts';
import { lookFooter, paragraphs, written } from './lines.ts';
import { countSeverities, ICONS, typed, worstOf } from './words.ts';

/** The form's `callback_id`. */
export const CHANGE_FORM = 'simulate.try';
/** The block and the action of its one field. */
export const CHANGE_FIELD = 'change';

const MOVES = 8;
const NOTES = 5;
const SENTENCE = 420;
const LINE = 320;

/** The form for a change. It remembers the channel in which it was asked for, and nothing else. */
export function renderForm(origin: Origin): ModalView {
  return {
    type: 'modal',
    callback_id: CHANGE_FORM,
    private_metadata: writeOrigin(origin),
    title: plain('Try a change'),
    submit: plain('Try it'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: CHANGE_FIELD,
        label: plain('YAML as for kubectl apply'),
        hint: plain(
          'Nothing is changed. Up to 3,000 characters; larger changes: attache simulate --apply FILE in a terminal.',
        ),
        element: {
          type: 'plain_text_input',
          action_id: CHANGE_FIELD,
          multiline: true,
          max_length: LIMITS.input,
          focus_on_load: true,
          placeholder: plain('kind: Mapping\nspec: { hostname: shop.example.com, prefix: /cart/, service: cart }'),
        },
      },
    ],
  };
}

/** Where the form can be opened, for who asked for it elsewhere. */
export function renderFormHint(): Post {
  return say(
    `A change is pasted into a form, and only the slash command can open one: type ${typed('simulate')} in a channel or in our direct messages, not in a thread.`,
  );
}

/** A change is being tried. */
export function renderTrying(clusterName: string): Post {
  return say(`⏳ Trying your change on ${oneLine(clusterName)}… The answer comes here.`);
}

/** What a change would do: the verdict, the change, findings it brings, mends and leaves, requests that it moves. */
export function renderSimulation(seen: SimulateSeen, by: string): Post {
  const { introduced, fixed, left, problems } = seen;
  const { headline, laid, moves, notes } = simulateWords(seen);
  const verdict = `${markOf(seen)} `;
  const [problem] = problems.length > 0 ? notes : [];
  const spoken = [headline, ...(problem ? [problem] : [])].map((one) => writeSentence(one, spokenFormat));
  // What could not be read comes last, and is no problem of the change.
  const leftOut = notes.slice(0, problems.length).map((note) => `⚠️ ${clip(written(note), SENTENCE)}`);
  return post(`${verdict}${spoken.join(' ')}`, [
    section(`${verdict}*${written(headline)}*`),
    ...block(
      'The change',
      laid.map((one) => clip(written(one), LINE)),
    ),
    ...paragraphs(atMost(NOTES, leftOut)),
    ...block('It brings', atMost(LIMITS.worst, introduced.map(full))),
    ...block('It does away with', atMost(LIMITS.worst, fixed.map(brief))),
    ...block(
      `It leaves ${countSeverities(left.map(({ severity }) => severity))}`,
      atMost(LIMITS.worst, left.map(brief), `: ${typed('check')}`),
    ),
    ...block(
      'Requests that go elsewhere',
      atMost(
        MOVES,
        moves.slice(0, seen.moves.length).map((one) => clip(written(one), LINE)),
        seen.moved > seen.moves.length
          ? `: ${code('attache simulate')} in a terminal shows more`
          : `: ${code('attache simulate')} in a terminal shows all`,
        seen.moved,
      ),
    ),
    context(['Nothing was changed', lookFooter(notes.slice(problems.length), by, seen.takenAt)].join(' · ')),
  ]);
}

/** An answer that cannot stand where it was asked for, with the reason; `botName`: an invitation would help. */
export function renderElsewhere({ text, blocks }: Post, channel: string, botName: string | undefined): Post {
  const where = /^[CG]/.test(channel) ? `in ${channelName(channel)}` : 'where you asked';
  const invite = botName === undefined ? '' : ` To have the next one there, invite me: ${code(`/invite @${botName}`)}`;
  return post(text, [section(`I can't answer ${where}, so the answer is here.${invite}`), ...blocks]);
}

function markOf({ introduced, laid, problems }: SimulateSeen): string {
  const worst = worstOf(introduced.map(({ severity }) => severity));
  if (worst) return ICONS[worst];
  return laid.length === 0 || problems.length > 0 ? '⚠️' : '✅';
}

function block(title: string, lines: readonly string[]): ReturnType<typeof paragraphs> {
  return lines.length > 0 ? paragraphs([`*${title}*`, ...lines]) : [];
}

function atMost(max: number, lines: readonly string[], hint = '', all = lines.length): readonly string[] {
  const shown = lines.slice(0, max);
  const more = all - shown.length;
  return more > 0 ? [...shown, `and ${more} more${hint}`] : shown;
}

function brief({ severity, code: checkCode, on }: Finding): string {
  return `${ICONS[severity]} *${severity}* · ${code(checkCode, 40)} ${slackFormat.object(on)}`;
}

function full(finding: Finding): string {
  const { message, fix } = sentences(finding, slackFormat);
  return `${brief(finding)}\n${clip(message, SENTENCE)}\n*Fix:* ${clip(fix, SENTENCE)}`;
}
