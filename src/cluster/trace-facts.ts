import type { AskedAuth, AuthAnswer } from './asked-auth.ts';
import type { ClientRules } from './client-rules.ts';
import type { RefusalReason } from './envoy-refusals.ts';
import type { AppliedFilters } from './filters.ts';
import type { Flavour } from './installations.ts';
import type { NearMiss } from './near-miss.ts';
import type { Ref } from './objects.ts';
import type { Outcome } from './outcome.ts';
import type { Crash, SecurityModel } from './routing.ts';
import type { Tried } from './tried.ts';
import type { PodTrouble, UpstreamState } from './upstream-state.ts';

/** The way of one request through a gateway, and where it ends. Plain data. */
export interface Trace {
  readonly gateway: TracedGateway;
  /** The request first, then every one that came of it; a loop is shown once around. */
  readonly hops: readonly TracedHop[];
  /**
   * `served`: an upstream gets it; `elsewhere`: a redirect to another place; `loop`: it never ends; `unserved`: nothing
   * takes it.
   */
  readonly end: 'served' | 'elsewhere' | 'loop' | 'unserved';
  /** Whether the path of a loop gets longer each time round. */
  readonly isGrowing: boolean;
}

export interface TracedGateway {
  readonly name: string;
  readonly namespace: string;
  readonly id: string;
  /** No gateway was found, only objects that are meant for one. */
  readonly isAssumed: boolean;
  readonly flavour: Flavour;
  /** The compiler throws at this, so what is in force is older than what is traced here. */
  readonly crash?: { readonly reason: Crash['reason']; readonly on: Ref };
  /** Who is let in at all. */
  readonly clients?: ClientRules;
}

/** What a gateway makes of one request. */
export interface TracedHop {
  /** What made the request: the client, a redirect that it followed, or an upstream that is the gateway itself. */
  readonly by: 'client' | 'redirect' | 'gateway';
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: boolean;
  readonly outcome: Outcome['kind'] | 'no-route';
  /** What the client gets as far as the gateway decides: 200 stands for whatever the upstream says. */
  readonly status?: number;
  readonly listener?: TracedListener;
  readonly host?: TracedHost;
  readonly certificate?: TracedCertificate;
  /** The path as it was matched. */
  readonly path?: string;
  readonly tried: Tried;
  readonly takers: readonly TracedTaker[];
  /** The percentage of such requests that nobody takes: 404. */
  readonly unserved: number;
  readonly mirrored: readonly Mirror[];
  readonly auth: TracedAuth;
  /** What Edge Stack's FilterPolicies say; absent: there is no Edge Stack, or nothing takes the request. */
  readonly filters?: AppliedFilters;
  readonly nearest?: TracedNearMiss;
  /** What Envoy refuses about this Listener: what is in force is older, or nothing. */
  readonly refusals: readonly TracedRefusal[];
}

/** Whether AuthServices are asked about a request before anything else; `bypassed`: there are some, and they are not. */
export interface TracedAuth {
  readonly answer: AuthAnswer;
  readonly services: readonly AskedAuth[];
  /** The path they are asked with. */
  readonly path?: string;
}

export interface TracedListener {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly securityModel: SecurityModel;
  /** Emissary made it for a TCPMapping: there is no such object. */
  readonly isMade: boolean;
}

export interface TracedHost {
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  /** Emissary made it up, because there is no other. */
  readonly isMade: boolean;
  readonly isSecure: boolean;
}

export interface TracedCertificate {
  readonly commonName?: string;
  readonly names: readonly string[];
  readonly issuer?: string;
  /** ISO 8601. */
  readonly ends?: string;
  readonly secret?: Ref;
}

/** Who takes a request, or a share of such requests. */
export interface TracedTaker {
  readonly share: number;
  readonly mapping: Ref;
  /** The Ingress it was made of, or the object that has it in an annotation. */
  readonly writtenIn?: Ref;
  /** The gateway's own route, of which there is no object. */
  readonly isInternal: boolean;
  readonly to: 'upstream' | 'redirect' | 'https';
  readonly auth: AuthAnswer;
  /** With the query, and the Host header: as the upstream gets them. */
  readonly path?: string;
  readonly host?: string;
  /** Where a redirect sends the client. */
  readonly location?: string;
  readonly code?: number;
  readonly upstream?: UpstreamState;
  readonly troubles: readonly PodTrouble[];
  /** Whether the upstream is the gateway itself. */
  readonly isGateway: boolean;
}

/** Copies of requests. */
export interface Mirror {
  readonly mapping: Ref;
  readonly service: string;
  /** The percentage of such requests that is copied. */
  readonly share: number;
}

/** The nearest route, and what would take the request that it is near to. */
export interface TracedNearMiss extends NearMiss {
  readonly meant?: { readonly method: string; readonly url: string; readonly takers: readonly TracedTaker[] };
}

export interface TracedRefusal {
  readonly what: 'listener' | 'routes';
  readonly reason: RefusalReason;
  readonly on: Ref;
}
