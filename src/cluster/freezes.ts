import type { Cluster } from './cluster.ts';
import { refusalsOf } from './envoy-refusals.ts';
import { byInstallation, type GatewayLog, gatewayLogsOf } from './gateway-observations.ts';
import type { Installation } from './installations.ts';
import type { LogEntry } from './log-entry.ts';
import type { AnyObject, Ref } from './objects.ts';
import { type Routing, type RoutingKind, routingFor } from './routing.ts';

/** Why a gateway takes up no change: its compiler throws, Envoy refuses what it makes, or there was no time to ask Envoy. */
export type FreezeKind = 'crashed' | 'rejected' | 'timeout';

/** A gateway that takes up no change any more, by its logs. */
export interface Freeze {
  readonly installation: Installation;
  readonly gateway: AnyObject | Ref;
  readonly kind: FreezeKind;
  /** In the compiler's or Envoy's own words. */
  readonly reason?: string;
  /** The first failure that no success followed; in milliseconds since 1970. Absent: a log without times. */
  readonly since?: number;
  /** The Pods that are frozen, and how many of the others are not. */
  readonly pods: readonly Ref[];
  readonly well: number;
  /** A configuration has never been in force since the Pod started. */
  readonly isFromStart: boolean;
  readonly sample: { readonly log: GatewayLog; readonly text: string };
  /** What stops it: what the log names, or the only object that can. */
  readonly cause?: AnyObject;
}

/** The gateways that are frozen, each once. What failed within the last minute may still be mended by what follows. */
export function freezesOf(cluster: Cluster<RoutingKind | 'ContainerLog'>, now: Date): readonly Freeze[] {
  return byInstallation(gatewayLogsOf(cluster)).flatMap(([installation, logs]): readonly Freeze[] => {
    const frozen = logs.flatMap((log) => {
      const streak = failuresIn(log);
      return streak && !isFresh(streak, log, now) ? [{ log, streak }] : [];
    });
    const [first] = frozen;
    if (!first) return [];
    const { log, streak } = first;
    const since = Math.min(...frozen.map((one) => one.streak.since ?? Number.POSITIVE_INFINITY));
    const cause = causeOf(cluster, routingFor(cluster, installation), streak);
    return [
      {
        installation,
        gateway: log.gateway,
        kind: streak.kind,
        ...(streak.reason !== undefined && { reason: streak.reason }),
        ...(Number.isFinite(since) && { since }),
        pods: frozen.map((one) => one.log.pod),
        well: logs.length - frozen.length,
        isFromStart: frozen.every((one) => one.streak.isFromStart),
        sample: { log, text: streak.text },
        ...(cause && { cause }),
      },
    ];
  });
}

/** Failures after the last success. */
interface Streak {
  readonly kind: FreezeKind;
  readonly reason?: string;
  readonly since?: number;
  readonly text: string;
  readonly isFromStart: boolean;
}

const SUCCESS = /configuration updated \(/;
const CRASH = /could not reconfigure: ?(.*)/;
const REJECTION =
  /no update performed \(|could not validate the envoy configuration|^Aborting update|gRPC config for \S*(?:Listener|RouteConfiguration|Cluster) rejected/;
const TIMEOUT = /envoy configuration validation timed out after/;
/** What Envoy says before it gives up, with or without the file that it read. */
const REASON = /error initializing (?:configuration|config)(?: '[^']*')?:? ?(.*)|gRPC config for .* rejected: (.*)/;

/** What diagd.py says when it makes a configuration, read to the end (run, _load_ir, validate_envoy_config). */
function failuresIn(log: GatewayLog): Streak | undefined {
  let streak: Streak | undefined;
  let hasSucceeded = false;
  let hasTimedOut = false;
  let reason: string | undefined;
  for (const entry of log.entries) {
    const { message } = entry;
    if (SUCCESS.test(message)) {
      [streak, hasSucceeded, hasTimedOut, reason] = [undefined, true, false, undefined];
      continue;
    }
    const said = REASON.exec(message);
    if (said) reason = said[1] || said[2];
    if (TIMEOUT.test(message)) hasTimedOut = true;
    const crash = CRASH.exec(message);
    const isRejection = REJECTION.test(message);
    if (crash ? isOfScout(log, entry) : !isRejection) continue;
    const kind = crash ? 'crashed' : reason === undefined && hasTimedOut ? 'timeout' : 'rejected';
    const why = crash ? crash[1] : reason;
    const since = streak ? streak.since : entry.at;
    streak = {
      kind,
      text: entry.text,
      isFromStart: !hasSucceeded && isFromStart(log),
      ...(why && { reason: why }),
      ...(since !== undefined && { since }),
    };
  }
  return streak;
}

/** Whether the log reaches back to the start of the container. */
function isFromStart({ since, startedAt }: GatewayLog): boolean {
  return since !== undefined && startedAt !== undefined && since - startedAt < STARTING_MS;
}

/** Once a day diagd asks for news of its maker; when that fails it says the same, and nothing is frozen. */
function isOfScout({ said }: GatewayLog, { text }: LogEntry): boolean {
  const at = said.lines.findIndex((line) => line.endsWith(text));
  return said.lines.slice(at, at + TRACE_LINES).some((line) => line.includes('check_scout'));
}

const TRACE_LINES = 12;
const STARTING_MS = 60_000;
const SETTLING_MS = 60_000;

function isFresh({ since }: Streak, { startedAt, end }: GatewayLog, now: Date): boolean {
  const isStarting = startedAt !== undefined && end !== undefined && end - startedAt < STARTING_MS;
  return isStarting || (since !== undefined && Math.abs(now.getTime() - since) < SETTLING_MS);
}

function causeOf(
  cluster: Cluster<RoutingKind>,
  routing: Routing,
  { kind, reason = '' }: Streak,
): AnyObject | undefined {
  if (kind === 'timeout') return undefined;
  if (kind === 'crashed') return routing.crash?.on;
  const [, namespace = '', name = ''] = SECRET.exec(reason) ?? [];
  const secret = cluster.find('Secret', namespace, name);
  if (secret) return secret;
  const refusals = refusalsOf(routing);
  const named = refusals.filter(({ detail }) => detail !== undefined && reason.includes(detail));
  const objects = new Set((named.length > 0 ? named : refusals).map(({ on }) => on));
  return objects.size === 1 ? [...objects][0] : undefined;
}

/** Where diagd writes what it reads from a Secret: `/ambassador/snapshots/shop/secrets-decoded/shop-tls/4F….crt`. */
const SECRET = /\/snapshots\/([a-z0-9-]+)\/secrets-decoded\/([a-z0-9.-]+)\//;
