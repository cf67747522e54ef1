import type { Cluster } from './cluster.ts';
import { gatewayPartsOf } from './gateway-parts.ts';
import { gatewayContainer } from './gateway-pods.ts';
import { type Installation, type InstallationKind, installationKinds } from './installations.ts';
import { type ParsedLog, parseLog } from './log-entry.ts';
import { type AnyObject, type Kind, type Pod, type Ref, refOf } from './objects.ts';
import type { ContainerLog, Diagnostics, GatewayMetrics } from './observed.ts';
import { perCluster } from './per-cluster.ts';

/** What tells whose Pods were observed; a check lists it under `alsoReads`. */
export const observationKinds = installationKinds satisfies readonly Kind[];

/** What was observed of one Pod of a gateway. */
export interface Observed<T> {
  readonly installation: Installation;
  /** What findings about the whole gateway stand on: its main workload, or what stands for it. */
  readonly gateway: AnyObject | Ref;
  readonly pod: Ref;
  /** Absent: Pods could not be read. */
  readonly object?: Pod;
  /** When the gateway's container started, in milliseconds since 1970, as far as that is known. */
  readonly startedAt?: number;
  readonly said: T;
}

/** The log of a gateway's container, read. */
export interface GatewayLog extends Observed<ContainerLog>, ParsedLog {
  /** Until when the log tells everything, in milliseconds since 1970; absent for one without times. */
  readonly end?: number;
}

type LogKind = InstallationKind | 'ContainerLog';

/** The logs of all gateways' Pods, without those of Pods that are going away. */
export const gatewayLogsOf = perCluster((cluster: Cluster<LogKind>): readonly GatewayLog[] =>
  ofGateways(cluster, cluster.all('ContainerLog')).map((observed) => {
    const { said } = observed;
    const parsed = parseLog(said.lines);
    const startedAt = parsed.entries.find(({ message }) => BOOT.test(message))?.at ?? observed.startedAt;
    const end = timeOf(said.readAt) ?? parsed.until;
    return { ...observed, ...parsed, ...(startedAt !== undefined && { startedAt }), ...(end !== undefined && { end }) };
  }),
);

/** What the entrypoint and diagd say first (cmd/entrypoint/entrypoint.go, diagd.py). */
const BOOT = /^(Started (Ambassador|Emissary)|Ambassador \S+ booted)/;

/** The diagnostics of all gateways' Pods. */
export const diagnosticsOf = perCluster(
  (cluster: Cluster<InstallationKind | 'Diagnostics'>): readonly Observed<Diagnostics>[] =>
    ofGateways(cluster, cluster.all('Diagnostics')),
);

/** The metrics of all gateways' Pods. */
export const gatewayMetricsOf = perCluster(
  (cluster: Cluster<InstallationKind | 'GatewayMetrics'>): readonly Observed<GatewayMetrics>[] =>
    ofGateways(cluster, cluster.all('GatewayMetrics')),
);

/** Observations by installation, in the order of namespaces and Pods. */
export function byInstallation<T extends { readonly installation: Installation }>(
  observed: readonly T[],
): readonly (readonly [Installation, readonly [T, ...T[]]])[] {
  return [...Map.groupBy(observed, ({ installation }) => installation)].flatMap(([installation, [first, ...others]]) =>
    first ? [[installation, [first, ...others]] as const] : [],
  );
}

function ofGateways<T extends ContainerLog | Diagnostics | GatewayMetrics>(
  cluster: Cluster<InstallationKind>,
  observations: readonly T[],
): readonly Observed<T>[] {
  if (observations.length === 0) return [];
  const parts = gatewayPartsOf(cluster);
  return observations.flatMap((said): readonly Observed<T>[] => {
    const { namespace, name } = said.metadata;
    const pod = { kind: 'Pod', namespace, name };
    for (const { installation, on, namespace: home, container, pods } of parts) {
      const object = pods.find(({ metadata }) => metadata.name === name);
      const isUnread = pods.length === 0 && !cluster.knows('Pod', namespace);
      if (home !== namespace || !(object || (isUnread && name.startsWith(`${nameOf(on)}-`)))) continue;
      const own = (object && gatewayContainer(object.spec, object.metadata.labels)) ?? container;
      if (said.kind === 'ContainerLog' && said.container !== own.name) continue;
      const gateway = installation.workloads[0] ?? on;
      const startedAt = object && startOf(object, own.name);
      return [
        { installation, gateway, pod, said, ...(object && { object }), ...(startedAt !== undefined && { startedAt }) },
      ];
    }
    return [];
  });
}

function startOf({ status }: Pod, container: string): number | undefined {
  const state = status?.containerStatuses?.find(({ name }) => name === container)?.state;
  return timeOf(state?.running?.startedAt ?? status?.startTime);
}

function nameOf(object: AnyObject | Ref): string {
  return 'metadata' in object ? refOf(object).name : object.name;
}

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
