import type { AskedRequest } from '../cluster/asked-request.ts';
import { isRecord } from '../cluster/records.ts';
import type { RoutesRequest } from '../commands/answer.ts';

/** Something to look up in the cluster. */
export type Look =
  | { readonly kind: 'routes'; readonly request: RoutesRequest }
  | { readonly kind: 'trace'; readonly request: AskedRequest };

/** A look-up as it was saved; undefined when it is none. */
export function lookOf(value: unknown): Look | undefined {
  if (!isRecord(value) || !isRecord(value['request'])) return undefined;
  const { kind, request } = value;
  if (kind === 'routes') return { kind, request: { ...textOf(request, 'host'), ...textOf(request, 'namespace') } };
  if (kind !== 'trace') return undefined;
  const { method, scheme, host, port, path, query, headers } = request;
  if (typeof method !== 'string' || typeof host !== 'string' || typeof port !== 'string') return undefined;
  if (typeof path !== 'string' || typeof query !== 'string' || !isRecord(headers)) return undefined;
  const pairs = Object.entries(headers).map(([name, header]) => [name, String(header)] as const);
  return {
    kind,
    request: {
      ...{ method, host, port, path, query, headers: Object.fromEntries(pairs) },
      ...((scheme === 'http' || scheme === 'https') && { scheme }),
    },
  };
}

function textOf<K extends string>(value: Readonly<Record<string, unknown>>, key: K): { readonly [_ in K]?: string } {
  const text = value[key];
  return (typeof text === 'string' ? { [key]: text } : {}) as { readonly [_ in K]?: string };
}
