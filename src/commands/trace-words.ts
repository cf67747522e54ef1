import type { Ref } from '../cluster/objects.ts';
import type { TracedHop, TracedNearMiss, TracedTaker } from '../cluster/trace.ts';
import type { TraceAnswer } from './answer.ts';
import { hopSteps, takerWords, troubleWords } from './hop-words.ts';
import { differenceWords } from './loss-words.ts';
import { join, percent, plainly, type Sentence, say } from './sentence.ts';
import { traceNotes, traceWarnings } from './trace-notes.ts';
import { upstreamHealth, upstreamName } from './upstream-words.ts';
import { fails, isAuthDown, lostFilter, type Verdict, verdictOf } from './verdict.ts';

/** One step of a request's way, and what there is to say below it. */
export interface Step {
  readonly line: Sentence;
  readonly more: readonly Sentence[];
}

/** What a trace says, in the order in which people need it. */
export interface TraceWords {
  readonly verdict: Verdict;
  /** Alone it answers whether there is something to do. */
  readonly headline: Sentence;
  /** What is in force may be something else than what is traced. */
  readonly warnings: readonly Sentence[];
  /** The nearest route, when nothing takes the request; it comes before the steps. */
  readonly nearest: readonly Step[];
  /** One list for each pass through the gateway; a title on all but the first. */
  readonly hops: readonly { readonly title?: Sentence; readonly steps: readonly Step[] }[];
  /** What was not looked at, and the like. */
  readonly notes: readonly Sentence[];
}

/** Puts a trace into words. */
export function traceWords(answer: TraceAnswer): TraceWords {
  const { trace, takenAt } = answer.seen;
  const verdict = verdictOf(trace);
  const last = trace.hops.at(-1);
  return {
    verdict,
    headline: headline(answer, verdict),
    warnings: traceWarnings(answer.seen),
    nearest: last?.nearest ? nearestWords(last.nearest) : [],
    hops: trace.hops.map((hop, index) => ({
      ...(index > 0 && { title: hopTitle(hop) }),
      steps: hopSteps(hop, takenAt),
    })),
    notes: traceNotes(answer.seen),
  };
}

function headline({ seen: { trace } }: TraceAnswer, verdict: Verdict): Sentence {
  const { hops, isGrowing } = trace;
  const [first] = hops;
  const last = hops.at(-1);
  if (!first || !last) return say`Nothing was traced.`;
  const asked = say`${`${first.method} ${first.url}`}`;
  const redirects = hops.filter(({ by }) => by === 'redirect').length;
  const after =
    redirects > 0 ? say`, after ${plainly(redirects === 1 ? 'a redirect' : `${redirects} redirects`)},` : say``;
  switch (verdict.kind) {
    case 'served':
      return say`${asked}${after} reaches ${targets(last)}.`;
    case 'partly':
      return say`${asked}${after} fails for ${percent(verdict.failing)} of the requests: ${failures(last)}`;
    case 'failing':
      return say`${asked}${after} fails: ${failures(last)}`;
    case 'elsewhere':
      return say`${asked} is redirected to ${last.takers[0]?.location ?? '?'}, which this gateway does not serve.`;
    case 'loop':
      return say`${asked} never ends: it goes round ${between(hops)}${plainly(isGrowing ? ', longer each time' : '')}.`;
    case 'unserved':
      return say`${asked}${after} is served by nothing: ${reason(last)}.`;
  }
}

/** Who answers, the greatest share first. */
function targets({ takers, outcome }: TracedHop): Sentence {
  const sorted = takers.toSorted((a, b) => b.share - a.share);
  const [only, ...others] = sorted;
  if (!only?.upstream) return say`${plainly(outcome === 'tcp' ? 'a TCPMapping' : 'the gateway')}`;
  if (others.length === 0) return say`${upstreamName(only.upstream)}: ${upstreamHealth(only.upstream)}`;
  const named = sorted.slice(0, 3).map(share);
  const more = sorted.length - named.length;
  return join([...named, ...(more > 0 ? [say`${more} more`] : [])], ', ');
}

function share(taker: TracedTaker): Sentence {
  const what = taker.upstream ? upstreamName(taker.upstream) : say`${taker.location ?? '?'}`;
  return say`${what} ${percent(taker.share)}`;
}

function failures(hop: TracedHop): Sentence {
  if (isAuthDown(hop)) return say`the AuthService that is asked first does not answer, so nothing passes.`;
  const lost = lostFilter(hop);
  if (lost) return say`${lost.policy} asks for ${lost.filter}, which does not exist, so nothing passes.`;
  const [worst] = hop.takers.filter(fails).toSorted((a, b) => b.share - a.share);
  if (!worst?.upstream) return say`the weights leave them to no route, so they get 404.`;
  return say`${worst.mapping} sends to ${upstreamName(worst.upstream)}: ${upstreamHealth(worst.upstream)}.`;
}

function between(hops: readonly TracedHop[]): Sentence {
  const mappings = hops.flatMap(({ takers }) => takers.slice(0, 1).map(({ mapping }) => mapping));
  const once = new Map<string, Ref>(mappings.map((ref) => [`${ref.namespace}/${ref.name}`, ref]));
  const named = [...once.values()].map((ref) => say`${ref}`);
  return named.length === 1 ? say`through ${join(named)}` : say`between ${join(named, ' and ')}`;
}

function reason({ outcome, status, listener, refusals, host }: TracedHop): Sentence {
  switch (outcome) {
    case 'no-listener':
      return refusals.length > 0 ? say`Envoy refuses the Listener` : say`no Listener is open there`;
    case 'connection-closed':
      return say`the Listener waits for a PROXY line, and closes the connection without one`;
    case 'tls-refused':
      return say`the TLS handshake is refused${listener ? say` by ${{ ...listener, kind: 'Listener' }}` : say``}, no certificate is there for this name`;
    case 'denied':
      return say`403 from the gateway, which lets in other addresses only`;
    case 'auth-broken':
      return say`500 from the gateway, because an AuthService cannot be used as it is written`;
    case 'refused':
      return say`${status ?? 400} from the gateway, before it looks for a route`;
    case 'no-host':
      return say`404 from the gateway, because no Host has this name`;
    default:
      return say`404 from the gateway${host ? say`, no route of ${hostRef(host)} matches` : say``}`;
  }
}

function hostRef({ namespace, name }: NonNullable<TracedHop['host']>): Ref {
  return { kind: 'Host', namespace, name };
}

function hopTitle({ by, method, url }: TracedHop): Sentence {
  const request = `${method} ${url}`;
  return by === 'gateway' ? say`Back into the gateway as ${request}` : say`The client then asks for ${request}`;
}

function nearestWords({ mappings, matches, differences, meant }: TracedNearMiss): readonly Step[] {
  const by = join(
    mappings.slice(0, 2).map((ref) => say`${ref}`),
    ', ',
  );
  const differ = join(differences.map(differenceWords));
  const nearest: Step = { line: say`Nearest route: ${matches.path} by ${by}. ${differ}`, more: [] };
  if (!meant) return [nearest];
  const takers = meant.takers.map((taker) => takerWords(taker, meant.takers.length > 1));
  const more = [...takers, ...meant.takers.flatMap(({ troubles }) => troubleWords(troubles))];
  return [nearest, { line: say`If you meant ${`${meant.method} ${meant.url}`}:`, more }];
}
