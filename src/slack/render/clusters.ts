import type { ClustersAnswer, UnknownCluster } from '../../commands/answer.ts';
import { context, type Post, post, say, section, spoken } from '../blocks.ts';
import { code, moment, oneLine } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { countSeverities, typed } from './words.ts';

/** The clusters that the bot looks after, and which one this channel asks about. */
export function renderClusters({ clusters, isChosen }: ClustersAnswer): Post {
  const here = clusters.find(({ isHere }) => isHere);
  const name = oneLine(here?.name ?? '');
  if (clusters.length === 1) return say(`I look after one cluster: *${name}*.`);
  const headline = isChosen
    ? `✅ This channel asks about *${name}* from now on.`
    : `This channel asks about *${name}*.`;
  const shown = clusters.slice(0, LIMITS.lines);
  const more = clusters.length - shown.length;
  return post(spoken(headline), [
    section(headline),
    section([...shown.map(line), ...(more > 0 ? [`and ${more} more`] : [])].join('\n')),
    context(`Once: ${typed('check tls --cluster NAME')} · For this channel: ${typed('cluster NAME')}`),
  ]);
}

/** A cluster that the bot does not look after. */
export function renderUnknownCluster({ name, names, nearest }: UnknownCluster): Post {
  const shown = names
    .slice(0, LIMITS.lines)
    .map((one) => code(one))
    .join(', ');
  if (name === '') return say(`--cluster needs the name of a cluster: ${shown}.`);
  const meant = nearest === undefined ? '' : ` Did you mean ${code(nearest)}?`;
  return say(`I look after no cluster ${code(name)}.${meant} Mine: ${shown}.`);
}

function line({ name, isHere, open, lastSeen }: ClustersAnswer['clusters'][number]): string {
  const counts = open.length > 0 ? `${countSeverities(open)} open` : 'nothing open';
  const state = lastSeen ? `${counts}, last looked at ${moment(lastSeen)}` : 'not looked at yet';
  return `${isHere ? '→' : '•'} ${code(name)}: ${state}`;
}
