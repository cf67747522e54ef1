import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Fields } from './shapes.ts';
import type { AppAnswer, AppRequest, Transport } from './transport.ts';

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** Sends requests to the app's URL, signed as Slack signs them. */
export class SignedHttp implements Transport {
  readonly #url: string;
  readonly #secret: string;

  constructor(url: string, secret: string) {
    this.#url = url;
    this.#secret = secret;
  }

  async send(request: AppRequest, timeout: number): Promise<AppAnswer> {
    const retry = request.retry
      ? { 'x-slack-retry-num': String(request.retry.attempt), 'x-slack-retry-reason': request.retry.reason }
      : {};
    try {
      const answer = await this.#post(bodyOf(request), request.kind === 'events_api', timeout, retry);
      if (answer.status !== 200) {
        return { acked: false, why: 'http_error', detail: `the app answered ${answer.status}` };
      }
      return { acked: true, body: parsed(answer) };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const why = detail === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
      return { acked: false, why, detail: why === 'operation_timeout' ? `no answer in ${timeout} ms` : detail };
    }
  }

  /** Does what Slack does when somebody enters the URL in the app's settings; throws when the app fails it. */
  async verify(timeout: number): Promise<void> {
    const challenge = 'a-word-to-send-back';
    const body = JSON.stringify({ token: 'playground', type: 'url_verification', challenge });
    const answer = await this.#post(body, true, timeout, {});
    if (answer.status !== 200 || !answer.body.includes(challenge)) {
      throw new Error(`${this.#url} did not answer url_verification (${answer.status} ${answer.body.slice(0, 100)})`);
    }

    const check = await this.#post('ssl_check=1&token=playground', false, timeout, {});
    if (check.status !== 200) throw new Error(`${this.#url} did not answer ssl_check (${check.status})`);
  }

  #post(
    body: string,
    isJson: boolean,
    timeout: number,
    headers: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer> {
    // Bolt compares with the real time, so a virtual clock has no say here.
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', this.#secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const send = this.#url.startsWith('https:') ? httpsRequest : httpRequest;

    return new Promise((resolve, reject) => {
      const request = send(this.#url, {
        method: 'POST',
        agent: false,
        headers: {
          ...headers,
          // Bare, as Slack sends it: Bolt answers 400 to a type with a charset.
          'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
          'content-length': String(Buffer.byteLength(body)),
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${signature}`,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        },
      });
      const timer = setTimeout(() => request.destroy(new Error('timeout')), timeout);

      request.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      request.on('response', async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(Buffer.from(chunk));
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          contentType: response.headers['content-type'] ?? '',
        });
      });
      request.end(body);
    });
  }
}

function bodyOf({ kind, payload }: AppRequest): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(texts(payload)).toString();
}

function texts(payload: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
}

function parsed({ body, contentType }: HttpAnswer): unknown {
  if (body === '') return undefined;
  if (!contentType.includes('json')) return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
