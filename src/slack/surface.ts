import type { DigestPlan } from '../commands/answer.ts';
import type { RememberingTools } from '../commands/tools.ts';
import type { Store } from '../state/store.ts';
import type { Post } from './blocks.ts';
import type { At, Messenger, Where } from './deliver.ts';
import type { SlackProblem } from './errors.ts';
import type { Access, Gate } from './gate.ts';
import type { InFlight } from './in-flight.ts';
import type { Log } from './log.ts';
import type { Outbox } from './outbox.ts';
import type { People } from './people.ts';
import type { ShareChecks } from './share.ts';

/** What the bot has in its workspace, whatever cluster is asked about. */
export interface Workspace {
  readonly store: Store;
  readonly now: () => Date;
  /** Who may do what. */
  readonly access: Access;
  /** Takes out of a text what looks like a secret. */
  readonly redact: (text: string) => string;
  /** For answers to people. */
  readonly talk: Messenger;
  /** For threads, and for messages nobody waits for. */
  readonly bulk: Messenger;
  /** For messages that have to arrive, whatever happens meanwhile. */
  readonly outbox: Outbox;
  readonly bot: Bot;
  readonly people: People;
  readonly docsUrl?: string;
  readonly log: Log;
  readonly inFlight: InFlight;
  /** Runs that have a message, by what keeps a second one from starting. */
  readonly busy: Map<string, Busy>;
  /** Lets only a few look-ups run at once: each reads the cluster. */
  readonly queue: <T>(work: () => Promise<T>) => Promise<T>;
  readonly newReference: () => string;
  readonly onProblem: (problem: SlackProblem) => void;
  /** Whether this request was seen before; Slack sends some twice. */
  readonly isRepeated: (id: string) => boolean;
  readonly isStopping: () => boolean;
}

/** What a handler works with: the bot, for one cluster. */
export interface Surface extends Workspace {
  readonly tools: RememberingTools;
  /** Those of this cluster. */
  readonly digests: () => readonly DigestPlan[];
  readonly share: ShareChecks;
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
  /** Answers this person. */
  readonly tell: (message: Post) => Promise<void>;
  /** Whether nobody else sees what `tell` says. */
  readonly isAlone: boolean;
  /** Opens a form, for three seconds; a mention brings none. */
  readonly trigger?: string;
  /** Through here everything passes that needs permission. */
  readonly gate: Gate;
}
