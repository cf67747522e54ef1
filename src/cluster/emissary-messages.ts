import { LOG_MESSAGES } from './log-messages.ts';
import { POSTED_MESSAGES } from './posted-messages.ts';

/**
 * Where and when Emissary says something: among the errors or the notices of its diagnostics; or in its log alone, with each
 * configuration that it makes, once when it starts, or whenever it happens.
 */
export type Shown = 'error' | 'notice' | 'reconfigure' | 'start' | 'running';

/** Something that Emissary itself says. */
export interface EmissaryMessage {
  /** A name for it that stays. */
  readonly id: string;
  readonly says: RegExp;
  /** What it means for users of the gateway, as a whole sentence. */
  readonly meaning: string;
  /** Codes of the checks that name the cause, the likeliest first. */
  readonly codes: readonly [string, ...string[]];
  readonly shown: Shown;
  /** Good to know, and no more. */
  readonly isHarmless: boolean;
}

/** Messages with the same consequence. */
export interface Messages {
  readonly shown: Shown;
  readonly meaning: string;
  readonly isHarmless?: true;
  /** By name: what the text holds, and the codes. */
  readonly rows: Readonly<Record<string, readonly [RegExp, string, ...string[]]>>;
}

/** What Emissary posts and logs, each message once. */
export const EMISSARY_MESSAGES: readonly EmissaryMessage[] = [...POSTED_MESSAGES, ...LOG_MESSAGES].flatMap(
  ({ shown, meaning, isHarmless = false, rows }) =>
    Object.entries(rows).map(([id, [says, ...codes]]) => ({ id, says, meaning, codes, shown, isHarmless })),
);

/** The first message that a text holds. */
export function messageIn(text: string): EmissaryMessage | undefined {
  // Most lines of a log hold none, so that all are asked at once first.
  return ANY.test(text) ? EMISSARY_MESSAGES.find(({ says }) => says.test(text)) : undefined;
}

const ANY = new RegExp(EMISSARY_MESSAGES.map(({ says }) => says.source).join('|'), 'i');
