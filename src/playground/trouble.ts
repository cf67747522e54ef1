import type { Faults } from './faults.ts';

/** What goes wrong at the moment, because somebody switched it on. */
export interface TroubleState {
  /** Every call and answer takes long. */
  readonly slow: boolean;
  /** Every call is answered with 429. */
  readonly limited: boolean;
}

/** Milliseconds that a slow Slack takes for each answer. */
export const SLOW = 2_500;
/** Seconds that the app is told to wait, and milliseconds after which the limit ends by itself. */
const RETRY_AFTER = 5;
export const LIMITED_FOR = 20_000;

/** Switches for what goes wrong with Slack now and then. */
export class Trouble {
  readonly #faults: Faults;
  readonly #onChange: (state: TroubleState) => void;
  #state: TroubleState = { slow: false, limited: false };
  #end: NodeJS.Timeout | undefined;

  constructor(faults: Faults, onChange: (state: TroubleState) => void) {
    this.#faults = faults;
    this.#onChange = onChange;
  }

  get state(): TroubleState {
    return this.#state;
  }

  /** Switches trouble on or off; what is not named stays. The limit ends by itself. */
  set(change: Partial<TroubleState>): void {
    this.#state = { ...this.#state, ...change };
    const { slow, limited } = this.#state;
    this.#faults.standing = {
      ...(slow ? { delay: SLOW } : {}),
      ...(limited ? { status: 429, retryAfter: RETRY_AFTER } : {}),
    };
    clearTimeout(this.#end);
    if (limited) this.#end = setTimeout(() => this.set({ limited: false }), LIMITED_FOR).unref();
    this.#onChange(this.#state);
  }

  close(): void {
    clearTimeout(this.#end);
  }
}
