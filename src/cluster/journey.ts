import { arrivalOf } from './arrival.ts';
import type { Cluster } from './cluster.ts';
import { gatewayEntry } from './gateway-entry.ts';
import { matchRequest, type Request, type Routed, type Taker } from './match.ts';
import type { Mapping } from './objects.ts';
import { perRouting } from './per-routing.ts';
import type { Routing, RoutingKind } from './routing.ts';
import type { Upstream } from './upstream.ts';

/** One pass of a request through the gateway. */
export interface Hop {
  readonly request: Request;
  readonly mapping: Mapping;
  /** `https`: the Host redirects what came in clear. A client follows that and `redirect`; `upstream` it does not see. */
  readonly kind: 'upstream' | 'redirect' | 'https';
  /** The service it was sent to, or the address it was redirected to. */
  readonly to: string;
  readonly upstream?: Upstream;
}

/** The way of a request that comes back to the gateway, and where it ends. */
export interface Journey {
  readonly hops: readonly Hop[];
  /**
   * `loop`: it never ends; `served`: an upstream that is not the gateway; `elsewhere`: a redirect to another place;
   * `nowhere`: nothing matches; `unknown`: it cannot be told.
   */
  readonly end: 'loop' | 'served' | 'elsewhere' | 'nowhere' | 'unknown';
  /** The request that nothing takes, or of which it cannot be told; absent: the last hop is the end. */
  readonly last?: Request;
  /** The hops that come again and again; empty unless it is a loop. */
  readonly cycle: readonly Hop[];
  /** Whether the path of a loop gets longer each time round. */
  readonly isGrowing: boolean;
}

/** Browsers follow 20 redirects. */
const LONGEST = 21;

type Chosen = Taker & { readonly share: number };

/** Follows a request from taker to taker. `first` picks who takes it at the start; afterwards it is the greatest share. */
export function follow(
  cluster: Cluster<RoutingKind>,
  routing: Routing,
  request: Request,
  first: (taker: Taker) => boolean,
): Journey {
  const hops: Hop[] = [];
  const seen = new Map<string, number>();
  const ended = (end: Journey['end'], last?: Request): Journey => ({
    ...{ hops, end, cycle: [], isGrowing: false },
    ...(last && { last }),
  });
  let current = request;
  // What the client knows the gateway by.
  let name = request.host;

  while (hops.length < LONGEST) {
    const outcome = matchRequest(routing, current);
    if (outcome.kind !== 'routed' && outcome.kind !== 'no-host') return ended('unknown', current);
    const takers = outcome.kind === 'routed' ? outcome.takers : [];
    const chosen = hops.length === 0 ? takers.filter(first) : takers;
    const [taker] = chosen.toSorted((a, b) => b.share - a.share);
    if (!taker || outcome.kind !== 'routed') return ended('nowhere', current);

    const state = stateOf(current);
    const before = seen.get(state);
    if (before !== undefined) return { hops, end: 'loop', cycle: hops.slice(before), isGrowing: false };
    seen.set(state, hops.length);
    hops.push(hopOf(current, taker));

    const next = nextRequest(cluster, routing, { request: current, outcome, taker, name, original: request });
    if (typeof next === 'string') return ended(next);
    if (taker.to !== 'member') name = next.host;
    current = next;
  }
  const again = hops.slice(LONGEST / 2);
  return { hops, end: 'loop', cycle: again, isGrowing: true };
}

function hopOf(request: Request, taker: Chosen): Hop {
  if (taker.to !== 'member') return { request, mapping: taker.mapping, kind: taker.to, to: taker.location };
  const { mapping, upstream } = taker.member;
  return { request, mapping, kind: 'upstream', to: upstream.service, upstream };
}

function stateOf({ tls, listenerPort = 0, host, method, path, query = '', headers = {} }: Request): string {
  return JSON.stringify([tls, listenerPort, host, method, path, query, Object.entries(headers).toSorted()]);
}

interface Step {
  readonly request: Request;
  readonly outcome: Routed;
  readonly taker: Chosen;
  readonly name: string;
  readonly original: Request;
}

function nextRequest(cluster: Cluster<RoutingKind>, routing: Routing, step: Step): Request | 'served' | 'elsewhere' {
  const { request, outcome, taker, name, original } = step;
  if (taker.to !== 'member') return redirected(routing, taker, { name, original });

  const { upstream, mapping } = taker.member;
  const entry = gatewayEntry(cluster, routing, upstream);
  if (!entry) return 'served';
  const [path = '/', query = ''] = splitOnce(taker.path, '?');
  const isHttps = outcome.listener.securityModel === 'XFP' ? outcome.isSecure : request.tls;
  return {
    tls: upstream.tls,
    listenerPort: entry.port,
    host: taker.host,
    method: request.method,
    path,
    query,
    headers: {
      ...withChangedHeaders(request.headers ?? {}, mapping),
      'x-forwarded-proto': isHttps ? 'https' : 'http',
    },
  };
}

/** Where a client arrives that follows a redirect: here only if the name in it is surely one of this gateway. */
function redirected(
  routing: Routing,
  taker: Exclude<Chosen, { to: 'member' }>,
  { name, original }: { readonly name: string; readonly original: Request },
): Request | 'elsewhere' {
  const url = URL.parse(taker.location);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'elsewhere';
  if (url.host !== name.toLowerCase() && !ownNames(routing).has(url.hostname)) return 'elsewhere';

  const arrival = arrivalOf(routing, url.protocol === 'https:', url.port);
  if (!arrival) return 'elsewhere';
  // A browser sends the fields it sent before; what a proxy in front adds is new each time.
  const { 'x-forwarded-proto': _, ...headers } = original.headers ?? {};
  const becomesGet = taker.to === 'https' || [301, 302, 303].includes(taker.code);
  return {
    ...arrival,
    host: url.host,
    method: becomesGet && original.method !== 'HEAD' ? 'GET' : original.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: { ...headers, ...arrival.headers },
  };
}

/** The names that Hosts and Mappings write out. A wildcard is no proof that a name leads here. */
const ownNames = perRouting(({ hosts, groups }): ReadonlySet<string> => {
  const served = hosts.filter(({ active, servedBy }) => active && servedBy.length > 0).map(({ hostname }) => hostname);
  const asked = groups.filter(({ hosts, hostRegex }) => hosts.length > 0 && !hostRegex).map(({ host }) => host ?? '*');
  return new Set([...served, ...asked].map((name) => name.toLowerCase()).filter((name) => !name.includes('*')));
});

/** The fields of a request as the upstream gets them. */
function withChangedHeaders(headers: Readonly<Record<string, string>>, { spec }: Mapping): Record<string, string> {
  const { add_request_headers: added, remove_request_headers: removed } = spec;
  const names = new Set((Array.isArray(removed) ? removed : [removed]).map((name) => String(name).toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  const more = Object.entries(added && typeof added === 'object' ? added : {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value && typeof value === 'object' ? Reflect.get(value, 'value') : value),
  ]);
  return Object.fromEntries([...kept, ...more]);
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
