import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson, sendText } from './http.ts';
import type { Interactions } from './interactions.ts';
import type { CommandHint, ShortcutOption } from './options.ts';
import { type PageAct, pageActs } from './page-acts.ts';
import { pageState, wireChange } from './page-state.ts';
import { type Fields, isFields } from './shapes.ts';
import type { Switches } from './switches.ts';
import type { Workspace } from './workspace.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the page shows and can do. */
export interface PageOptions {
  readonly workspace: Workspace;
  readonly interactions: Interactions;
  readonly hints: readonly CommandHint[];
  readonly shortcuts: readonly ShortcutOption[];
  readonly example: string;
  readonly host: string;
  readonly switches: Switches;
}

/** Serves the page, its live stream and what people do on it; only to those who know this run's token. */
export class PageServer {
  readonly path: string;
  readonly url: string;
  readonly #options: PageOptions;
  readonly #streams = new Set<ServerResponse>();
  readonly #token = randomBytes(12).toString('hex');
  readonly #act: PageAct;
  readonly #stop: () => void;

  constructor(options: PageOptions) {
    this.#options = options;
    this.path = '/workspace/';
    this.url = `http://${options.host}${this.path}${this.#token}/`;
    const { workspace, interactions, switches } = options;
    this.#act = pageActs(workspace, interactions, {
      trouble: async (act) => switches.trouble(act),
      drop: async () => switches.drop(),
      monday: async (_act, user) => switches.monday(user),
    });
    this.#stop = workspace.onChange((change) => this.#tell(wireChange(workspace, change)));
  }

  /** Shows how the switches stand now, and what the time is. */
  showSwitches(): void {
    const { switches, workspace } = this.#options;
    this.#tell({ type: 'switches', switches: switches.state, now: workspace.clock.now().getTime() });
  }

  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const [, area, token = '', ...rest] = path.split('/');
    const isKnown =
      `/${area}/` === this.path && same(token, this.#token) && request.headers.host === this.#options.host;
    if (!isKnown) return sendText(response, 404, 'There is nothing here.');

    response.setHeader('content-security-policy', POLICY);
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');

    const name = rest.join('/');
    if (request.method === 'POST' && name === 'act') return this.#acts(request, response);
    if (request.method !== 'GET') return sendText(response, 405, 'Only GET.');
    if (name === 'state') return sendJson(response, 200, pageState(this.#options));
    if (name === 'live') return this.#live(response);
    const stored = /^files\/(\w+)$/.exec(name)?.[1];
    if (stored) return this.#stored(response, stored);
    return this.#file(response, name || 'index.html');
  }

  close(): void {
    this.#stop();
    for (const stream of this.#streams) stream.end();
  }

  #tell(change: Fields): void {
    for (const stream of this.#streams) stream.write(`data: ${JSON.stringify(change)}\n\n`);
  }

  async #acts(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A form of another site cannot send this type, so it cannot act here.
    if (request.headers['content-type'] !== 'application/json') return sendText(response, 415, 'Only JSON.');

    const body: unknown = JSON.parse(await readBody(request));
    if (!isFields(body)) return sendText(response, 400, 'Not an act.');
    try {
      sendJson(response, 200, await this.#act(body));
    } catch (error) {
      sendJson(response, 409, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  #live(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'keep-alive' });
    response.write('retry: 500\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  #stored(response: ServerResponse, id: string): void {
    const file = this.#options.workspace.files.get(id);
    if (!file?.content) {
      sendText(response, 404, 'There is no such file.');
      return;
    }

    // Only pictures are shown; anything else could be a page of its own.
    const isPicture = file.mimetype.startsWith('image/');
    const disposition = isPicture ? 'inline' : 'attachment';
    response.writeHead(200, {
      'content-type': isPicture ? file.mimetype : 'application/octet-stream',
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
    response.end(file.content);
  }

  async #file(response: ServerResponse, name: string): Promise<void> {
    if (!/^[a-z-]+\.(html|css|js|svg)$/.test(name)) return sendText(response, 404, 'There is nothing here.');
    try {
      const content = await readFile(new URL(`./page/${name}`, import.meta.url));
      response.writeHead(200, { 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain' });
      response.end(content);
    } catch {
      sendText(response, 404, 'There is nothing here.');
    }
  }
}

function same(given: string, token: string): boolean {
  return given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));
}
