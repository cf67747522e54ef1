import type { Cluster } from './cluster.ts';
import type { Post } from './errors.ts';
import type { Installation } from './installations.ts';
import type { AnyObject, AuthService, LogService, RateLimitService, TracingService } from './objects.ts';
import type { RoutingKind } from './routing-kinds.ts';
import { storedNames } from './stored-names.ts';
import { remoteUpstreamOf, type Upstream } from './upstream.ts';
import { postExtra, postUpstream } from './upstream-errors.ts';

/** What makes Emissary's compiler throw, so that nothing is updated any more. */
export interface Crash {
  readonly reason:
    | 'mapping-without-prefix'
    | 'mapping-without-service'
    | 'tcpmapping-without-port'
    | 'service-unparsable'
    | 'log-service-without-driver-config'
    | 'auth-services-not-mergeable'
    | 'module-resolver-unknown'
    | 'module-invalid';
  readonly on: AnyObject;
}

/** The services that Envoy asks beside upstreams, as far as Emissary uses them. */
export interface RemoteServices {
  /** All that are asked; they share the settings of the last. */
  readonly auth: readonly { readonly service: AuthService; readonly upstream: Upstream }[];
  /** Every request gets 500, because an AuthService cannot be used as it is. */
  readonly authIsBroken: boolean;
  readonly rateLimit?: { readonly service: RateLimitService; readonly upstream: Upstream };
  readonly tracing?: { readonly service: TracingService; readonly upstream: Upstream };
  readonly log?: { readonly service: LogService; readonly upstream: Upstream };
  readonly crash?: Crash;
}

/** A service and where it is asked. */
interface Asked<T extends AnyObject> {
  readonly service: T;
  readonly upstream: Upstream;
}

/** Reads AuthServices and the like (ir/irauth.py, ir/irratelimit.py, ir/irlogservice.py, ir/irtracing.py). */
export function remoteServices(cluster: Cluster<RoutingKind>, installation: Installation, post: Post): RemoteServices {
  const seen = <T extends AnyObject>(objects: readonly T[]): readonly T[] => {
    const { byName, replaced } = storedNames(objects.filter((object) => installation.sees(object)));
    for (const { object, by } of replaced) post(by, 'duplicate', { about: object });
    return [...byName.values()];
  };
  const ask = <T extends RateLimitService | LogService | TracingService>(
    service: T | undefined,
    tls?: string | boolean,
  ): Asked<T> | undefined => {
    const { namespace } = service?.metadata ?? {};
    const where = service?.spec.service ?? '';
    return (
      service && {
        service,
        upstream: remoteUpstreamOf(cluster, installation, where, { tls, ...(namespace && { namespace }) }),
      }
    );
  };

  const tracing = ask(tracingOf(seen(cluster.all('TracingService')), post));
  const limiting = rateLimitOf(seen(cluster.all('RateLimitService')), post);
  const rateLimit = ask(limiting, limiting?.spec.tls);
  const logs = logOf(seen(cluster.all('LogService')), post);
  if (logs.crash) return { auth: [], authIsBroken: false, crash: logs.crash };

  const log = ask(logs.log);
  const auth = authOf(cluster, installation, seen(cluster.all('AuthService')), post);
  const asked: readonly Asked<AnyObject>[] = [tracing, rateLimit, log, ...auth.services].flatMap((item) => item ?? []);
  for (const { service, upstream } of asked) {
    postUpstream(upstream, service, post);
    postExtra(upstream, service, post);
  }
  const crash = asked.map(crashOf).find((found) => found !== undefined) ?? auth.crash;
  return {
    auth: auth.services,
    authIsBroken: auth.isBroken,
    ...(rateLimit && { rateLimit }),
    ...(tracing && { tracing }),
    ...(log && { log }),
    ...(crash && { crash }),
  };
}

/** Where the remote services of an installation are asked. */
export function remoteUpstreams({ auth, rateLimit, tracing, log }: RemoteServices): readonly Upstream[] {
  return [...auth, rateLimit, tracing, log].flatMap((item) => item?.upstream ?? []);
}

function crashOf({
  service,
  upstream,
}: {
  readonly service: AnyObject;
  readonly upstream: Upstream;
}): Crash | undefined {
  if (upstream.isFatal) return { reason: 'service-unparsable', on: service };
  const isAddress = upstream.kind !== 'service' && /^[\d.]+$|:/.test(upstream.qualified);
  if (upstream.resolver === 'unknown' && !isAddress) return { reason: 'module-resolver-unknown', on: service };
  return undefined;
}

function tracingOf(services: readonly TracingService[], post: Post): TracingService | undefined {
  const [service, ...more] = services;
  if (!service) return undefined;
  const { driver, service: where } = service.spec;
  if (more.length > 0) return refuse(post, 'remote-service-count', service);
  if (!where || !driver) return refuse(post, 'remote-service-incomplete', service);
  if (driver === 'lightstep') return refuse(post, 'remote-service-outdated', service);
  const config = service.spec['config'];
  const version =
    config && typeof config === 'object' && 'collector_endpoint_version' in config
      ? config.collector_endpoint_version
      : undefined;
  if (driver === 'zipkin' && version && !['HTTP_JSON', 'HTTP_PROTO'].includes(String(version))) {
    return refuse(post, 'remote-service-incomplete', service);
  }
  return service;
}

