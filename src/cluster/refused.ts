import { admits, type Client } from './client-rules.ts';
import type { GatewayModule } from './module.ts';
import type { Request } from './outcome.ts';
import { cleanPath } from './request-path.ts';
import type { RoutedListener } from './routing.ts';

/** The status with which Envoy refuses a request before it looks for a route; undefined: it does not. */
export function refusalOf(request: Request, { stack }: RoutedListener, module: GatewayModule): number | undefined {
  const { host, method, path, httpVersion, hasProxyLine } = request;
  if (hasProxyLine && !stack.includes('PROXY')) return 400;
  if (httpVersion === '1.0' && !module.config['enable_http10']) return 426;
  if (path === '*') return 404;
  const isEscaped = module.rejectEscapedSlashes && /%2f|%5c/i.test(path);
  const isClean = cleanPath(path, module.mergeSlashes) !== undefined && !isEscaped;
  return isClean && host !== '' && METHODS.has(method) ? undefined : 400;
}

/** Whether the Module keeps a request's client out. Of one that is not known: no. */
export function isKeptOut(request: Request, { l7Depth }: RoutedListener, module: GatewayModule): boolean {
  const { clientAddress: peer } = request;
  if (peer === undefined) return false;
  const forwarded = (headerOf(request, 'x-forwarded-for') ?? '').split(',').map((address) => address.trim());
  const hops = l7Depth + (module.useRemoteAddress ? 0 : 1);
  const client: Client = { peer, remote: (hops > 0 && forwarded.at(-hops)) || peer };
  return !admits(module, client);
}

function headerOf({ headers = {} }: Request, wanted: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

// What Envoy's HTTP/1 parser knows; anything else is 400.
const METHODS = new Set(
  (
    'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY ' +
    'OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK ' +
    'UNSUBSCRIBE'
  ).split(' '),
);
