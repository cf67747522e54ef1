import type { Ref } from '../cluster/objects.ts';
import type { TracedHop, TracedTaker } from '../cluster/trace.ts';
import type { TriedRoute } from '../cluster/tried.ts';
import type { PodTrouble } from '../cluster/upstream-state.ts';
import { filterStep } from './filter-words.ts';
import { lossWords } from './loss-words.ts';
import { join, percent, plainly, type Sentence, say } from './sentence.ts';
import type { Step } from './trace-words.ts';
import { authWords, mappingName, upstreamHealth, upstreamName } from './upstream-words.ts';

const SHOWN_ROUTES = 6;
const SHOWN_PODS = 5;
const DAY = 24 * 60 * 60 * 1000;

/** The steps of one pass through the gateway. */
export function hopSteps(hop: TracedHop, now: Date): readonly Step[] {
  const place = placeWords(hop, now);
  const tried = triedWords(hop);
  const auth = authStep(hop);
  const filters = filterStep(hop);
  const shared = changes(hop);
  return [
    ...(place ? [{ line: place, more: [] }] : []),
    ...(tried ? [tried] : []),
    ...(auth ? [auth] : []),
    ...(filters ? [filters] : []),
    ...(shared ?? []).map((line) => ({ line, more: [] })),
    ...hop.takers.map((taker) => ({
      line: takerWords(taker, hop.takers.length > 1 || taker.share < 100),
      more: [...(shared ? [] : pathWords(taker, hop)), ...troubleWords(taker.troubles)],
    })),
    ...(hop.unserved > 0 && hop.takers.length > 0
      ? [{ line: say`${percent(hop.unserved)} of these requests match nothing further: 404`, more: [] }]
      : []),
    ...hop.mirrored.map(({ mapping, service, share }) => ({
      line: say`${share >= 100 ? plainly('All') : percent(share)} are copied to ${service} by ${mapping}`,
      more: [],
    })),
  ];
}

/** Who gets a request, or a share of such requests, and who answers there. */
export function takerWords(taker: TracedTaker, showsShare: boolean): Sentence {
  const { mapping, writtenIn, share, to, location = '?', code = 301, upstream, isInternal, isGateway } = taker;
  const who = isInternal ? say`The gateway's own route` : mappingName(mapping, writtenIn);
  const part = showsShare ? say` (${percent(share)})` : say``;
  if (to === 'redirect') return say`${who}${part} redirects to ${location} (${code})`;
  if (to === 'https') return say`The Host redirects what comes without TLS to ${location} (${code})`;
  if (!upstream) return say`${who}${part}`;
  const health = isGateway ? say`the gateway itself` : upstreamHealth(upstream);
  return say`${who}${part} → ${upstreamName(upstream)}: ${health}`;
}

/** The Pods that do not serve, and why. */
export function troubleWords(troubles: readonly PodTrouble[]): readonly Sentence[] {
  const shown = troubles.slice(0, SHOWN_PODS).map(({ pod, text }) => say`${pod}: ${text}`);
  const more = troubles.length - shown.length;
  return more > 0 ? [...shown, say`and ${more} more`] : shown;
}

function placeWords(
  { listener, host, certificate, tls, headers, by: cause }: TracedHop,
  now: Date,
): Sentence | undefined {
  if (!listener) return undefined;
  const at = listener.isMade ? say`Port ${listener.port}` : say`${ref('Listener', listener)} (port ${listener.port})`;
  const by = !host
    ? say``
    : host.isMade
      ? say` → the Host that Emissary makes up when there is none`
      : say` → ${ref('Host', host)} (${host.hostname})`;
  const inFront = headers['x-forwarded-proto'] === 'https' && !tls && cause !== 'gateway';
  if (inFront) return say`${at}${by}, TLS ends in front of the gateway`;
  if (!tls) return say`${at}${by}, without TLS`;
  const { secret, ends } = certificate ?? {};
  const until = ends === undefined ? say`` : say`, ${untilWords(new Date(ends), now)}`;
  return secret ? say`${at}${by}, certificate in ${secret}${until}` : say`${at}${by}, with TLS`;
}

