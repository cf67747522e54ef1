import { BrokenList } from './split-items.ts';

/** A request that failed for good, with a reason for people that names no secret. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  /** Of the answer; absent when there was none, or when it broke off. */
  readonly status: number | undefined;
  /** What came with the status: the message of a Status object, or the start of another text. May hold anything. */
  readonly said: string;
  /** Whether the server was not reached at all. */
  readonly isUnreachable: boolean;

  constructor(
    reason: string,
    details: { readonly status?: number; readonly said?: string; readonly isUnreachable?: boolean } = {},
  ) {
    super(reason);
    this.status = details.status;
    this.said = details.said ?? '';
    this.isUnreachable = details.isUnreachable ?? false;
  }
}

/** How a request failed, and whether sending it again can help. */
export interface Diagnosis {
  readonly failure: RequestFailure;
  readonly mayPass: boolean;
}

/**
 * What an HTTP status other than 2xx means.
 *
 * @param said the message of the Status object that came with it, or the start of another text
 */
export function diagnoseStatus(status: number, said = ''): Diagnosis {
  // The server cannot read objects in the version that is asked for: waiting does not help, and this is what to mend.
  const webhook = /conversion webhook for .*/.exec(said)?.[0];
  if (webhook) return { failure: new RequestFailure(webhook.slice(0, LONGEST_MESSAGE), { status }), mayPass: false };
  const reason = STATUS[status] ?? `the API server answered ${status}`;
  return { failure: new RequestFailure(reason, { status, said }), mayPass: status === 429 || status >= 500 };
}

/**
 * What an error of the network, of TLS or of a broken body means; undefined when it is none of these, but a bug.
 *
 * @param server host and port, for the text
 * @param seconds how long an answer was waited for
 */
export function diagnoseError(error: unknown, server: string, seconds: number): Diagnosis | undefined {
  if (error instanceof BrokenList) {
    return { failure: new RequestFailure(`the answer cannot be read: ${error.message}`), mayPass: isCut(error) };
  }
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const unreachable = UNREACHABLE[code];
  if (unreachable) {
    const reason = unreachable(server);
    return { failure: new RequestFailure(reason, { isUnreachable: true }), mayPass: MAY_PASS.has(code) };
  }
  if (TIMEOUTS.has(code)) {
    return { failure: new RequestFailure(`timed out after ${seconds} s`), mayPass: false };
  }
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || CERTIFICATE.test(code)) {
    const reason = `the certificate of ${server} is not trusted (${code})`;
    return { failure: new RequestFailure(reason, { isUnreachable: true }), mayPass: false };
  }
  if (BROKEN.has(code)) return { failure: new RequestFailure('the answer was cut off'), mayPass: true };
  return undefined;
}

/** The code of an error, or of the error that caused it. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TimeoutError') return 'TimeoutError';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Node tries every address of a name and reports them together.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

const LONGEST_MESSAGE = 200;

const STATUS: Readonly<Record<number, string>> = {
  401: 'the credentials were refused',
  403: 'forbidden',
  404: 'not found',
  410: 'the list changed too fast to be read to its end',
  429: 'the API server is too busy (429)',
};

const UNREACHABLE: Readonly<Record<string, (server: string) => string>> = {
  ECONNREFUSED: (server) => `connection refused by ${server}`,
  ENOTFOUND: (server) => `the name of ${server} is unknown`,
  EAI_AGAIN: (server) => `the name of ${server} cannot be looked up`,
  EHOSTUNREACH: (server) => `no way to ${server}`,
  ENETUNREACH: (server) => `no way to ${server}`,
  ETIMEDOUT: (server) => `no connection to ${server} in time`,
  UND_ERR_CONNECT_TIMEOUT: (server) => `no connection to ${server} in time`,
  EPROTO: (server) => `${server} does not speak TLS as expected`,
  ERR_SSL_WRONG_VERSION_NUMBER: (server) => `${server} does not speak TLS`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: (server) => `${server} does not speak TLS`,
  UND_ERR_ABORTED: (server) => `the proxy gave no way to ${server}`,
};

const MAY_PASS: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const TIMEOUTS: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'TimeoutError']);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CRL_/;
const BROKEN: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RESPONSE',
  'HPE_INVALID_CONSTANT',
  'HPE_INVALID_CHUNK_SIZE',
  'HPE_INVALID_EOF_STATE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'Z_BUF_ERROR',
  'Z_DATA_ERROR',
]);

function isCut(error: BrokenList): boolean {
  return error.message === 'it was cut off';
}
