import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Request } from '../../src/cluster/match.ts';
import type { Mapping, TCPMapping } from '../../src/cluster/objects.ts';
import type { Upstream } from '../../src/cluster/upstream.ts';
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
  readonly redirect_by?: string;
  readonly location?: string;
  readonly shares?: Readonly<Record<string, number>>;
  readonly mappings?: Readonly<Record<string, number>>;
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

/** What matters of an answer, in one shape for both sides. */
export function answerExpected({
  status,
  outcome,
  details,
  mapping,
  service,
  upstream_path,
  redirect_by,
  location,
  shares,
}: Answer): string {
  if (details === 'lua_response') return 'auth_broken';
  if (details?.startsWith('rbac_access_denied')) return 'denied';
  if (outcome === 'error_reply') return `refused ${status}`;
  if (shares) return 'shared';
  if (outcome === 'redirect') return `redirect ${redirect_by} ${mapping} ${location}`;
  if (outcome === 'upstream') return `upstream ${mapping} ${upstream_path} ${service}`;
  if (outcome === 'tcp') return `tcp ${mapping} ${service}`;
  return outcome;
}

export function answerOurs(outcome: Outcome): string {
  if (outcome.kind === 'no-host') return 'no_route';
  if (outcome.kind === 'tcp') {
    const { members } = outcome.group;
    const [member] = members;
    if (!member) return 'tcp';
    return members.length > 1 ? 'shared' : `tcp ${nameOf(member.mapping)} ${serviceName(member.upstream)}`;
  }
  if (outcome.kind === 'refused') return `refused ${outcome.status}`;
  if (outcome.kind !== 'routed') return outcome.kind.replaceAll('-', '_');
  const { takers, unserved } = outcome;
  const [taker, ...more] = takers;
  if (!taker) return 'no_route';
  if (taker.to === 'https' && unserved === 0 && more.every(({ to }) => to === 'https') && more.length > 0) {
    return `redirect Host ${undefined} ${taker.location}`;
  }
  if (more.length > 0 || unserved > 0) return 'shared';
  if (taker.to === 'member') {
    const { mapping, upstream } = taker.member;
    return `upstream ${nameOf(mapping)} ${taker.path} ${serviceName(upstream)}`;
  }
  return `redirect ${taker.to === 'https' ? 'Host' : 'Mapping'} ${nameOf(taker.mapping)} ${taker.location}`;
}

/** Whether two answers say the same. The set names a bare Service with the namespace of its Mapping. */
export function isSameAnswer(ours: string, expected: string): boolean {
  if (ours === expected) return true;
  const [, start = '', host = '', port = ''] = /^(.* )([^. ]+):(\d+)$/.exec(ours) ?? [];
  return (
    host !== '' &&
    expected.startsWith(`${start}${host}`) &&
    (expected.endsWith(`:${port}`) || expected.endsWith(':None'))
  );
}

/** The shares of an answer, `none` included: by Service for TCP, else by Mapping. */
export function sharesExpected({ outcome, mappings, shares = {} }: Answer): Readonly<Record<string, number>> {
  return outcome === 'tcp' ? shares : (mappings ?? shares);
}

export function sharesOurs(outcome: Outcome): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  const add = (name: string, share: number) => {
    found[name] = (found[name] ?? 0) + share;
  };
  if (outcome.kind === 'tcp') {
    for (const { upstream, share } of outcome.group.members) add(serviceName(upstream), share);
  }
  if (outcome.kind !== 'routed') return found;
  for (const taker of outcome.takers)
    add(nameOf(taker.to === 'member' ? taker.member.mapping : taker.mapping), taker.share);
  if (outcome.unserved > 0) add('none', outcome.unserved);
  return found;
}

/** Whether two sets of shares agree within what 4 000 draws can tell. */
export function areSameShares(
  ours: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
): boolean {
  const names = [...Object.keys(ours), ...Object.keys(expected)];
  return names.every((name) => Math.abs((ours[name] ?? 0) - (expected[name] ?? 0)) <= 3);
}

function serviceName({ qualified, port }: Upstream): string {
  return qualified.includes(':') ? `[${qualified}]:${port}` : `${qualified}:${port}`;
}

function nameOf({ kind, metadata }: Mapping | TCPMapping): string {
  return `${kind}/${metadata.name}.${metadata.namespace}`;
}
