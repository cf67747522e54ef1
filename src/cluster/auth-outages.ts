import { authOf } from './asked-auth.ts';
import type { Cluster } from './cluster.ts';
import { isOver } from './failing-upstreams.ts';
import { type LoggedRequest, type LoggedRequests, loggedRequestsOf, routerOf } from './logged-requests.ts';
import type { AuthService } from './objects.ts';
import { type Routing, type RoutingKind, routingFor } from './routing.ts';
import { isScan } from './unrouted-requests.ts';

/** Requests that an AuthService did not let in, though not because of who sent them. */
export interface AuthOutage {
  readonly logged: LoggedRequests;
  readonly auth: AuthService;
  /**
   * `timeout`: refused just when the time for an answer was over; `error`: with 5xx; `all`: suddenly everybody, clients that
   * were let in before among them.
   */
  readonly kind: 'timeout' | 'error' | 'all';
  readonly failed: number;
  /** The requests that it was asked about, and since when; in milliseconds since 1970. */
  readonly asked: number;
  readonly since: number;
  /** Milliseconds that it has for an answer. */
  readonly timeout: number;
  readonly sample: LoggedRequest;
}

/** When refused requests are worth telling of. */
export interface AuthLimits {
  readonly minutes: number;
  readonly leastRequests: number;
  /** Of the requests that the AuthService was asked about. */
  readonly leastPercent: number;
  /** Between the first and the last. */
  readonly leastSeconds: number;
  /** Clients that were let in before and are not any more. */
  readonly leastClients: number;
}

/** The AuthServices that fail now, by the logs of each gateway. */
export function authOutages(cluster: Cluster<RoutingKind | 'ContainerLog'>, limits: AuthLimits): readonly AuthOutage[] {
  return loggedRequestsOf(cluster, limits.minutes).flatMap((logged): readonly AuthOutage[] => {
    if (logged.requests.filter(isRefused).length < limits.leastRequests) return [];
    const routing = routingFor(cluster, logged.installation);
    const { service: auth } = routing.remote.auth.at(-1) ?? {};
    if (!auth) return [];
    const timeout = auth.spec.timeout_ms ?? DEFAULT_TIMEOUT;
    const asked = askedRequests(routing, logged);
    const status = auth.spec.status_on_error?.code ?? DEFAULT_STATUS;
    const found = brokenAnswers(asked, logged, { timeout, status }, limits) ?? suddenRefusals(asked, status, limits);
    return found ? [{ logged, auth, timeout, ...found }] : [];
  });
}

const DEFAULT_TIMEOUT = 5000;
const DEFAULT_STATUS = 403;
/** A request cannot wait for the AuthService a little less than that is allowed. */
const ALMOST = 0.9;

type Found = Pick<AuthOutage, 'kind' | 'failed' | 'asked' | 'since' | 'sample'>;

function brokenAnswers(
  asked: readonly LoggedRequest[],
  { since, end }: LoggedRequests,
  { timeout, status }: { readonly timeout: number; readonly status: number },
  { leastRequests, leastPercent, leastSeconds }: AuthLimits,
): Found | undefined {
  const isLate = ({ duration, code }: LoggedRequest) => code === status && duration >= timeout * ALMOST;
  const failed = asked.filter((request) => isRefused(request) && (request.code >= 500 || isLate(request)));
  const [first, last] = [failed[0], failed.at(-1)];
  if (!first || !last || failed.length < leastRequests || failed.length * 100 < asked.length * leastPercent)
    return undefined;
  if (last.at - first.at < leastSeconds * 1000 || isOver(asked, last, end)) return undefined;
  const kind = failed.filter(isLate).length * 2 >= failed.length ? 'timeout' : 'error';
  return { kind, since, failed: failed.length, asked: asked.length, sample: last };
}

/**
 * That from some request on nobody is let in any more, with the status for an AuthService that fails. That status is also
 * what many answer to those who may not come in; so clients have to be among them that were let in before.
 */
function suddenRefusals(
  asked: readonly LoggedRequest[],
  status: number,
  { leastRequests, leastSeconds, leastClients }: AuthLimits,
): Found | undefined {
  const lastGood = asked.findLastIndex((request) => !isRefused(request));
  const [before, after] = [asked.slice(0, lastGood + 1), asked.slice(lastGood + 1)];
  const [first, last] = [after[0], after.at(-1)];
  if (!first || !last || after.length < leastRequests || after.some(({ code }) => code !== status)) return undefined;
  if (last.at - first.at < leastSeconds * 1000) return undefined;
  const welcome = new Set(before.filter((request) => !isRefused(request)).map(clientOf));
  const turnedAway = new Set(after.map(clientOf)).intersection(welcome);
  return turnedAway.size >= leastClients
    ? { kind: 'all', since: first.at, failed: after.length, asked: after.length, sample: last }
    : undefined;
}

function clientOf({ client, userAgent }: LoggedRequest): string {
  return `${client} ${userAgent}`;
}

function isRefused({ flags }: LoggedRequest): boolean {
  return flags.includes('UAEX');
}

/** Without those of scanners, which are refused rightly, and those that clients broke off. */
function askedRequests(routing: Routing, { requests }: LoggedRequests): readonly LoggedRequest[] {
  const route = routerOf(routing);
  return requests.filter((request) => {
    if (isScan(request) || request.flags.includes('DC')) return false;
    const { group, members } = route(request);
    return group !== undefined && authOf(routing, group, members[0]) === 'asked';
  });
}
