import type { AskedRequest } from '../../cluster/asked-request.ts';
import type { Recent } from '../../cluster/recent.ts';
import type { TriageAnswer } from '../../commands/answer.ts';
import { RESPONSE_FLAGS } from '../../commands/incident.ts';
import { NEARBY_HOURS } from '../../commands/look.ts';
import { fill } from '../../engine/text.ts';
import type { Tracked } from '../../state/tracking.ts';
import { context, type Post, post, say, section } from '../blocks.ts';
import { clip, code, moment, oneLine, slackFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { renderTrace } from './trace.ts';
import { ICONS, list, typed } from './words.ts';

const LINE = 480;
const SHOWN = 5;

/** A message about an incident is being looked into. */
export function renderLooking(clusterName: string): Post {
  return say(`⏳ Looking in ${oneLine(clusterName)} for what this message is about…`);
}

/** What serves the request that a message names, what is broken on its way, and what came up near it. */
export function renderTriage(answer: TriageAnswer, by: string): Post {
  const { incident, traced, fresh } = answer;
  const traceOf = renderTrace(traced, { by });
  const came = [...fresh.map(freshLine), ...traced.seen.recent.map(recentLine)];
  const shown = came.slice(0, SHOWN);
  const more = came.length - shown.length;
  // The last block says by whom and when; what is near stands above it.
  const [footer] = traceOf.blocks.slice(-1);
  return post(traceOf.text, [
    ...traceOf.blocks.slice(0, -1),
    came.length > 0
      ? section(
          [`*Came up in the last ${NEARBY_HOURS} hours*`, ...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(
            '\n',
          ),
        )
      : undefined,
    context(readLine(answer)),
    context(othersLine(incident.requests.slice(1))),
    footer,
  ]);
}

function freshLine({ finding, firstSeen, returnedAt }: Tracked): string {
  const message = fill(finding.message, finding.data, slackFormat);
  return clip(`${ICONS[finding.severity]} ${message} (${moment(returnedAt ?? firstSeen)})`, LINE);
}

function recentLine({ on, at, what, pods }: Recent): string {
  const when = moment(new Date(at));
  if (what === 'created') return `🕒 ${slackFormat.object(on)} was made (${when})`;
  return `🕒 ${pods?.started} of ${pods?.all} Pods of ${slackFormat.object(on)} started anew, the first at ${when}`;
}

function readLine({ incident: { statuses, flags }, traced }: TriageAnswer): string {
  const read = [
    ...statuses.slice(0, SHOWN).map(String),
    ...flags.slice(0, SHOWN).map((flag) => `${code(flag)} (${RESPONSE_FLAGS[flag]})`),
  ];
  const nothing = traced.seen.recent.length === 0 ? `Nothing on its way is younger than ${NEARBY_HOURS} hours` : '';
  return [read.length > 0 ? `The message speaks of ${list(read)}` : '', nothing].filter(Boolean).join(' · ');
}

function othersLine(requests: readonly AskedRequest[]): string {
  if (requests.length === 0) return '';
  const lines = requests
    .slice(0, LIMITS.worst)
    .map(({ method, scheme, host, port, path }) =>
      typed(clip(`trace ${method} ${scheme ? `${scheme}://` : ''}${host}${port ? `:${port}` : ''}${path}`, 200)),
    );
  return `Also named: ${list(lines)}`;
}
