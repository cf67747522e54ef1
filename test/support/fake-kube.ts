import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTLSServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** What a request gets instead of its answer. */
export interface Fault {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, instead of a Status. */
  readonly body?: string;
  /** The connection is closed after this many bytes of the right answer; 0: before any. */
  readonly cutAfter?: number;
  /** Milliseconds before the answer. */
  readonly delay?: number;
  /** Milliseconds in the middle of the body. */
  readonly pause?: number;
}

/** A small HTTP server that answers like an API server, for one test. */
export interface FakeKube {
  readonly url: string;
  readonly port: number;
  /** Paths with query of the requests so far. */
  readonly requests: readonly string[];
  /** `Authorization` headers of the requests so far. */
  readonly authorizations: readonly (string | undefined)[];
  /** TCP connections so far. */
  readonly connections: () => number;
  /** Serves a collection; items have their namespaces in metadata. */
  list(group: string, version: string, plural: string, items: readonly Item[]): void;
  /** Serves a text, such as what a Pod answers through the proxy; the path may have a query, which then has to be there. */
  serve(path: string, text: string): void;
  /** The next `times` requests whose path matches get a fault (absent: all of them). */
  fail(path: RegExp, fault: Fault, times?: number): void;
  /** Only these tokens are let in; absent: everybody. */
  allow(...tokens: readonly string[]): void;
  /** Writes a kubeconfig and gives its path. */
  kubeconfig(user?: unknown, cluster?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

/** Starts it on loopback. With a certificate and its key it speaks TLS. */
export async function fakeKube(tls?: { readonly cert: string; readonly key: string }): Promise<FakeKube> {
  const collections = new Map<string, readonly Item[]>();
  const texts = new Map<string, string>();
  const faults: { readonly path: RegExp; readonly fault: Fault; left: number }[] = [];
  const requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  let tokens: ReadonlySet<string> | undefined;
  let connections = 0;
  const folder = mkdtempSync(join(tmpdir(), 'fake-kube-'));

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '/';
    requests.push(url);
    authorizations.push(request.headers.authorization);
    const entry = faults.find(({ path, left }) => left > 0 && path.test(url));
    if (entry) entry.left--;
    const fault = entry?.fault ?? {};
    if (fault.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    const token = request.headers.authorization?.replace('Bearer ', '');
    const isLetIn = !tokens || (token !== undefined && tokens.has(token));
    const text = texts.get(url) ?? texts.get(url.split('?')[0] ?? '');
    const right = isLetIn ? rightAnswer(new URL(url, 'http://fake'), collections) : status(401);
    const code = fault.status ?? (text === undefined ? right.code : 200);
    const json = () => JSON.stringify(fault.status ? status(fault.status).body : right.body);
    const body = fault.body ?? (fault.status === undefined && text !== undefined ? text : json());
    // Only what the API server says itself is packed.
    const isPacked = request.headers['accept-encoding'] === 'gzip' && body !== text;
    const bytes = isPacked ? gzipSync(body) : Buffer.from(body);
    response.writeHead(code, {
      'content-type': 'application/json',
      ...(isPacked && { 'content-encoding': 'gzip' }),
      ...fault.headers,
    });
    if (fault.cutAfter !== undefined) {
      response.write(bytes.subarray(0, fault.cutAfter), () => request.socket.destroy());
      return;
    }
    if (fault.pause) {
      response.write(bytes.subarray(0, bytes.length / 2));
      await new Promise((resolve) => setTimeout(resolve, fault.pause));
      response.end(bytes.subarray(bytes.length / 2));
      return;
    }
    response.end(bytes);
  };

  const server = tls ? createTLSServer(tls, answer) : createServer(answer);
  server.on(tls ? 'secureConnection' : 'connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;

  return {
    url,
    port,
    requests,
    authorizations,
    connections: () => connections,
    list: (group, version, plural, items) => {
      collections.set(group ? `/apis/${group}/${version}/${plural}` : `/api/${version}/${plural}`, items);
    },
    serve: (path, text) => {
      texts.set(path, text);
    },
    fail: (path, fault, times = Number.POSITIVE_INFINITY) => {
      faults.push({ path, fault, left: times });
    },
    allow: (...allowed) => {
      tokens = new Set(allowed);
    },
    kubeconfig: (user = { token: 'a-token' }, cluster = {}) => {
      const path = join(folder, `kubeconfig-${Math.random()}`);
      const config = {
        'current-context': 'prod-eu',
        contexts: [{ name: 'prod-eu', context: { cluster: 'prod', user: 'ann' } }],
        users: [{ name: 'ann', user }],
        clusters: [{ name: 'prod', cluster: { server: url, ...cluster } }],
      };
      // YAML takes JSON.
      writeFileSync(path, JSON.stringify(config));
      return path;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Answer {
  readonly code: number;
  readonly body: unknown;
}

function status(code: number): Answer {
  return { code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message: 'in words' } };
}

function rightAnswer({ pathname, searchParams }: URL, collections: ReadonlyMap<string, readonly Item[]>): Answer {
  if (pathname === '/version') return { code: 200, body: { gitVersion: 'v1.37.2' } };
  const group = /^\/apis\/([^/]+)$/.exec(pathname)?.[1];
  if (group) {
    const prefix = `/apis/${group}/`;
    const versions = [...collections.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.split('/')[3]);
    if (versions.length === 0) return status(404);
    return { code: 200, body: { kind: 'APIGroup', versions: [...new Set(versions)].map((version) => ({ version })) } };
  }

  const [, home = '', namespace, plural = '', name] =
    /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(pathname) ?? [];
  const all = collections.get(`${home}/${plural}`);
  if (!all) return status(404);
  const items = all.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
  if (name) {
    const found = items.find(({ metadata }) => metadata.name === name);
    return found ? { code: 200, body: found } : status(404);
  }
  const not = searchParams.get('fieldSelector')?.split('!=') ?? [];
  const selected = items.filter((item) => not.length < 2 || item[not[0] ?? ''] !== not[1]);
  const limit = Number(searchParams.get('limit') ?? 0) || Number.POSITIVE_INFINITY;
  const start = Number(searchParams.get('continue') ?? 0);
  const next = start + limit < selected.length ? String(start + limit) : undefined;
  return {
    code: 200,
    body: {
      kind: 'SomethingList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '7', ...(next && { continue: next }) },
      items: selected.slice(start, Math.min(start + limit, selected.length)),
    },
  };
}