function rateLimitOf(services: readonly RateLimitService[], post: Post): RateLimitService | undefined {
  const [service, ...more] = services;
  if (!service) return undefined;
  if (more.length > 0) return refuse(post, 'remote-service-count', service);
  if (!service.spec.service) return refuse(post, 'remote-service-incomplete', service);
  return isOutdated(service) ? refuse(post, 'remote-service-outdated', service) : service;
}

/** All LogServices share one name, so the first that is well is the only one. */
function logOf(services: readonly LogService[], post: Post): { readonly log?: LogService; readonly crash?: Crash } {
  let log: LogService | undefined;
  for (const service of services) {
    const { spec } = service;
    if (!spec.service) refuse(post, 'remote-service-incomplete', service);
    else if (isOutdated(service)) refuse(post, 'remote-service-outdated', service);
    else if (!spec.driver_config) return { crash: { reason: 'log-service-without-driver-config', on: service } };
    else if (hasBadHeaders(service)) refuse(post, 'remote-service-incomplete', service);
    else if (log) post('-global-', 'duplicate', { about: service });
    else log = service;
  }
  return { ...(log && { log }) };
}

function hasBadHeaders({ spec }: LogService): boolean {
  const headers = spec.driver_config?.['additional_log_headers'];
  if (!Array.isArray(headers) || headers.length === 0) return false;
  return spec.driver !== 'http' || headers.some((header) => !header?.header_name);
}

function isOutdated({ spec }: RateLimitService | LogService): boolean {
  return (spec.protocol_version ?? 'v2') === 'v2';
}

function refuse(post: Post, reason: Parameters<Post>[1], about: AnyObject): undefined {
  post('-internal-', reason, { about });
}

interface Auth {
  readonly services: RemoteServices['auth'];
  readonly isBroken: boolean;
  readonly crash?: Crash;
}

const SHARED_SETTINGS = ['path_prefix', 'timeout_ms', 'cluster', 'allow_request_body', 'proto'] as const;

/** Several AuthServices become one filter: the settings of the last, the addresses of all. */
function authOf(
  cluster: Cluster<RoutingKind>,
  installation: Installation,
  services: readonly AuthService[],
  post: Post,
): Auth {
  const [first] = services;
  if (!first) return { services: [], isBroken: false };

  const current = new Map<string, unknown>();
  const byAddress = new Map<string, { readonly service: AuthService; readonly isGrpc: boolean }>();
  let isBroken = false;
  for (const service of services) {
    const { spec } = service;
    for (const setting of SHARED_SETTINGS) {
      const value = spec[setting];
      const before = current.get(setting);
      if (!value) continue;
      if (before && before !== value) post(service, 'auth-settings-differ', { detail: setting });
    }
    const { proto = 'http', protocol_version = 'v2', timeout_ms = 5000, allow_request_body = false } = spec;
    for (const [setting, value] of Object.entries({ proto, timeout_ms, allow_request_body }))
      current.set(setting, value);
    if (spec.path_prefix) current.set('path_prefix', spec.path_prefix);

    const isSound = proto === 'http' || (proto === 'grpc' && protocol_version === 'v3');
    const hasBodyTwice = spec.include_body !== undefined && allow_request_body;
    if (!isSound || hasBodyTwice) {
      isBroken = true;
      post(first, 'auth-misconfigured', {
        about: service,
        detail: isSound ? 'allow_request_body' : 'protocol_version',
      });
    }
    if (spec.auth_service) byAddress.set(spec.auth_service, { service, isGrpc: proto === 'grpc' });
  }

  const used = [...byAddress].map(([address, { service, isGrpc }]) => ({
    service,
    isGrpc,
    upstream: remoteUpstreamOf(cluster, installation, address, {
      tls: service.spec.tls,
      namespace: service.metadata.namespace,
    }),
  }));
  const crash = mergeAuth(used, post);
  return { services: used, isBroken, ...(crash && { crash }) };
}

function mergeAuth(
  used: readonly { readonly service: AuthService; readonly isGrpc: boolean; readonly upstream: Upstream }[],
  post: Post,
): Crash | undefined {
  const [first, ...others] = used;
  let crash: Crash | undefined;
  for (const other of others) {
    const context = (item: typeof other) => (item.upstream.tls ? (item.service.spec.tls ?? true) : false);
    const fits = first && other.isGrpc === first.isGrpc && context(other) === context(first);
    // Only the last one decides whether the filter finds its upstream.
    crash = fits ? undefined : { reason: 'auth-services-not-mergeable', on: other.service };
    if (first && !fits) post(first.service, 'auth-not-mergeable', { about: other.service });
  }
  return crash;
}
