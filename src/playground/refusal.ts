import type { Flaw } from './inspection.ts';
import type { Fields } from './shapes.ts';
import { flawMessages } from './validate.ts';

/** Slack's answer `ok: false`, on its way out of a method. */
export class Refusal extends Error {
  readonly code: string;
  readonly more: Fields;

  constructor(code: string, more: Fields = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** Refuses when there are flaws, naming each. */
export function refuseFlaws(code: string, flaws: readonly Flaw[]): void {
  if (flaws.length > 0) throw new Refusal(code, { response_metadata: { messages: flawMessages(flaws) } });
}
