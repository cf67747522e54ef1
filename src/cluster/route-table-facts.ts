import type { AskedAuth, AuthAnswer } from './asked-auth.ts';
import type { RefusalReason } from './envoy-refusals.ts';
import type { Place, Reason } from './errors.ts';
import type { DropReason } from './groups.ts';
import type { HostFault, InsecureAction } from './hosts.ts';
import type { ListenerFault, SecurityModel } from './listeners.ts';
import type { Ref } from './objects.ts';
import type { TracedCertificate, TracedGateway } from './trace-facts.ts';
import type { RouteMatch } from './tried.ts';
import type { UnattachedCause } from './unattached.ts';
import type { Unmatchable } from './unmatchable.ts';
import type { UpstreamState } from './upstream-state.ts';

/** All that a gateway makes of its objects. Plain data; documented in docs/routes-json.md. */
export interface RouteTable {
  readonly gateway: TracedGateway & { readonly version?: string };
  /** Exact hostnames first, then those with a star, as requests look for them. */
  readonly hosts: readonly TableHost[];
  readonly listeners: readonly TableListener[];
  readonly tlscontexts: readonly TableContext[];
  /** In the order in which requests try them. */
  readonly groups: readonly TableGroup[];
  readonly tcpGroups: readonly TableTcpGroup[];
  /** Mappings that Emissary knows and leaves out. */
  readonly dropped: readonly TableDropped[];
  /** Mappings that no request reaches, and why. */
  readonly unreachable: readonly Unreachable[];
  /** The AuthServices that are asked, unless a route bypasses them. */
  readonly auth: readonly AskedAuth[];
  /** What Emissary posts as errors, by codes of ours. */
  readonly errors: readonly TableError[];
  /** What Envoy refuses, so that nothing newer comes into force. */
  readonly refusals: readonly TableRefusal[];
}

export interface TableHost {
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  /** Emissary made it up, because there is no other. */
  readonly isMade: boolean;
  readonly isActive: boolean;
  readonly inactiveReason?: HostFault;
  readonly insecureAction: InsecureAction;
  /** Absent: it serves no TLS. */
  readonly certificate?: TracedCertificate;
  readonly tlscontext?: string;
  readonly servedBy: readonly ServedBy[];
  /** Ids of the groups it takes, in the order in which they are tried. */
  readonly groups: readonly string[];
}

/** A Listener that serves something, with TLS or in clear. */
export interface ServedBy {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface TableListener {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly stack: readonly string[];
  readonly securityModel: SecurityModel;
  readonly l7Depth: number;
  readonly isMade: boolean;
  /** Whether Envoy gets it: something is served there. */
  readonly isEmitted: boolean;
  readonly fault?: ListenerFault;
}

export interface TableContext {
  readonly name: string;
  readonly namespace: string;
  readonly from?: Ref;
  readonly hosts: readonly string[];
  readonly isActive: boolean;
  readonly isUsable: boolean;
  readonly certificate?: TracedCertificate;
}

export interface TableGroup {
  /** As Emissary's diagnostics call it. */
  readonly id: string;
  readonly matches: RouteMatch;
  /** `namespace/name` of the Hosts it is attached to. */
  readonly hosts: readonly string[];
  readonly members: readonly TableMember[];
  readonly shadows: readonly TableMember[];
  readonly redirect?: {
    readonly mapping: Ref;
    /** The host that clients are sent to. */
    readonly to: string;
    readonly code: number;
    readonly path?: string;
    readonly prefix?: string;
  };
  readonly regexRewrite?: { readonly pattern?: string; readonly substitution?: string };
  /** The percentage of its requests that its weights leave over. */
  readonly unserved: number;
  /** Whether the gateway made it for itself. */
  readonly isInternal: boolean;
}

export interface TableMember {
  readonly mapping: Ref;
  /** The Ingress it was made of, or the object that has it in an annotation. */
  readonly writtenIn?: Ref;
  /** As written; absent: it has none. */
  readonly weight?: number;
  /** The running total that Envoy gets, and the percentage that follows. */
  readonly cumulative: number;
  readonly share: number;
  /** Whether it sees letter case; members of one group may differ. */
  readonly caseSensitive: boolean;
  /** What takes the place of the matched text; `''`: nothing, the path stays. */
  readonly rewrite: string;
  readonly auth: AuthAnswer;
  readonly upstream: UpstreamState;
}

export interface TableTcpGroup {
  readonly id: string;
  readonly port: number;
  readonly address?: string;
  readonly host?: string;
  readonly servedBy: readonly ServedBy[];
  readonly members: readonly Omit<TableMember, 'rewrite' | 'auth' | 'caseSensitive'>[];
}

export interface TableDropped {
  readonly mapping: Ref;
  readonly reason: DropReason;
  readonly by?: Ref;
  readonly field?: string;
  readonly detail?: string;
}

export interface TableError {
  readonly on: Ref | Place;
  readonly reason: Reason;
  readonly about?: Ref;
  readonly detail?: string;
}

export interface TableRefusal {
  readonly what: 'listener' | 'routes';
  readonly listener: string;
  readonly port: number;
  readonly reason: RefusalReason;
  readonly on: Ref;
  readonly detail?: string;
}

/** Mappings that no request reaches. */
export interface Unreachable {
  readonly mappings: readonly Ref[];
  /** The hostname they ask for; absent: none. */
  readonly hostname?: string;
  readonly path?: string;
  readonly because: UnreachableBecause;
}

export type UnreachableBecause =
  | ({ readonly kind: 'dropped' } & Omit<TableDropped, 'mapping'>)
  /** No Host takes them; without a cause: it would be one that Emissary leaves out. */
  | { readonly kind: 'no-host'; readonly cause?: UnattachedCause['kind']; readonly host?: Ref }
  | { readonly kind: 'no-listener'; readonly hosts: readonly Ref[] }
  /** A field is written so that no request meets it. */
  | { readonly kind: 'never-matches'; readonly field: Unmatchable['field']; readonly right: string }
  /** An earlier route takes all of their requests. */
  | { readonly kind: 'shadowed'; readonly by: readonly Ref[] }
  /** Others have all of the weight. */
  | { readonly kind: 'no-share' }
  /** No gateway reads them: another ambassador_id, or another namespace. */
  | { readonly kind: 'not-seen' };
