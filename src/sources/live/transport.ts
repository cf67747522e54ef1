import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { fieldsOf, parsedJson, textOf } from '../fields.ts';
import { SourceError } from '../source.ts';
import type { Connection } from './connection.ts';
import type { Authorization, TLSOptions } from './credentials.ts';
import { type Diagnosis, diagnoseError, diagnoseStatus } from './failure.ts';
import type { Limits } from './limits.ts';

/** The bytes of an answer, unpacked, as they come. */
export type Body = AsyncIterable<Uint8Array>;

/** Requests to one API server over a few connections that are kept. */
export interface Transport {
  /** Host and port, for people. */
  readonly server: string;
  /**
   * GETs a path and hands the answer to `read`. When the server is too busy, has an error of its own or breaks off, the
   * request is sent again, and `read` starts anew.
   *
   * @throws RequestFailure when the request failed for good; the signal's reason when it was aborted
   */
  get<T>(path: string, read: (body: Body) => Promise<T>, patience: Patience): Promise<T>;
  /**
   * DELETEs a path, once: whether it was done when the answer is lost only the caller can find out.
   *
   * @param options a DeleteOptions object
   * @throws RequestFailure when it was not done, or when that is unknown
   */
  delete(path: string, options: object): Promise<void>;
  close(): Promise<void>;
}

/** What several requests share: the time they may wait between tries, and the signal that ends them. */
export interface Patience {
  /** Milliseconds that are left. */
  waiting: number;
  readonly signal: AbortSignal | undefined;
}

/** One request; with `toDelete`, the options of a deletion. */
interface Sent<T> {
  readonly path: string;
  readonly read: (body: Body) => Promise<T>;
  readonly toDelete?: object;
}

/** Bytes of unpacked data at a time: small pieces cost more than they save. */
const CHUNK = 128 * 1024;
const LONGEST_WAIT = 30_000;
const LONGEST_STATUS = 65_536;
const LONGEST_TEXT = 200;

export function transportTo(connection: Connection, limits: Limits, proxyUrl = connection.proxyUrl): Transport {
  const base = new URL(connection.server);
  const server = `${base.hostname}:${base.port || (base.protocol === 'http:' ? 80 : 443)}`;
  let current: { readonly key: string; readonly dispatcher: Dispatcher } | undefined;

  const dispatcherFor = ({ tls }: Authorization): Dispatcher => {
    const key = [tls.ca, tls.cert, tls.key, tls.servername, tls.rejectUnauthorized].join('\n');
    if (current?.key === key) return current.dispatcher;
    // A login command gave another client certificate; running requests end on the old connections.
    current?.dispatcher.close().catch(() => {});
    current = { key, dispatcher: dispatcherTo(tls, limits, proxyUrl) };
    return current.dispatcher;
  };

  const send = async <T>({ path, read, toDelete }: Sent<T>, auth: Authorization, signal: AbortSignal) => {
    const { statusCode, headers, body } = await request(`${connection.server}${path}`, {
      dispatcher: dispatcherFor(auth),
      headers: {
        ...{ ...auth.headers, accept: 'application/json', 'accept-encoding': 'gzip', 'user-agent': 'attache' },
        ...(toDelete && { 'content-type': 'application/json' }),
      },
      signal,
      ...(toDelete && { method: 'DELETE', body: JSON.stringify(toDelete) }),
    });
    const bytes = headers['content-encoding'] === 'gzip' ? unpacked(body) : body;
    if (statusCode >= 200 && statusCode < 300) return { value: await read(bytes) };
    return { status: statusCode, said: await saidIn(bytes), retryAfter: headers['retry-after'] };
  };

  const attempt = async <T>(sent: Sent<T>, patience: Pick<Patience, 'signal'>) => {
    const timeout = AbortSignal.timeout(limits.whole);
    const signal = patience.signal ? AbortSignal.any([patience.signal, timeout]) : timeout;
    try {
      const auth = await connection.authorize();
      const answer = await send(sent, auth, signal);
      if (answer.status !== 401) return answer;
      return await send(sent, await connection.authorize(auth), signal);
    } catch (error) {
      patience.signal?.throwIfAborted();
      const seconds = (timeout.aborted ? limits.whole : limits.answer) / 1000;
      const diagnosis = diagnoseError(timeout.aborted ? timeout.reason : error, server, seconds);
      if (!diagnosis) throw error;
      return { diagnosis };
    }
  };

  return {
    server,
    async get(path, read, patience) {
      for (let tried = 1; ; tried++) {
        const answer = await attempt({ path, read }, patience);
        if ('value' in answer) return answer.value;
        const { failure, mayPass } = diagnosisOf(answer);
        const retryAfter = 'retryAfter' in answer ? waitOf(answer.retryAfter) : undefined;
        // Half of it is chance, so that replicas do not come back all at once.
        const wait = retryAfter ?? limits.firstWait * 2 ** (tried - 1) * (0.5 + Math.random() / 2);
        if (!mayPass || tried >= limits.tries || wait > Math.min(patience.waiting, LONGEST_WAIT)) throw failure;
        patience.waiting -= wait;
        await sleep(wait, undefined, { ...(patience.signal && { signal: patience.signal }) }).catch(() => {
          throw patience.signal?.reason;
        });
      }
    },
    async delete(path, options) {
      const read = async (body: Body) => void (await readUpTo(body, LONGEST_STATUS));
      const answer = await attempt({ path, read, toDelete: options }, { signal: undefined });
      if (!('value' in answer)) throw diagnosisOf(answer).failure;
    },
    close: async () => {
      await current?.dispatcher.destroy();
    },
  };
}

