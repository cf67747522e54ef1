import { arrivalOf } from './arrival.ts';
import { matchRequest } from './match.ts';
import type { Request } from './outcome.ts';
import type { Routing } from './routing.ts';

/** A request as a person asks for it: what a client outside is about to send. Plain data. */
export interface AskedRequest {
  readonly method: string;
  /** Absent: whatever the gateway speaks, TLS first. */
  readonly scheme?: 'http' | 'https';
  /** Without port. */
  readonly host: string;
  /** `''`: the scheme's own. */
  readonly port: string;
  /** As a client sends it, without query and fragment. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The request as it arrives at a gateway, through the port of its Service. */
export function requestTo(routing: Routing, asked: AskedRequest): Request {
  const { method, host, port, path, query } = asked;
  const { scheme = schemeFor(routing, asked) } = asked;
  const arrival = arrivalOf(routing, scheme === 'https', port) ?? {
    tls: scheme === 'https',
    listenerPort: Number(port),
    headers: {},
  };
  const { host: written, ...headers } = lowered(asked.headers);
  return {
    ...{ method, path, query, tls: arrival.tls, serverName: host },
    ...(arrival.listenerPort !== undefined && { listenerPort: arrival.listenerPort }),
    host: written ?? (port === '' ? host : `${host}:${port}`),
    headers: { ...arrival.headers, ...headers },
  };
}

/** The gateway that most likely gets a request: the one that serves it, else one that has its name. */
export function gatewayFor(routings: readonly Routing[], asked: AskedRequest): Routing | undefined {
  return routings.toSorted((a, b) => rank(b, asked) - rank(a, asked))[0];
}

function rank(routing: Routing, asked: AskedRequest): number {
  const outcome = matchRequest(routing, requestTo(routing, asked));
  if (outcome.kind === 'no-listener') return 0;
  if (outcome.kind !== 'routed') return 1;
  // A Host for all names says little about whose name this is.
  if (outcome.takers.length === 0) return outcome.host.hostname === '*' ? 2 : 3;
  return outcome.host.hostname === '*' ? 4 : 5;
}

/** Who types no scheme means the one that answers. */
function schemeFor(routing: Routing, { host, port }: AskedRequest): 'http' | 'https' {
  if (port === '80') return 'http';
  const arrival = arrivalOf(routing, true, port === '443' ? '' : port);
  if (!arrival) return port === '443' ? 'https' : 'http';
  if (!arrival.tls) return 'http';
  const path = { method: 'GET', path: '/', host, serverName: host };
  return matchRequest(routing, { ...path, ...arrival }).kind === 'tls-refused' ? 'http' : 'https';
}

function lowered(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
