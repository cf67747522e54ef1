import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Backend, Method } from './backend.ts';
import type { Clock } from './clock.ts';
import { type Fault, Faults } from './faults.ts';
import { readBody, sendJson } from './http.ts';
import { LIMITS } from './limits.ts';
import { METHODS } from './methods/index.ts';
import type { Problem } from './problems.ts';
import { RateLimit, type RateLimitOption } from './rate-limit.ts';
import { Refusal } from './refusal.ts';
import { type Fields, isFields, textField } from './shapes.ts';

/** One recorded call of the app. */
export interface Call {
  readonly method: string;
  readonly args: Fields;
  readonly at: Date;
  readonly status: number;
  /** The answer's body; nothing when the connection was cut. */
  readonly result?: Fields;
}

/** What the Web API needs. */
export interface WebApiOptions {
  readonly backend: Backend;
  readonly botToken: string;
  readonly appToken: string;
  readonly clock: Clock;
  readonly rateLimit?: RateLimitOption;
  problem(problem: Problem): void;
}

// A shape that Slack refuses is a mistake of the app, whatever it does with the error.
const MISTAKES = [
  'invalid_arguments',
  'invalid_attachments',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_too_large',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'too_many_attachments',
  'unknown_method',
  'view_too_large',
];
const JSON_ARGUMENTS = ['blocks', 'view', 'attachments', 'metadata', 'message', 'chunks', 'files', 'prompts'];

/** `POST /api/<method>`: tokens, scopes, faults and rate limits around the methods. */
export class WebApi {
  readonly calls: Call[] = [];
  readonly faults = new Faults();
  /** Set to make every token fail, as after an uninstall. */
  revoked: 'token_revoked' | 'account_inactive' | undefined;
  readonly #options: WebApiOptions;
  readonly #rate: RateLimit | undefined;

  constructor(options: WebApiOptions) {
    this.#options = options;
    this.#rate = options.rateLimit && new RateLimit(options.clock, options.rateLimit);
  }

  async handle(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const body = await readBody(request);
    const fault = this.faults.take(method);
    if (fault.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));

    const args = argumentsOf(body, request.headers['content-type'] ?? '');
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? textField(args, 'token');
    const call = { method, args: withoutToken(args), at: this.#options.clock.now() };
    if (fault.drop === 'before') {
      this.#record({ ...call, status: 0 });
      request.socket.destroy();
      return;
    }

    const retryAfter = fault.status === 429 ? (fault.retryAfter ?? 1) : this.#overRate(method, args);
    if (retryAfter !== undefined) {
      this.#record({ ...call, status: 429, result: { ok: false, error: 'ratelimited' } });
      return sendJson(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(retryAfter) });
    }
    if (fault.status !== undefined && fault.status !== 200) {
      this.#record({ ...call, status: fault.status });
      response.writeHead(fault.status, { 'content-type': 'text/plain' }).end('the playground was told to fail');
      return;
    }

    const result = fault.error ? { ok: false, error: fault.error } : this.#run(method, args, token);
    if (fault.drop === 'after') {
      this.#record({ ...call, status: 0 });
      request.socket.destroy();
      return;
    }
    this.#record({ ...call, status: 200, result });
    sendJson(response, 200, result, { 'x-oauth-scopes': this.#options.backend.botScopes.join(',') });
  }

  /** Makes the next calls of a method fail. */
  fail(method: string, fault: Fault): void {
    this.faults.add(method, fault);
  }

  #run(name: string, args: Fields, token: string | undefined): Fields {
    const { backend, problem } = this.#options;
    try {
      const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
      if (!method) throw new Refusal('unknown_method', { req_method: name });
      this.#authorize(method, args, token);
      return { ok: true, ...method.run(args, backend) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (MISTAKES.includes(error.code) && name !== 'blocks.validate') {
        problem({ kind: 'refused', what: name, detail: `${error.code} ${JSON.stringify(error.more)}` });
      }
      return { ok: false, error: error.code, ...error.more };
    }
  }

  #authorize(method: Method, args: Fields, token: string | undefined): void {
    const { backend, botToken, appToken } = this.#options;
    if (!token) throw new Refusal('not_authed');
    if (this.revoked && (token === botToken || token === appToken)) throw new Refusal(this.revoked);
    if (token !== (method.token === 'app' ? appToken : botToken)) {
      const isOtherKind = token === appToken || token === botToken;
      throw new Refusal(isOtherKind && method.token !== 'app' ? 'not_allowed_token_type' : 'invalid_auth');
    }

    const provided = backend.botScopes.join(',');
    for (const needed of method.scopes(args, backend)) {
      if (!backend.botScopes.includes(needed)) throw new Refusal('missing_scope', { needed, provided });
    }
  }

  #overRate(method: string, args: Fields): number | undefined {
    if (method !== 'chat.postMessage') return undefined;
    return this.#rate?.take(textField(args, 'channel') ?? '');
  }

  #record(call: Call): void {
    this.calls.push(call);
    if (this.calls.length > LIMITS.keptCalls) this.calls.shift();
  }
}

function argumentsOf(body: string, contentType: string): Fields {
  if (contentType.includes('json')) {
    try {
      const parsed: unknown = JSON.parse(body || '{}');
      return isFields(parsed) ? parsed : {};
    } catch {
      return {};
    }
  }
  const entries = [...new URLSearchParams(body)].map(([name, value]) => [name, argument(name, value)] as const);
  return Object.fromEntries(entries);
}

function argument(name: string, value: string): unknown {
  if (value === 'true' || value === 'false') return name === 'text' ? value : value === 'true';
  if (!JSON_ARGUMENTS.includes(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function withoutToken(args: Fields): Fields {
  const { token: _token, ...rest } = args;
  return rest;
}
