import type { DigestAnswer } from '../../commands/answer.ts';
import type { Change } from '../../state/tracking.ts';
import type { At, Where } from '../deliver.ts';
import { reasonOf } from '../errors.ts';
import { findingPost, redraw, sayEnded } from '../redraw.ts';
import { renderDigest } from '../render/digest.ts';
import { renderRest } from '../render/rest.ts';
import type { Surface } from '../surface.ts';

/**
 * Posts a digest, with what is new, worse or returned in its thread.
 *
 * @throws when its channel cannot be posted to; then nobody has seen it
 */
export async function postDigest(
  answer: DigestAnswer,
  channel: string,
  changes: readonly Change[],
  surface: Surface,
): Promise<void> {
  const { tools, bulk, log, onProblem } = surface;
  const { store, clusterName, now } = tools;
  const { parent, thread, rest } = renderDigest(answer, now());
  let at: At;
  try {
    at = await bulk.post({ channel }, parent);
  } catch (error) {
    onProblem({ kind: 'channel', channel, reason: reasonOf(error) });
    throw error;
  }
  log.info({ digest: answer.name, channel, new: answer.new.length, open: answer.open.length }, 'a digest was posted');

  const where: Where = { channel: at.channel, threadTs: at.ts };
  const kinds = new Map<string, Change['kind']>(
    (['new', 'worse', 'returned'] as const).flatMap((kind) =>
      answer[kind].map(({ finding }) => [finding.fingerprint, kind] as const),
    ),
  );
  for (const tracked of thread) {
    const { fingerprint } = tracked.finding;
    const kind = kinds.get(fingerprint);
    const message = await findingPost(tracked, surface, undefined, kind && { kind, tracked });
    await store.placed({ cluster: clusterName, fingerprint, ...(await bulk.post(where, message)) });
  }
  if (rest.length > 0)
    await bulk.post(
      where,
      renderRest(
        rest.map(({ finding }) => finding),
        'Still open:',
      ),
    );
  const isHere = ({ channel: there, threadTs }: At) => there === where.channel && threadTs === where.threadTs;
  await redraw([...answer.worse, ...answer.returned, ...answer.resolved], surface, { except: isHere });
  for (const change of changes) await sayEnded(change, surface);
}
