import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from './faults.ts';
import { readBody, sendJson, sendText } from './http.ts';
import type { Problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import { showResponse } from './respond.ts';
import { isFields } from './shapes.ts';
import type { Tickets } from './tickets.ts';
import type { Workspace } from './workspace.ts';

/** What answering through a response_url needs. */
export interface ResponseUrlOptions {
  readonly workspace: Workspace;
  readonly tickets: Tickets;
  readonly faults: Faults;
  problem(problem: Problem): void;
}

/** `POST /response/<id>`: five answers in thirty minutes. */
export class ResponseUrls {
  readonly #options: ResponseUrlOptions;

  constructor(options: ResponseUrlOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const { workspace, tickets, faults, problem } = this.#options;
    const body: unknown = parse(await readBody(request));
    const fault = faults.take('response_url');
    if (fault.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    if (fault.drop) return void request.socket.destroy();
    if (fault.status) return sendText(response, fault.status, 'the playground was told to fail');
    if (!isFields(body)) return sendText(response, 400, 'invalid_payload');

    const grant = tickets.useResponse(id);
    if (typeof grant === 'string') {
      problem({ kind: 'bad_response', what: 'response_url', detail: grant });
      return sendJson(response, 404, { ok: false, error: grant });
    }
    try {
      const message = showResponse(workspace, grant, body);
      if (message) grant.shown?.(message);
      sendText(response, 200, 'ok');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problem({ kind: 'bad_response', what: 'response_url', detail: `${error.code} ${JSON.stringify(error.more)}` });
      sendJson(response, 400, { ok: false, error: error.code, ...error.more });
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
