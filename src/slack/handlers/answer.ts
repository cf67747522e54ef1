import { clusters as clustersOf } from '../../commands/clusters.ts';
import { history } from '../../commands/history.ts';
import { acks, open } from '../../commands/open.ts';
import { silenced } from '../../commands/silenced.ts';
import { status } from '../../commands/status.ts';
import { type Post, say } from '../blocks.ts';
import { type Clusters, unknownCluster } from '../clusters.ts';
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
import { startCheck } from './check.ts';
import { lookOpening, lookUp, lookUpHere } from './look.ts';
import { openForm } from './simulate.ts';

/** What a person sees at once; undefined: the answer itself comes soon enough. */
export function openingOf({ asked, surface }: Understood): Post | undefined {
  switch (asked.kind) {
    case 'answered':
      return asked.post;
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

/** Does what a line asks for. */
export async function answer(asked: Asked, asker: Asker, surface: Surface, clusters: Clusters): Promise<void> {
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
    default:
      return asker.tell(await rememberedPost(asked, asker, surface, clusters));
  }
}

async function rememberedPost(
  asked: Remembered,
  { by, where }: Asker,
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
      return renderAcks(await acks(by, tools));
    case 'history':
      return historyPost(asked.words, tools);
    case 'cluster':
      return clusterPost(asked.name, where.channel, clusters);
  }
}

async function historyPost(words: readonly string[], tools: Surface['tools']): Promise<Post> {
  const found = await history(words, tools);
  if (found.kind === 'history') return renderHistory(found);
  return found.kind === 'which' ? renderWhich(found) : renderRefusal(found, '', []);
}

async function clusterPost(name: string | undefined, channel: string, clusters: Clusters): Promise<Post> {
  const chosen = name === undefined ? clusters.in(channel) : clusters.named(name);
  if (!chosen) return renderUnknownCluster(unknownCluster(name ?? '', clusters));
  if (name !== undefined) await clusters.choose(channel, chosen);
  const all = clusters.all.map(({ tools }) => tools);
  return renderClusters(await clustersOf(all, chosen.tools, name !== undefined));
}