function diagnosisOf(
  answer: { readonly diagnosis: Diagnosis } | { readonly status: number; readonly said: string },
): Diagnosis {
  return 'diagnosis' in answer ? answer.diagnosis : diagnoseStatus(answer.status, answer.said);
}

function dispatcherTo(tls: TLSOptions, limits: Limits, proxyUrl: string | undefined): Dispatcher {
  const connect = { ...tls, timeout: limits.connect };
  const options = {
    // Without HTTP/2 a connection that breaks off is an error of the connection, not of the JSON.
    allowH2: false,
    connections: limits.gets,
    keepAliveTimeout: 30_000,
    headersTimeout: limits.answer,
    bodyTimeout: limits.answer,
  };
  if (!proxyUrl) return new Agent({ ...options, connect });
  if (!/^https?:\/\//.test(proxyUrl)) {
    throw new SourceError(
      `The proxy of the kubeconfig is not supported: only http:// and https:// ones are.`,
      'Use one.',
    );
  }
  return new ProxyAgent({ ...options, uri: proxyUrl, requestTls: connect, connect: { timeout: limits.connect } });
}

async function* unpacked(body: Readable): Body {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  body.once('error', (error) => gunzip.destroy(error));
  try {
    yield* body.pipe(gunzip);
  } finally {
    gunzip.destroy();
    body.destroy();
  }
}

/** What a Status object says, or the start of another text. */
async function saidIn(body: Body): Promise<string> {
  try {
    const { bytes } = await readUpTo(body, LONGEST_STATUS);
    const text = bytes.toString();
    return textOf(fieldsOf(parsedJson(text))['message']) ?? text.slice(0, LONGEST_TEXT);
  } catch {
    // The status says enough.
    return '';
  }
}

/** The first bytes of an answer, which is then no longer read. */
export async function readUpTo(
  body: Body,
  most: number,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size > most) break;
  }
  return { bytes: Buffer.concat(pieces).subarray(0, most), isWhole: size <= most };
}

// Seconds, or a date; the API server sends seconds.
function waitOf(header: string | string[] | undefined): number | undefined {
  const seconds = typeof header === 'string' ? Number.parseFloat(header) : Number.NaN;
  return Number.isNaN(seconds) || seconds < 0 ? undefined : seconds * 1000;
}
