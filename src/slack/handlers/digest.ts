import type { DigestAnswer } from '../../commands/answer.ts';
import type { NewMessage } from '../../state/store.ts';
import type { Change } from '../../state/tracking.ts';
import type { Post } from '../blocks.ts';
import type { At, Where } from '../deliver.ts';
import { reasonOf } from '../errors.ts';
import { findingPost, hushed, redraw } from '../redraw.ts';
import { renderDigest } from '../render/digest.ts';
import { renderRest } from '../render/rest.ts';
import type { Surface } from '../surface.ts';
import { tellEndings } from './endings.ts';

/**
 * Posts a digest, with what is new, worse or returned in its thread. All of it is recorded before anything is sent, so that
 * it arrives as a whole, and once, whenever this process ends.
 *
 * @throws when its channel cannot be posted to; then nobody has seen it
 */
export async function postDigest(
  answer: DigestAnswer,
  channel: string,
  changes: readonly Change[],
  surface: Surface,
): Promise<void> {
  const { tools, outbox, log, onProblem } = surface;
  const { clusterName, now } = tools;
  const { parent, thread, rest } = renderDigest(answer, now());
  const kinds = new Map<string, Change['kind']>(
    (['new', 'worse', 'returned'] as const).flatMap((kind) =>
      answer[kind].map(({ finding }) => [finding.fingerprint, kind] as const),
    ),
  );
  const batch = `digest/${clusterName}/${answer.name}/${answer.slot.toISOString()}`;
  const first = { id: `${batch}/0`, channel, post: parent };
  const replies: NewMessage[] = [];
  const reply = (post: Post, places: NewMessage['places'] = []) =>
    replies.push({ id: `${batch}/${replies.length + 1}`, channel, under: first.id, post, places });
  for (const tracked of thread) {
    const { fingerprint } = tracked.finding;
    const kind = kinds.get(fingerprint);
    const post = await findingPost(tracked, surface, undefined, kind && { kind, tracked });
    reply(post, [{ cluster: clusterName, fingerprint }]);
  }
  if (rest.length > 0)
    reply(
      renderRest(
        rest.map(({ finding }) => finding),
        'Still open:',
      ),
    );
  let at: At;
  try {
    at = await outbox.send(batch, [first, ...replies]);
  } catch (error) {
    onProblem({ kind: 'channel', channel, reason: reasonOf(error) });
    throw error;
  }
  log.info({ digest: answer.name, channel, new: answer.new.length, open: answer.open.length }, 'a digest was posted');

  const where: Where = { channel: at.channel, threadTs: at.ts };
  const isHere = ({ channel: there, threadTs }: At) => there === where.channel && threadTs === where.threadTs;
  await redraw([...answer.worse, ...answer.returned, ...answer.resolved, ...hushed(changes)], surface, {
    except: isHere,
  });
  await tellEndings(surface);
}
