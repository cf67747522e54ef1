import type { Base, Certificate } from './objects.ts';

/*
 * What a running gateway says of itself: read from its Pods, not from the API server's objects, and only where that is
 * allowed. Each stands in a snapshot like an object, under the name of the Pod it was read from.
 */

/**
 * The last lines of one container's log: of all gateway containers, of others only where they crash. So only of gateways is
 * it known what has no log.
 */
export interface ContainerLog extends Base<'ContainerLog'> {
  readonly container: string;
  /** Oldest first, with secrets taken out. */
  readonly lines: readonly string[];
  /** When it was read. Absent: it was saved at some time, and ends with its last line. */
  readonly readAt?: string;
}

/** What `/ambassador/v0/diag/?json=true` answers (Emissary: python/ambassador_diag/diagd.py). */
export interface Diagnostics extends Base<'Diagnostics'> {
  /** False when the answer was too large: then it holds errors and environment, and no elements. */
  readonly isWhole: boolean;
  readonly version?: string;
  readonly ambassadorId?: string;
  /** What failed of `system.env_status`. */
  readonly environment: readonly { readonly check: string; readonly text: string }[];
  readonly envoy?: { readonly alive?: boolean; readonly ready?: boolean; readonly sinceUpdate?: string };
  /** `key` names the resource (`name.namespace.1`), a part of Emissary (`ir.ratelimit`), or nothing (``). */
  readonly errors: readonly { readonly key: string; readonly text: string }[];
  /** Emissary repeats notices with each new configuration; here each stands once. */
  readonly notices: readonly { readonly level: string; readonly text: string }[];
  /** A short hash of each element that the running configuration was made of, by its key (`name.namespace.1`). */
  readonly elements: Readonly<Record<string, string>>;
}

/** What `/metrics` answers (Emissary: python/ambassador_diag/diagd.py). */
export interface GatewayMetrics extends Base<'GatewayMetrics'> {
  /** How many lines are of Envoy: none when Emissary could not ask it. */
  readonly envoyLines: number;
  /** `ambassador_diagnostics_errors`, as of the last time that somebody looked at the diagnostics. */
  readonly diagnosticsErrors?: number;
}

/** What a gateway presents in a TLS handshake for one name. Its name in a snapshot is the server name that was asked for. */
export interface ServedCertificate extends Base<'ServedCertificate'> {
  /** Where it was asked: `10.0.0.7:8443`. */
  readonly address: string;
  /** Absent when the handshake failed. */
  readonly certificate?: Certificate;
  /** Why the handshake failed, for people. */
  readonly failure?: string;
}

/** Every kind of observation, by name. */
export interface ObservedKinds {
  ContainerLog: ContainerLog;
  Diagnostics: Diagnostics;
  GatewayMetrics: GatewayMetrics;
  ServedCertificate: ServedCertificate;
}

export type ObservedKind = keyof ObservedKinds;

/** How an observation is made, and what it is called to people. */
export interface ObservedInfo {
  readonly title: string;
  /** What the API server asks a right for, in the namespace of the gateway; absent: the network decides. */
  readonly subresource?: 'pods/proxy' | 'pods/log';
}

/** Every observation; RBAC and the live source are made from this table. */
export const OBSERVED: Readonly<Record<ObservedKind, ObservedInfo>> = {
  ContainerLog: { title: 'the log of the gateway', subresource: 'pods/log' },
  Diagnostics: { title: 'the diagnostics of the gateway', subresource: 'pods/proxy' },
  GatewayMetrics: { title: 'the metrics of the gateway', subresource: 'pods/proxy' },
  ServedCertificate: { title: 'the certificates that the gateway presents' },
};

/** The reason of a gap where nobody tried to observe: files without observations, or a setting. No failure to tell of. */
export const NOT_OBSERVED = 'the running gateway was not asked';

/** The reason of a gap where certificates could not be asked for: from outside no Pod can be reached. */
export const FROM_OUTSIDE = 'Attaché does not run inside the cluster';

/** Whether a gap's reason is that nobody tried, so that there is no failure to tell of. */
export function isUntried(reason: string): boolean {
  return reason === NOT_OBSERVED || reason === FROM_OUTSIDE;
}
