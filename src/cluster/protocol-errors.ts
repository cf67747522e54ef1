import type { Cluster } from './cluster.ts';
import { isOver } from './failing-upstreams.ts';
import { type LoggedRequest, type LoggedRequests, loggedRequestsOf } from './logged-requests.ts';
import type { RoutingKind } from './routing-kinds.ts';

/** A gateway to which nearly all that comes is no HTTP. */
export interface ProtocolErrors {
  readonly logged: LoggedRequests;
  readonly failed: number;
  readonly sample: LoggedRequest;
}

/** When that is worth telling of. Anybody on the internet can send a few lines that are no HTTP. */
export interface ProtocolLimits {
  readonly minutes: number;
  readonly leastProtocolErrors: number;
  /** Of all that came. */
  readonly leastPercentProtocol: number;
  readonly leastSeconds: number;
}

/** The gateways whose clients, or what stands between, speak another protocol than their Listeners (DPE). */
export function protocolErrors(
  cluster: Cluster<RoutingKind | 'ContainerLog'>,
  { minutes, leastProtocolErrors, leastPercentProtocol, leastSeconds }: ProtocolLimits,
): readonly ProtocolErrors[] {
  return loggedRequestsOf(cluster, minutes).flatMap((logged): readonly ProtocolErrors[] => {
    const { requests, end } = logged;
    const failed = requests.filter(({ flags }) => flags.includes('DPE'));
    const [first, last] = [failed[0], failed.at(-1)];
    if (!first || !last || failed.length < leastProtocolErrors) return [];
    if (failed.length * 100 < requests.length * leastPercentProtocol) return [];
    if (last.at - first.at < leastSeconds * 1000 || isOver(requests, last, end)) return [];
    return [{ logged, failed: failed.length, sample: last }];
  });
}
