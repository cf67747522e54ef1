import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { LIMITS } from './limits.ts';
import { Refusal } from './refusal.ts';
import type { Message } from './shapes.ts';

/** What a response_url was given for. */
export interface ResponseGrant {
  readonly user: string;
  readonly channel: string;
  /** The message whose button was pressed, if it came from one. */
  readonly original?: { readonly ts: string; readonly ephemeral: boolean };
  /** Called with each message shown through it. */
  shown?(message: Message): void;
}

/** Who did something, and in which channel; none when it was not in one. */
export interface TriggerGrant {
  readonly user: string;
  readonly channel?: string;
}

/** Trigger ids, response URLs and socket tickets: things that work a few times, for a short while. */
export class Tickets {
  readonly #clock: Clock;
  readonly #triggers = new Map<string, { readonly grant: TriggerGrant; readonly at: number; used: boolean }>();
  readonly #responses = new Map<string, { readonly grant: ResponseGrant; readonly at: number; uses: number }>();
  readonly #sockets = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  newTrigger(user: string, channel?: string): string {
    const id = `${this.#now()}.${randomBytes(8).toString('hex')}`;
    const grant = { user, ...(channel === undefined ? {} : { channel }) };
    this.#triggers.set(id, { grant, at: this.#now(), used: false });
    keepLatest(this.#triggers);
    return id;
  }

  /** Uses a trigger up; gives whom it belongs to. */
  useTrigger(id: string): TriggerGrant {
    const trigger = this.#triggers.get(id);
    if (!trigger) throw new Refusal('invalid_trigger_id');
    if (trigger.used) throw new Refusal('exchanged_trigger_id');
    if (this.#now() - trigger.at > LIMITS.triggerLife) throw new Refusal('expired_trigger_id');

    trigger.used = true;
    return trigger.grant;
  }

  newResponse(grant: ResponseGrant): string {
    const id = randomBytes(12).toString('hex');
    this.#responses.set(id, { grant, at: this.#now(), uses: 0 });
    keepLatest(this.#responses);
    return id;
  }

  /** Uses a response URL once more; says why not when it cannot be. */
  useResponse(id: string): ResponseGrant | 'unknown_url' | 'expired_url' | 'used_url' {
    const response = this.#responses.get(id);
    if (!response) return 'unknown_url';
    if (this.#now() - response.at > LIMITS.responseUrlLife) return 'expired_url';
    if (response.uses >= LIMITS.responseUrlUses) return 'used_url';

    response.uses += 1;
    return response.grant;
  }

  newSocket(): string {
    const ticket = randomUUID();
    this.#sockets.add(ticket);
    return ticket;
  }

  /** Whether a socket ticket is good; it is not afterwards. */
  useSocket(ticket: string): boolean {
    return this.#sockets.delete(ticket);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

function keepLatest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > LIMITS.keptTickets && oldest !== undefined) map.delete(oldest);
}
