import { eventCallback, isSubscribed } from './events.ts';
import type { Activity, Problem } from './problems.ts';
import type { Fields } from './shapes.ts';
import type { AppAnswer, AppRequest, Transport } from './transport.ts';
import type { Workspace } from './workspace.ts';

/** What the delivery to the app needs. */
export interface DeliveryOptions {
  readonly workspace: Workspace;
  readonly activity: Activity;
  readonly ackTimeout: number;
  readonly retryDelays: readonly number[];
  readonly subscriptions: readonly string[];
  readonly botScopes: readonly string[];
  problem(problem: Problem): void;
}

const KINDS = { operation_timeout: 'late_ack', dispatch_failed: 'no_connection', http_error: 'http_status' } as const;

/** Tells the app things and watches that it acknowledges them in time. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #transport: Transport;

  constructor(options: DeliveryOptions, transport: Transport) {
    this.#options = options;
    this.#transport = transport;
  }

  /** From now on through another transport. */
  use(transport: Transport): void {
    this.#transport = transport;
  }

  /** Sends a request; an acknowledgement that does not come in time is a problem. */
  async send(request: AppRequest, what: string): Promise<AppAnswer> {
    const { activity, ackTimeout, problem } = this.#options;
    const answer = await activity.during(() => this.#transport.send(request, ackTimeout));
    if (!answer.acked) problem({ kind: KINDS[answer.why], what, detail: answer.detail });
    return answer;
  }

  /** Sends an event if the app subscribed to it, and again when it was not acknowledged. */
  async emit(event: Fields): Promise<void> {
    const { workspace, subscriptions, botScopes } = this.#options;
    if (!isSubscribed(workspace, event, subscriptions, botScopes)) return;
    await this.redeliver(eventCallback(workspace, event, workspace.nextId('Ev')), 0);
  }

  /** Sends an event in its envelope; `attempt` above 0 is a retry. */
  async redeliver(payload: Fields, attempt: number, reason = 'http_timeout'): Promise<void> {
    const retry = attempt > 0 ? { retry: { attempt, reason } } : {};
    const event = payload['event'] as Fields;
    const answer = await this.send({ kind: 'events_api', payload, ...retry }, `event ${String(event['type'])}`);

    const delay = this.#options.retryDelays[attempt];
    if (answer.acked || delay === undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.redeliver(payload, attempt + 1, answer.why === 'http_error' ? 'http_error' : 'http_timeout');
    }, delay);
    timer.unref();
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
