import type { Cluster } from './cluster.ts';
import type { Ref } from './objects.ts';
import { refOf } from './objects.ts';
import type { Taker } from './outcome.ts';
import type { Group, Member, Routing } from './routing.ts';
import type { TargetKind } from './targets.ts';
import { stateOf, type UpstreamState } from './upstream-state.ts';

/** Whether the AuthService is asked before a route's upstream; `none`: there is no AuthService that counts. */
export type AuthAnswer = 'asked' | 'bypassed' | 'none';

/** The AuthServices that are asked, and where. */
export interface AskedAuth {
  readonly service: Ref;
  readonly upstream: UpstreamState;
  /** Whether requests pass when it does not answer. */
  readonly failsOpen: boolean;
}

/** Whether a route of a group is authenticated. Redirects never are (envoy/v3/v3route.py). */
export function authOf({ remote }: Routing, group: Group, member: Member | undefined): AuthAnswer {
  if (remote.auth.length === 0 || remote.authIsBroken) return 'none';
  return !member || skipsAuth(group, member) ? 'bypassed' : 'asked';
}

/** Whether a member's requests are not authenticated. */
export function skipsAuth({ members }: Group, { mapping: { spec } }: Member): boolean {
  // Any word about a redirect switches it off, `host_redirect: false` too.
  return spec.bypass_auth === true || members.some(({ mapping }) => mapping.spec.host_redirect !== undefined);
}

/** Whether a taker's requests are authenticated first. */
export function authOfTaker(routing: Routing, taker: Taker): AuthAnswer {
  return authOf(routing, taker.group, taker.to === 'member' ? taker.member : undefined);
}

/** The path with which an AuthService is asked about a request. */
export function authPath({ remote }: Routing, path: string, query: string): string {
  const specs = remote.auth.map(({ service }) => service.spec);
  const isHttp = (specs.at(-1)?.proto ?? 'http') === 'http';
  const prefix = isHttp ? (specs.findLast(({ path_prefix }) => path_prefix)?.path_prefix ?? '') : '';
  return `${prefix}${path}${query === '' ? '' : `?${query}`}`;
}

/** The AuthServices of an installation. */
export function askedAuth(cluster: Cluster<TargetKind>, { remote }: Routing): readonly AskedAuth[] {
  return remote.auth.map(({ service, upstream }) => ({
    service: refOf(service),
    upstream: stateOf(cluster, upstream),
    failsOpen: service.spec.failure_mode_allow === true,
  }));
}
