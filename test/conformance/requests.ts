import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from '../../src/cluster/match.ts';
import { CONFORMANCE_DIR } from './expected.ts';

/** A request that was really sent, and what really became of it. */
export interface SentRequest {
  readonly id: string;
  readonly why: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly listener: number;
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    readonly sni?: string | null;
    readonly host?: string | null;
    readonly target?: string;
    readonly http?: string;
    readonly proxy_protocol?: boolean;
  };
  readonly answer: Answer;
  /** Objects that were taken out of the input first. */
  readonly without?: readonly string[];
}

export interface Answer {
  readonly status: number | null;
  readonly outcome: string;
  readonly details?: string;
  readonly mapping?: string;
  readonly service?: string;
  readonly upstream_path?: string;
  readonly upstream_host?: string;
  readonly redirect_by?: string;
  readonly location?: string;
  readonly shares?: Readonly<Record<string, number>>;
  readonly mappings?: Readonly<Record<string, number>>;
  readonly mirrored?: Readonly<Record<string, number>>;
  /** What each of several upstreams saw. */
  readonly upstream?: Readonly<Record<string, { readonly upstream_path: string; readonly upstream_host: string }>>;
  readonly auth?: 'asked' | 'skipped' | 'none';
  readonly auth_path?: string;
  readonly certificate?: string;
}

export interface RequestCase {
  readonly name: string;
  readonly refused?: unknown;
  readonly requests: readonly SentRequest[];
}

/** The requests of every cluster, in their order. */
export function requestCases(): readonly RequestCase[] {
  const folder = join(CONFORMANCE_DIR, 'requests');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => ({ name: file.replace('.json', ''), ...JSON.parse(readFileSync(join(folder, file), 'utf8')) }));
}

/** The request as our model takes it. */
export function asRequest({ request }: SentRequest): Request {
  const [, scheme = 'http', authority = '', target = '/'] =
    /^(\w+):\/\/([^/?#]*)(.*)$/s.exec(request.target?.includes('://') ? request.target : request.url) ?? [];
  const written = request.target && !request.target.includes('://') ? request.target : target;
  const [path = '/', ...query] = written.split('?');
  const host = request.host === null ? '' : (request.host ?? authority);
  const urlHost = /^\w+:\/\/([^/?#]*)/.exec(request.url)?.[1] ?? '';
  return {
    listenerPort: request.listener,
    tls: /^https:/.test(request.url) || (scheme === 'https' && !request.target),
    host: request.target?.includes('://') ? authority : host,
    serverName: request.sni === null ? '' : (request.sni ?? urlHost.replace(/:\d+$/, '')),
    method: request.method,
    path: path === '' ? '/' : path,
    query: query.join('?'),
    ...(request.http === '1.0' && { httpVersion: '1.0' as const }),
    ...(request.proxy_protocol !== undefined && { hasProxyLine: request.proxy_protocol }),
    clientAddress: '127.0.0.1',
    localAddress: '127.0.0.1',
    headers: Object.fromEntries(
      Object.entries(request.headers ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : value.join(','),
      ]),
    ),
  };
}
