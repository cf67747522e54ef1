import { listenerBehind } from './gateway-entry.ts';
import type { Request } from './outcome.ts';
import type { Routing } from './routing.ts';

/** How a request for a URL comes to the gateway. */
export interface Arrival extends Pick<Request, 'tls' | 'listenerPort'> {
  /** What a proxy in front adds that terminates TLS before the gateway. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Where a request for a scheme and a port (`''`: the scheme's own) arrives: at the Listener behind that port of the
 * gateway's Service. Undefined when the Services are known and none has that port.
 */
export function arrivalOf(routing: Routing, isHttps: boolean, port: string): Arrival | undefined {
  const { installation, listeners } = routing;
  const listenerPort = listenerBehind(routing, Number(port) || (isHttps ? 443 : 80)) ?? ownPort(routing, port);
  if (listenerPort === undefined && port !== '' && installation.services.length > 0) return undefined;
  const possible = listeners.filter(
    (listener) => listener.emitted && (listenerPort === undefined || listener.port === listenerPort),
  );
  const isTerminatedHere = possible.some(({ stack }) => stack.includes('TLS'));
  return {
    tls: isHttps && isTerminatedHere,
    ...(listenerPort !== undefined && { listenerPort }),
    headers: isHttps && !isTerminatedHere ? { 'x-forwarded-proto': 'https' } : {},
  };
}

/** Without a Service the port of a URL can only be that of a Listener. */
function ownPort({ installation, listeners }: Routing, port: string): number | undefined {
  if (installation.services.length > 0) return undefined;
  return listeners.find((listener) => listener.emitted && String(listener.port) === port)?.port;
}
