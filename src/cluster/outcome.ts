import type { Mapping } from './objects.ts';
import type { Seen } from './route-match.ts';
import type { Group, Member, RoutedContext, RoutedHost, RoutedListener, TcpGroup } from './routing.ts';

/** A request as it arrives at the gateway. */
export interface Request {
  /** The port of the Listener, which need not be the port in the URL. Absent: the first that can take it. */
  readonly listenerPort?: number;
  readonly tls: boolean;
  /** The Host header, with a port if it is written with one. */
  readonly host: string;
  /** The server name in TLS. Absent: the host without port. */
  readonly serverName?: string;
  /** Whether the client can show a certificate. */
  readonly hasClientCertificate?: boolean;
  readonly method: string;
  /** As sent, without query. */
  readonly path: string;
  /** After the question mark, as sent. */
  readonly query?: string;
  /** Names in any letter case; several values of one name joined by commas. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: 1.1 or later. */
  readonly httpVersion?: '1.0';
  /** Whether the connection begins with a PROXY line. Absent: it does where the Listener wants one. */
  readonly hasProxyLine?: boolean;
  /** Who connects. Absent: not known, so nobody is kept out. */
  readonly clientAddress?: string;
  /** The address of the gateway that is connected to. Absent: that of its Pod. */
  readonly localAddress?: string;
}

/** Who takes a request, or a share of such requests. */
export type Taker =
  | {
      readonly to: 'member';
      readonly group: Group;
      readonly member: Member;
      readonly path: string;
      readonly host: string;
    }
  /** The Host's insecure action. */
  | { readonly to: 'https'; readonly group: Group; readonly mapping: Mapping; readonly location: string }
  | {
      readonly to: 'redirect';
      readonly group: Group;
      readonly mapping: Mapping;
      readonly location: string;
      readonly code: number;
    };

/** What becomes of a request. */
export type Outcome =
  /** No Listener has that port. */
  | { readonly kind: 'no-listener' }
  /** No TLS on that Listener, or none for that server name. */
  | { readonly kind: 'tls-refused'; readonly listener: RoutedListener }
  /** The Listener waits for a PROXY line that does not come. */
  | { readonly kind: 'connection-closed'; readonly listener: RoutedListener }
  /** Envoy refuses it before it looks for a route. */
  | { readonly kind: 'refused'; readonly listener: RoutedListener; readonly status: number }
  /** The Module keeps this client out: 403. */
  | { readonly kind: 'denied'; readonly listener: RoutedListener; readonly context?: RoutedContext }
  | {
      readonly kind: 'tcp';
      readonly listener: RoutedListener;
      readonly group: TcpGroup;
      readonly context?: RoutedContext;
    }
  /** No Host has that name there, so 404. */
  | { readonly kind: 'no-host'; readonly listener: RoutedListener; readonly context?: RoutedContext }
  | {
      readonly kind: 'routed';
      readonly listener: RoutedListener;
      readonly host: RoutedHost;
      readonly context?: RoutedContext;
      /** The request as routes see it. */
      readonly seen: Seen;
      /** The path as it was matched. */
      readonly path: string;
      /** Whether the request counts as one over TLS. */
      readonly isSecure: boolean;
      /** In the order they are tried; none: 404. */
      readonly takers: readonly (Taker & { readonly share: number })[];
      /** The percentage of such requests that nobody takes, so 404. */
      readonly unserved: number;
    }
  /** An AuthService that cannot be used as it is: 500, whatever the request, and where it would have gone. */
  | { readonly kind: 'auth-broken'; readonly listener: RoutedListener; readonly instead: Routed | NoHost };

/** What becomes of a request that Envoy looks for a route for. */
export type Routed = Extract<Outcome, { kind: 'routed' }>;
export type NoHost = Extract<Outcome, { kind: 'no-host' }>;
