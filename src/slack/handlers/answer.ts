import { clusters as clustersOf } from '../../commands/clusters.ts';
import { history } from '../../commands/history.ts';
import { limitedTools } from '../../commands/limited.ts';
import { acks, open } from '../../commands/open.ts';
import { silenced } from '../../commands/silenced.ts';
import { status } from '../../commands/status.ts';
import { type Post, say } from '../blocks.ts';
import { type Clusters, unknownCluster } from '../clusters.ts';
import { isOpen } from '../gate.ts';
import { withLimit } from '../render/access.ts';
import { renderClusters, renderUnknownCluster } from '../render/clusters.ts';
import { renderHistory, renderWhich } from '../render/history.ts';
import { renderRefusal } from '../render/notices.ts';
import { renderAcks, renderOpen } from '../render/open.ts';
import { renderSilenced } from '../render/silenced.ts';
import { renderFormHint } from '../render/simulate.ts';
import { renderStatus } from '../render/status.ts';
import { subjectOf } from '../render/words.ts';
import type { Asker, Surface } from '../surface.ts';
import type { Asked, Remembered, Understood } from './ask.ts';
import { showAudit } from './audit.ts';
import { startCheck } from './check.ts';
import { lookOpening, lookUp, lookUpHere } from './look.ts';
import { permitLine } from './permit.ts';
import { openForm } from './simulate.ts';

/** What a person sees at once; undefined: the answer itself comes soon enough, or it is not known yet whether there is one. */
export function openingOf({ asked, surface }: Understood): Post | undefined {
  if (asked.kind === 'answered') return asked.post;
  return isJudged(asked, surface) ? undefined : announcement(asked, surface);
}

/** Does what a line asks for, as far as this person may have it. */
export async function answer(line: Asked, asker: Asker, within: Surface, clusters: Clusters): Promise<void> {
  const { asked, surface, limit } = await permitLine(line, asker, within);
  if (asker.isAlone && isJudged(asked, surface)) {
    const opening = announcement(asked, surface);
    if (opening) await asker.tell(limit ? withLimit(opening, limit) : opening);
  }
  switch (asked.kind) {
    case 'answered':
      return asker.tell(asked.post);
    case 'check':
      return startCheck(asked.request, asker, surface);
    case 'routes':
    case 'trace':
      return asker.isAlone ? lookUp(asked, asker, surface) : lookUpHere(asked, asker, surface);
    case 'simulate':
      return asker.trigger === undefined ? asker.tell(renderFormHint()) : openForm(asker.trigger, asker, surface);
    case 'audit':
      return showAudit(asked.request, asker, surface);
    default: {
      const post = await rememberedPost(asked, asker, surface, clusters);
      return asker.tell(limit ? withLimit(post, limit) : post);
    }
  }
}

function announcement(asked: Asked, surface: Surface): Post | undefined {
  switch (asked.kind) {
    case 'check':
      return say(
        `Checking ${subjectOf(asked.request, surface.tools.clusterName)}. The result comes here, for everyone.`,
      );
    case 'routes':
    case 'trace':
      return lookOpening(asked, surface);
    default:
      return undefined;
  }
}

/** Whether it takes a moment to know that somebody may have this. */
function isJudged({ kind }: Asked, { access }: Surface): boolean {
  return (kind === 'check' || kind === 'routes' || kind === 'trace') && !isOpen(access, kind);
}

async function rememberedPost(
  asked: Exclude<Remembered, { kind: 'audit' }>,
  asker: Asker,
  { tools, digests }: Surface,
  clusters: Clusters,
): Promise<Post> {
  switch (asked.kind) {
    case 'status':
      return renderStatus(await status(tools, digests()), tools.now());
    case 'silenced':
      return renderSilenced(await silenced(tools));
    case 'open':
      return renderOpen(await open(asked.isWhole, tools), tools.now());
    case 'acks':
      return renderAcks(await acks(asker.by, tools));
    case 'history':
      return historyPost(asked.words, tools);
    case 'cluster':
      return clusterPost(asked.name, asker, clusters);
  }
}

async function historyPost(words: readonly string[], tools: Surface['tools']): Promise<Post> {
  const found = await history(words, tools);
  if (found.kind === 'history') return renderHistory(found);
  return found.kind === 'which' ? renderWhich(found) : renderRefusal(found, '', []);
}

async function clusterPost(name: string | undefined, { where, gate }: Asker, clusters: Clusters): Promise<Post> {
  const { channel } = where;
  const chosen = name === undefined ? clusters.in(channel) : clusters.named(name);
  if (!chosen) return renderUnknownCluster(unknownCluster(name ?? '', clusters));
  const seen = await Promise.all(
    clusters.all.map(async ({ tools }) => {
      const permission = await gate.peek({ action: 'status', cluster: tools.clusterName });
      return permission ? [limitedTools(tools, permission)] : [];
    }),
  );
  const isNothingSeen = seen.every((one) => one.length === 0);
  if (name !== undefined || isNothingSeen) {
    await gate.permitSome({ action: 'status', cluster: chosen.tools.clusterName });
  }
  if (name !== undefined) await clusters.choose(channel, chosen);
  return renderClusters(await clustersOf(seen.flat(), chosen.tools.clusterName, name !== undefined));
}
