import type { DigestPlan } from '../commands/answer.ts';
import type { RememberingTools } from '../commands/tools.ts';
import type { Post } from './blocks.ts';
import type { At, Messenger, Where } from './deliver.ts';
import type { SlackProblem } from './errors.ts';
import type { InFlight } from './in-flight.ts';
import type { Log } from './log.ts';
import type { Outbox } from './outbox.ts';
import type { ShareChecks } from './share.ts';

/** What every handler works with. */
export interface Surface {
  readonly tools: RememberingTools;
  readonly digests: () => readonly DigestPlan[];
  /** For answers to people. */
  readonly talk: Messenger;
  /** For threads, and for messages nobody waits for. */
  readonly bulk: Messenger;
  /** For messages that have to arrive, whatever happens meanwhile. */
  readonly outbox: Outbox;
  readonly bot: Bot;
  readonly docsUrl?: string;
  readonly log: Log;
  readonly inFlight: InFlight;
  /** Runs that have a message, by what keeps a second one from starting. */
  readonly busy: Map<string, Busy>;
  readonly share: ShareChecks;
  /** Lets only a few look-ups run at once: each reads the cluster. */
  readonly queue: <T>(work: () => Promise<T>) => Promise<T>;
  readonly newReference: () => string;
  readonly onProblem: (problem: SlackProblem) => void;
  /** Whether this request was seen before; Slack sends some twice. */
  readonly isRepeated: (id: string) => boolean;
  readonly isStopping: () => boolean;
}

/** The bot's own identity. */
export interface Bot {
  readonly botId: string;
  readonly userId: string;
  readonly name: string;
}

/** A run that is under way. */
export interface Busy {
  readonly by: string;
  readonly since: Date;
  /** Its message, once it is posted. */
  at?: At;
  /** Says in its message that it was cut short. */
  interrupted?: () => Promise<unknown>;
}

/** A person who asks, and how to answer. */
export interface Asker {
  readonly by: string;
  /** Where answers for everyone go. */
  readonly where: Where;
  /** Answers only this person, where Slack can do that. */
  readonly tell: (message: Post) => Promise<void>;
}