function untilWords(ends: Date, now: Date): Sentence {
  const days = Math.floor((ends.getTime() - now.getTime()) / DAY);
  if (days < 0) return say`which ended on ${ends}`;
  return say`until ${ends} (in ${plainly(days === 1 ? '1 day' : `${days} days`)})`;
}

function triedWords({ tried: { routes, others } }: TracedHop): Step | undefined {
  if (routes.length === 0) {
    return others > 0 ? { line: say`None of its ${others} routes begins like this path`, more: [] } : undefined;
  }
  const last = routes.findLastIndex(({ share }) => share > 0);
  // What wins is shown, and what stands right before and behind it.
  const from = Math.max(0, Math.min(last < 0 ? routes.length : last + 2, routes.length) - SHOWN_ROUTES);
  const shown = routes.slice(from, from + SHOWN_ROUTES);
  const hidden = routes.length - shown.length + others;
  const more =
    hidden > 0 ? [say`and ${plainly(hidden === 1 ? '1 other' : `${hidden} others`)} that do not matter here`] : [];
  return { line: say`Tried in this order:`, more: [...shown.map(routeWords), ...more] };
}

function routeWords({ matches, mappings, share, lost }: TriedRoute): Sentence {
  const { path, match, method, precedence } = matches;
  const kind = match === 'prefix' ? say`` : say`${plainly(match === 'exact' ? ' exactly' : ' (regex)')}`;
  const verb = method === undefined || lost?.kind === 'method' ? say`` : say` ${method}`;
  const rank = precedence === 0 ? say`` : say`, precedence ${precedence}`;
  const route = say`${path}${kind}${verb}${rank}`;
  if (lost) return say`✗ ${route}: ${lossWords(lost)}`;
  const by = join(
    mappings.slice(0, 3).map((mapping) => say`${mapping}`),
    ', ',
  );
  return share < 100 ? say`✓ ${route}: ${by}, ${percent(share)}` : say`✓ ${route}: ${by}`;
}

function authStep({ auth: { answer, services, path }, takers }: TracedHop): Step | undefined {
  if (answer === 'none') return undefined;
  if (answer === 'bypassed') {
    if (takers.length === 0) return undefined;
    const isRedirect = takers.every(({ to }) => to !== 'upstream');
    return {
      line: say`Auth is not asked${plainly(isRedirect ? ': redirects never are' : ' (bypass_auth)')}`,
      more: [],
    };
  }
  const part = takers.every(({ auth }) => auth === 'asked') ? say`` : say` for some of them`;
  const asked = join(services.map(authWords), ', ');
  return {
    line: say`Auth is asked first${part}: ${asked}${path === undefined ? say`` : say`, for ${path}`}`,
    more: [],
  };
}

/** What all who take a request change about it; undefined: each something else. */
function changes(hop: TracedHop): readonly Sentence[] | undefined {
  const [first, ...others] = hop.takers;
  if (first?.to !== 'upstream') return [];
  const isSame = others.every(({ path, host }) => path === first.path && host === first.host);
  return isSame ? pathWords(first, hop) : undefined;
}

function pathWords({ path, host, to }: TracedTaker, hop: TracedHop): readonly Sentence[] {
  if (to !== 'upstream' || path === undefined) return [];
  const url = hop.url.replace(/^\w+:\/\/([^/]*)/, '');
  const asked = /^\w+:\/\/([^/]*)/.exec(hop.url)?.[1];
  return [
    ...(path === url ? [] : [say`The path becomes ${path}`]),
    ...(host === undefined || host === asked ? [] : [say`The Host header becomes ${host}`]),
  ];
}

function ref(kind: string, { namespace, name }: { readonly namespace: string; readonly name: string }): Ref {
  return { kind, namespace, name };
}
